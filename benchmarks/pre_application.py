"""A durable pre-application beside the same rows written raw to an equal SQLite file."""

from __future__ import annotations

import os
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

ROUNDS, EACH = 7, 40
_ID = re.compile(r"[0-9a-f]{64}|[0-9a-f]{32}|[0-9]{12}")


def measure() -> list[str]:
    """Give medians and the ratio round by round; both sides commit each one to disk."""
    with tempfile.TemporaryDirectory() as folder:
        app, submit = _service(Path(folder))
        with app.app_context():
            statements = _recorded(submit)
            raw = _raw(Path(folder), statements)
            submit()
            raw()
            pairs = [(_rate(raw), _rate(submit)) for _ in range(ROUNDS)]
    ratios = sorted(ours / plain for plain, ours in pairs)
    return [
        f"{len(statements)} rows a time, synchronous=FULL on both sides",
        f"raw rows          {statistics.median(plain for plain, _ in pairs):7.0f} a second",
        f"pre-application   {statistics.median(ours for _, ours in pairs):7.0f} a second",
        f"ours / raw        {statistics.median(ratios):7.2f}   (lowest {ratios[0]:.2f}, highest {ratios[-1]:.2f})",
    ]


def _service(folder: Path) -> tuple[Any, Callable[[], None]]:
    os.environ["VAR_DIR"] = str(folder)
    from backend import create_app
    from backend.applications.services import Submission, submit_pre_application
    from backend.demo.loading import load_demo
    from backend.extensions import Base, db, utc_now
    from backend.transaction import transaction

    app = create_app()
    with app.app_context():
        Base.metadata.create_all(db.engine)
        load_demo()
    counter = iter(range(10_000_000))

    def submit() -> None:
        number = next(counter)
        body = {
            "scheme": "minimum_living_allowance",
            "applicant": {
                "name": "王示例",
                "id_number": None,
                "phone": f"0{number:010d}",
                "residence": "410482106234",
                "household_register": None,
                "address": "示例村一组",
            },
            "household": [],
            "situation": {
                "causes": [],
                "description": "家里老人长期吃药，去年住了两回院，收入不够开销。",
                "urgent": False,
                "monthly_income_fen": None,
                "yearly_essential_expenses_fen": None,
            },
            "filed_by": {"kind": "self", "name": None, "phone": None, "relation": None},
            "consents": {
                "personal_information": True,
                "sensitive_information": False,
                "economic_verification": False,
                "notice_version": "2026-11",
            },
            "guide_code": None,
        }
        with transaction():
            submit_pre_application(Submission(body, "web"), app.extensions["library"], utc_now())
        db.session.remove()

    return app, submit


def _recorded(submit: Callable[[], None]) -> list[tuple[str, tuple[Any, ...]]]:
    """Give the inserts one submission makes, with their values."""
    from backend.extensions import db

    found: list[tuple[str, tuple[Any, ...]]] = []

    def note(_c: Any, _cur: Any, statement: str, values: Any, _ctx: Any, many: bool) -> None:
        if statement.startswith("INSERT"):
            found.extend((statement, tuple(row)) for row in (values if many else [values]))

    event.listen(db.engine, "before_cursor_execute", note)
    submit()
    event.remove(db.engine, "before_cursor_execute", note)
    return found


def _raw(folder: Path, statements: list[tuple[str, tuple[Any, ...]]]) -> Callable[[], None]:
    """Give a function that writes the same rows to a file with the same tables, by sqlite3."""
    source = sqlite3.connect(folder / "yimenzhu.sqlite3")
    target = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        target.execute(f"PRAGMA {pragma}")
    for kind in ("table", "index"):
        query = f"SELECT sql FROM sqlite_master WHERE type = '{kind}' AND sql IS NOT NULL"
        for (sql,) in source.execute(query):
            if "sqlite_sequence" not in sql:
                target.execute(sql)
    source.close()
    counter = iter(range(10_000_000))

    def fresh(values: tuple[Any, ...], turn: str) -> tuple[Any, ...]:
        """Make ids, numbers and hashes of a copied row new, at the same length."""
        return tuple(
            _ID.sub(lambda found: turn + found[0][len(turn) :], value)
            if isinstance(value, str) and not value.startswith("v1:")
            else value
            for value in values
        )

    def write() -> None:
        turn = f"{next(counter):08d}"
        target.execute("BEGIN IMMEDIATE")
        for statement, values in statements:
            plain = statement.replace("INSERT INTO", "INSERT OR REPLACE INTO", 1)
            target.execute(plain, fresh(values, turn))
        target.execute("COMMIT")

    return write


def _rate(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    for _ in range(EACH):
        work()
    return EACH / (time.perf_counter() - started)
