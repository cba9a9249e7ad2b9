"""No list, claim or move reads through all cases: the plans are looked at, on both databases.

The tables are small here, and a planner that knows it would rather scan a few rows. So that it shows
what it does with many, SQLite is left without statistics (it then expects large tables), and
PostgreSQL, with statistics, is told not to scan where it has a choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake import erasing, jobs, queries, services
from backend.intake.follow_ups import remind_untold
from backend.intake.states import CaseState
from backend.transaction import transaction
from tests.factories import intake as make

# What may hold as many rows as there are cases; the rest is small by nature.
LARGE = ("intake_case", "case_event", "case_referral", "case_transfer", "case_item", "case_clock",
         "outbox_message", "audit_entry")  # fmt: skip
Statement = tuple[str, Any]


@contextmanager
def _noted() -> Iterator[list[Statement]]:
    found: list[Statement] = []

    def note(_conn: Any, _cur: Any, statement: str, values: Any, _ctx: Any, many: bool) -> None:
        if re.match(r"\s*(SELECT|UPDATE|DELETE)", statement):
            found.append((statement, values[0] if many else values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _scans(statements: list[Statement]) -> list[str]:
    """Give each plan line that reads through a large table, with its statement."""
    on_postgres = db.engine.dialect.name == "postgresql"
    return [
        f"{line} <- {statement[:200]}"
        for statement, line in _plan_lines(statements)
        if _is_scan(line, on_postgres=on_postgres)
    ]


def _plan_lines(statements: list[Statement]) -> list[tuple[str, str]]:
    """Give each different statement with each line of its plan."""
    found = []
    on_postgres = db.engine.dialect.name == "postgresql"
    with db.engine.connect() as connection:
        if on_postgres:
            connection.execute(text("ANALYZE"))
            connection.commit()
            connection.execute(text("SET enable_seqscan = off"))
        for statement, values in {one[0]: one for one in statements}.values():
            if re.search(r"WHERE 0 = 1\b", statement):
                continue  # nothing is anybody's: answered without opening the table
            explain = "EXPLAIN " if on_postgres else "EXPLAIN QUERY PLAN "
            for row in connection.exec_driver_sql(explain + statement, values):
                found.append((statement, str(row[0] if on_postgres else row[3])))
    return found


def _is_scan(line: str, *, on_postgres: bool) -> bool:
    mark = r"Seq Scan on (\w+)" if on_postgres else r"^SCAN (\w+)"
    scanned = re.search(mark, line)
    if scanned is None or scanned[1] not in LARGE:
        return False
    return on_postgres or ("USING INDEX" not in line and "USING COVERING INDEX" not in line)


@pytest.fixture
def busy(office: Flask) -> Actor:
    """Some cases in every state, so that each list has something to find."""
    clerk = make.clerk()
    for state in CaseState:
        make.case_in(state, clerk)
        make.case_in(state, clerk, place=make.OTHER_VILLAGE) if state is CaseState.SUBMITTED else 0
    return clerk


def test_meetings_are_counted_in_the_index_of_those_that_wait(busy: Actor) -> None:
    """Few cases ever wait for a meeting: their count does not walk all cases of the place."""
    with _noted() as statements:
        queries.queue_counts(make.supervisor(), make.DAY)
    wanted = [one for one in statements if "meeting_since IS NOT NULL" in one[0]]
    lines = [line for _, line in _plan_lines(wanted) if "Scan" in line or "SEARCH" in line]
    assert lines
    assert all("ix_intake_case_meeting" in line for line in lines)


@pytest.mark.parametrize("queue", list(queries.Queue))
def test_lists_read_no_table_through(busy: Actor, queue: queries.Queue) -> None:
    for actor in (busy, make.supervisor(), make.handler()):
        with _noted() as statements:
            queries.list_cases(actor, make.DAY, queue)
            queries.queue_counts(actor, make.DAY)
        assert statements
        assert _scans(statements) == []


def test_the_whole_way_of_a_case_reads_no_table_through(busy: Actor) -> None:
    with _noted() as statements:
        case_id = make.opened().id
        make.do("claim", case_id, busy)
        make.do("note_contact", case_id, busy, "phone", False)
        make.do("ask_supplement", case_id, busy, ["身份证或户口簿"])
        make.supplemented(case_id)
        make.do("accept", case_id, busy)
        make.do("record_stage", case_id, busy, "survey")
        make.granted(case_id, busy)
        make.do("follow_up", case_id, busy, "paid")
        make.do("review", case_id, busy, "满一年了")
        services.progress_of(case_id)
        with transaction():
            remind_untold(make.NOW)
    assert _scans(statements) == []


def test_the_jobs_of_the_day_read_no_table_through(busy: Actor) -> None:
    """Due, late, provisional, objected to, or owed a word: few cases, each found by its index."""
    first = make.case_in(CaseState.CLOSED, busy)
    with _noted() as statements:
        for job in (jobs.remind, jobs.recompute_provisional, remind_untold):
            with transaction():
                job(make.NOW)
        erasing.family_of(first)
    assert _scans(statements) == []


def test_what_would_be_a_scan_is_seen(busy: Actor) -> None:
    """The check itself: a question no index answers is found."""
    with _noted() as statements:
        db.session.execute(text("SELECT id FROM intake_case WHERE routing_reason = 'x'")).all()
    assert len(_scans(statements)) == 1
