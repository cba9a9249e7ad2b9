"""Two clerks claim at once, on a real file: one has it, the other is told who."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.extensions import db
from backend.intake import services
from backend.intake.models import CaseEvent
from backend.intake.problems import CaseAlreadyClaimed
from backend.transaction import transaction
from tests.factories import intake as make


@pytest.mark.parametrize("version", [None, 1])
def test_one_wins(office: Flask, version: int | None) -> None:
    case_id = make.opened().id
    clerks = [make.clerk(name=f"{family}示例") for family in "赵钱孙李"]
    start = threading.Barrier(len(clerks))
    won: list[str] = []
    told: list[str] = []

    def race(actor: make.Actor) -> None:
        with office.app_context():
            start.wait()
            try:
                with transaction():
                    services.claim(case_id, actor, make.NOW, version)
                won.append(actor.name)
            except CaseAlreadyClaimed as problem:
                told.append(problem.extra["holder"])
            finally:
                db.session.remove()

    threads = [threading.Thread(target=race, args=(actor,)) for actor in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert told == [won[0][0] + "某"] * (len(clerks) - 1)
    assert make.row(case_id).version == 2
    events = select(func.count()).select_from(CaseEvent).where(CaseEvent.case_id == case_id)
    assert db.session.scalar(events) == 2


def test_claiming_twice_is_one_claim(office: Flask) -> None:
    case_id, clerk = make.opened().id, make.clerk()
    first = make.do("claim", case_id, clerk)
    with transaction():
        again = services.claim(case_id, clerk, make.NOW, 1)
    assert (again.version, again.held_since) == (first.version, first.held_since)
