"""A transaction that reads before it takes SQLite's write lock never decides by what is over, and what
others wait for is written last, before anything that could ask for it."""

from __future__ import annotations

import contextlib
import contextvars
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from backend.audit.models import AuditEntry
from backend.audit.trail import record, verify
from backend.extensions import db
from backend.intake import custody, offering, services
from backend.intake.beside import OpenParts
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.problems import CaseAlreadyClaimed
from backend.problems import Problem
from backend.transaction import in_transaction, take_turns, transaction, watched, write_last
from tests.factories import intake as make

STAND = "SELECT version FROM intake_case WHERE id = ?"


@pytest.fixture
def case_id(app: Flask) -> str:
    make.make_places()
    return make.opened().id


@pytest.fixture
def is_sqlite(app: Flask) -> bool:
    return db.engine.dialect.name == "sqlite"


def _elsewhere(app: Flask, work: Callable[[], Any]) -> list[Any]:
    """Do `work` in another thread, with a session of its own; give its answer or its error."""
    answer: list[Any] = []

    def run() -> None:
        with app.app_context():
            try:
                answer.append(work())
            except (Problem, OperationalError) as fault:
                answer.append(fault)
            finally:
                db.session.remove()

    thread = threading.Thread(target=contextvars.Context().run, args=(run,))
    thread.start()
    thread.join(20)
    return answer


def _version(case_id: str) -> int:
    return int(db.session.scalars(select(IntakeCase.version).where(IntakeCase.id == case_id)).one())


def _touch(app: Flask, case_id: str) -> None:
    """Somebody else changes the case meanwhile, and is done."""

    def change() -> None:
        with transaction():
            db.session.execute(
                text("UPDATE intake_case SET asked_times = asked_times + 1 WHERE id = :id"),
                {"id": case_id},
            )

    assert _elsewhere(app, change) == [None]


def _asked_times(case_id: str) -> int:
    query = text("SELECT asked_times FROM intake_case WHERE id = :id")
    return int(db.session.execute(query, {"id": case_id}).scalar_one())


def test_what_was_overtaken_is_done_anew(app: Flask, case_id: str, is_sqlite: bool) -> None:
    """SQLite: the second time under the lock. PostgreSQL: once, with rows it locks itself."""
    words, seen = "SELECT asked_times FROM intake_case WHERE id = ?", []

    def work() -> None:
        first = watched(words, case_id)
        assert first is (is_sqlite and not seen)
        seen.append(_asked_times(case_id))
        if len(seen) == 1:
            _touch(app, case_id)
        db.session.execute(
            text("UPDATE intake_case SET routing_reason = :seen WHERE id = :id"),
            {"seen": str(seen[-1]), "id": case_id},
        )

    in_transaction(work)
    assert seen == ([0, 1] if is_sqlite else [0])
    reason = db.session.scalar(select(IntakeCase.routing_reason).where(IntakeCase.id == case_id))
    assert reason == str(seen[-1])


def test_what_others_change_beside_it_does_not_matter(app: Flask, case_id: str) -> None:
    other, times = make.opened().id, []

    def work() -> None:
        watched(STAND, case_id)
        times.append(1)
        _touch(app, other)
        db.session.execute(
            text("UPDATE intake_case SET routing_reason = 'x' WHERE id = :id"), {"id": case_id}
        )

    in_transaction(work)
    assert len(times) == 1
    assert _asked_times(other) == 1


