"""What a move may cost: how often one whole way of a case asks the database. Counted, not timed."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import event

from backend.extensions import db
from backend.intake import services
from backend.intake.states import Result
from backend.transaction import in_transaction
from tests.factories import intake as make

# Who needs one more says why here. The last: which stages are written down, before a decision.
# PostgreSQL takes several rows in one way to the server and back.
MOST_QUESTIONS = {"sqlite": 31, "postgresql": 14}
WITHOUT = dict.fromkeys(("survey", "county_check", "public_notice"), "已经核过")
GRANTED = (Result.GRANTED, "确认，下月起发。", None, None, None, WITHOUT)


def test_the_whole_way_of_a_case_asks_the_database_so_often(office: Flask) -> None:
    clerk = make.clerk()
    services.progress_of(make.opened().id)  # from here on divisions and windows are known
    asked: list[str] = []

    def note(_conn: Any, _cur: Any, statement: str, *_rest: Any) -> None:
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)", statement):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        case_id = make.opened().id
        for verb, *words in ((services.claim,), (services.accept,), (services.close, *GRANTED)):
            db.session.remove()
            in_transaction(partial(verb, case_id, clerk, make.NOW, None, *words))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) <= MOST_QUESTIONS[db.engine.dialect.name], "\n".join(asked)
