"""A log line is one line, and of what broke it keeps the kind and the place, never the value."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
from flask import Flask
from pydantic import TypeAdapter
from sqlalchemy import text

from backend.extensions import db
from backend.log_lines import Lines, write_lines

PHONE = "13871943625"


def _written(work: Any) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Lines())
    log = logging.getLogger("backend.tried")
    log.addHandler(handler)
    try:
        work(log)
    finally:
        log.removeHandler(handler)
    return out.getvalue()


def _broken_number() -> None:
    int(f"{PHONE}号")


def _broken_schema() -> None:
    TypeAdapter(int).validate_python(f"{PHONE}号")


def _broken_row() -> None:
    db.session.execute(text("CREATE TEMPORARY TABLE tried (phone VARCHAR(20) UNIQUE)"))
    for _ in range(2):
        db.session.execute(text("INSERT INTO tried VALUES (:phone)"), {"phone": PHONE})


@pytest.mark.parametrize("fault", [_broken_number, _broken_schema, _broken_row])
def test_what_broke_is_named_without_what_was_told(app: Flask, fault: Any) -> None:
    def work(log: logging.Logger) -> None:
        try:
            try:
                fault()
            except Exception as error:
                raise RuntimeError(f"told {PHONE}") from error
        except RuntimeError as error:
            log.error("unexpected %s", type(error).__name__, exc_info=error)

    line = _written(work)
    db.session.rollback()
    assert PHONE not in line
    found = json.loads(line)
    assert found["kind"].startswith("RuntimeError from ")
    assert any(fault.__name__ in place for place in found["passed"])


def test_nothing_begins_a_second_line(app: Flask) -> None:
    forged = 'x\n{"level": "ERROR"}\r\n\u2028\x1b[31m'
    line = _written(lambda log: log.warning("said %s", forged, extra={"kind": forged, "count": 3}))
    assert line.count("\n") == 1
    assert not set("\r\x1b\u2028") & set(line)
    assert json.loads(line)["count"] == 3


def test_an_error_of_ours_reaches_the_log_without_its_words(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """As the whole application writes it, through its own handler."""

    def told() -> str:
        raise ValueError(f"no such phone {PHONE}")

    handler = next(one for one in logging.getLogger().handlers if one.name == "yimenzhu-lines")
    with app.test_request_context("/api/v1/chat/messages"):
        try:
            told()
        except ValueError as error:
            shown = app.make_response(app.handle_user_exception(error))
    assert shown.status_code == 500
    assert PHONE not in shown.get_data(as_text=True)
    (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert PHONE not in handler.format(record)
    write_lines()
    assert sum(one.name == "yimenzhu-lines" for one in logging.getLogger().handlers) == 1