def test_two_who_read_a_free_case_do_not_both_get_it(
    app: Flask, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have read it as free before either writes: one holds it, the other is told who does."""
    first, second = make.clerk(), make.clerk()
    both_have_read = threading.Barrier(2, timeout=10)
    take, waited = custody._take, threading.local()

    def take_when_both_have_read(*words: Any) -> None:
        if not getattr(waited, "did", False) and db.engine.dialect.name == "sqlite":
            waited.did = True
            both_have_read.wait()
        take(*words)

    monkeypatch.setattr(custody, "_take", take_when_both_have_read)
    answers: list[Any] = []
    threads = [
        threading.Thread(
            target=lambda who=who: answers.extend(
                _elsewhere(
                    app, lambda: in_transaction(lambda: services.claim(case_id, who, make.NOW, 1))
                )
            )
        )
        for who in (first, second)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    refused = [one for one in answers if isinstance(one, CaseAlreadyClaimed)]
    assert (len(answers), len(refused)) == (2, 1)
    assert _version(case_id) == 2
    events = db.session.scalars(select(CaseEvent.name).where(CaseEvent.case_id == case_id)).all()
    assert sorted(events) == ["case:claimed", "case:opened"]
    assert verify() == []


def test_a_refusal_for_what_is_over_is_not_given(app: Flask, case_id: str, is_sqlite: bool) -> None:
    """What speaks against a move may be gone before it is said."""
    times = []

    def work() -> str:
        watched("SELECT asked_times FROM intake_case WHERE id = ?", case_id)
        times.append(1)
        if _asked_times(case_id) == 0 and is_sqlite:
            _touch(app, case_id)
            raise Problem
        return "done"

    assert in_transaction(work) == "done"
    assert len(times) == (2 if is_sqlite else 1)


def test_a_refusal_that_still_holds_is_given_once(case_id: str) -> None:
    times = []

    def work() -> None:
        watched(STAND, case_id)
        times.append(1)
        raise Problem

    with pytest.raises(Problem):
        in_transaction(work)
    assert len(times) == 1


@pytest.mark.parametrize("how", ["locking", "turn", "writing"])
def test_it_takes_the_lock_when_it_must(
    app: Flask, case_id: str, how: str, is_sqlite: bool
) -> None:
    """A reading that locks, a turn, a writing: from then on nobody else writes in the file."""

    def write_elsewhere() -> None:
        if is_sqlite:
            db.session.execute(text("PRAGMA busy_timeout=50"))
            db.session.rollback()
        with transaction():
            take_turns("somebody")

    def work() -> list[Any]:
        before = _elsewhere(app, write_elsewhere)
        if how == "locking":
            db.session.execute(
                select(IntakeCase.id).where(IntakeCase.id == case_id).with_for_update()
            ).all()
        elif how == "turn":
            take_turns("a turn")
        else:
            db.session.execute(text("UPDATE intake_case SET urgent = urgent"))
        return [before, _elsewhere(app, write_elsewhere)]

    before, after = in_transaction(work)
    assert before == [None]
    if is_sqlite:
        assert isinstance(after[0], OperationalError)
    else:
        assert after == [None]
    db.engine.dispose()  # the short patience goes with the connection


def test_what_is_written_last_is_there_for_whatever_asks_next(app: Flask) -> None:
    with transaction():
        record("a:thing", "s", None, None, {})
        assert db.session.scalars(select(AuditEntry.action)).all() == ["a:thing"]
        record("b:thing", "s", None, None, {})
    assert db.session.scalars(select(AuditEntry.action)).all() == ["a:thing", "b:thing"]
    assert verify() == []


def _record_and_fail(name: str) -> None:
    db.session.connection()  # a savepoint is set when the session is first used in it
    record(name, "s", None, None, {})
    raise LookupError(name)


def test_what_is_written_last_is_forgotten_with_its_transaction(app: Flask) -> None:
    with contextlib.suppress(LookupError), transaction():
        _record_and_fail("a:thing")
    with transaction():
        with contextlib.suppress(LookupError), db.session.begin_nested():
            _record_and_fail("b:thing")
        record("c:thing", "s", None, None, {})
    assert db.session.scalars(select(AuditEntry.action)).all() == ["c:thing"]
    assert verify() == []


def test_what_is_written_last_keeps_its_order(app: Flask) -> None:
    done: list[str] = []
    with transaction():
        write_last(lambda: done.append("first"))
        write_last(lambda: (done.append("second"), write_last(lambda: done.append("third")))[0])
        assert done == []
    assert done == ["first", "second", "third"]
    write_last(lambda: done.append("outside"))
    assert done[-1] == "outside"


def test_who_waits_for_the_trail_holds_up_nobody_who_has_it(
    app: Flask, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ask what of their case is still open, and one has to wait for the other's commit: were
    there a lock of the process around that question, neither would ever go on."""
    is_asking, ask = threading.Event(), offering.open_parts

    def open_parts(of_case: IntakeCase) -> OpenParts:
        is_asking.set()
        return ask(of_case)

    def move_and_look() -> None:
        case = db.session.get_one(IntakeCase, case_id)
        record("b:thing", "s", None, None, {})
        _look(case)

    with transaction():
        case = db.session.get_one(IntakeCase, case_id)
        record("a:thing", "s", None, None, {})
        assert _newest() == ["a:thing"]  # asked for, it is written; from here the other waits
        monkeypatch.setattr(offering, "open_parts", open_parts)
        waiting: list[Any] = []
        thread = threading.Thread(
            target=lambda: waiting.extend(_elsewhere(app, lambda: in_transaction(move_and_look)))
        )
        thread.start()
        assert is_asking.wait(10)
        time.sleep(0.2)  # by now it waits for the database
        _look(case)
    thread.join(20)
    assert waiting == [None]
    assert _newest(2) == ["a:thing", "b:thing"]


def _look(case: IntakeCase) -> bool:
    return offering._Seen(case, make.clerk(), in_list=False).has_open_item


def _newest(count: int = 1) -> list[str]:
    query = select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(count)
    return list(db.session.scalars(query))[::-1]
