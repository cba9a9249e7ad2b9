"""Whatever several people do at once, in whatever order: one holder, nothing lost, one effect, no end
without its grounds.

Each step lets two or three actors act on the same few cases at the same instant, in threads of their
own, on a real database, while clerks leave and the clock's jobs run. What they try is drawn
beforehand; what is refused must be refused by a Problem, and what was done must have been done once.
CUSTODY_STEPS=10000 makes a long run.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.audit.trail import verify
from backend.extensions import db
from backend.intake import services
from backend.intake.custody import free_cases_of
from backend.intake.models import IntakeCase
from backend.intake.states import CaseState, Result
from backend.problems import Problem
from backend.tasks.catalogue import _watch_clocks
from backend.transaction import in_transaction, transaction
from tests.conftest import _empty
from tests.factories import intake as make
from tests.support.custody_moves import (
    ACTORS,
    RESIDENT,
    SERVICE,
    VERBS,
    Try,
    tries_of,
    verb_for,
    whose,
    words_for,
)
from tests.support.custody_rules import check

STEPS = int(os.environ.get("CUSTODY_STEPS", "0"))
# A round is two or three tries at once; a step is one try, so fifty rounds are a hundred at least.
EXAMPLES, PER_EXAMPLE = (-(-STEPS // 100), 50) if STEPS else (2, 14)
PAUSES = st.sampled_from(
    [timedelta(minutes=1)] * 3 + [timedelta(hours=14), timedelta(days=1), timedelta(days=4)]
)


class Custody(RuleBasedStateMachine):
    """Bound to an application, and to the counts of a whole run: verbs tried, verbs done, ends."""

    app: Flask
    all_tried: Counter[str]
    all_done: Counter[str]
    all_ends: Counter[str]
    broken: list[BaseException]

    def __init__(self) -> None:
        super().__init__()
        db.session.rollback()  # an open read would keep PostgreSQL from emptying the tables
        _empty()
        make.make_places()
        self.now = make.NOW
        granted = make.case_in(CaseState.CLOSED, ACTORS[0])
        with_two = make.opened(also_schemes=["housing_assistance"]).id  # nobody asked about it yet
        sought = make.case_in(CaseState.IN_HAND, ACTORS[1])
        for days in range(3):  # in vain: by chance that comes about in few runs
            self.now = make.NOW + timedelta(days=days)
            make.do("note_contact", sought, ACTORS[1], "phone", False, now=self.now)
        self.cases = [
            with_two,
            make.opened(kind="referral", scheme="temporary_assistance").id,
            granted,
            sought,
        ]
        self.done: list[str] = []
        self.first, self.children, self.rounds = len(self.cases), 0, 0
        self.lock = threading.Lock()

    @rule(seed=st.integers(0, 2**32), pause=PAUSES)
    def at_once(self, seed: int, pause: timedelta) -> None:
        self.now += pause
        self.rounds += 1
        tries = tries_of(seed, self.rounds)
        together = threading.Barrier(len(tries))
        faults: list[BaseException] = []
        threads = [
            threading.Thread(target=self._try, args=(one, together, faults)) for one in tries
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.broken += faults
        assert not faults, faults

    def _try(self, one: Try, together: threading.Barrier, faults: list[BaseException]) -> None:
        case_id = self.cases[one.case % len(self.cases)]
        with self.app.app_context():
            try:
                row = make.row(case_id)
                verb = verb_for(row, one)
                actor = one.who or whose(row, verb, one.words)
                seen = row.version if one.by_version else None
                words = () if verb in SERVICE else words_for(row, verb, one.words)
                with self.lock:
                    self.all_tried[verb] += 1
                db.session.rollback()
                together.wait(30)
                self._do(verb, case_id, actor, seen, words)
                with self.lock:
                    self._count(verb, case_id, words)
            except Problem:
                pass
            except BaseException as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    def _do(
        self, verb: str, case_id: str, actor: Actor, seen: int | None, words: tuple[Any, ...]
    ) -> None:
        if verb == "jobs":
            _watch_clocks(self.now)
            return
        if verb == "leave":
            with transaction():
                free_cases_of(actor.staff_id, self.now)
            return
        move: Callable[..., Any] = getattr(services, verb)
        by = () if verb in RESIDENT else (actor,)
        version = () if verb in RESIDENT else (seen,)
        in_transaction(lambda: move(case_id, *by, self.now, *version, *words))

    def _count(self, verb: str, case_id: str, words: tuple[Any, ...]) -> None:
        self.all_done[verb] += 1
        self.all_ends.update(str(one) for one in words if verb == "close" and one in list(Result))
        if verb != "claim" and verb not in SERVICE:  # claiming what one holds does nothing
            self.done.append(case_id)
        self.children += verb in ("dispute", "review")

    @invariant()
    def custody_holds(self) -> None:
        db.session.rollback()
        db.session.expire_all()
        query = select(IntakeCase).order_by(IntakeCase.created_at, IntakeCase.id)
        rows = list(db.session.scalars(query))
        assert len(rows) == self.first + self.children, "no case lost, none made twice"
        self.cases += [row.id for row in rows if row.id not in self.cases]
        for row in rows:
            self._check(row)
        db.session.rollback()

    def _check(self, row: IntakeCase) -> None:
        try:
            check(row, self.done.count(row.id))
        except AssertionError as fault:
            self.broken.append(fault)
            raise

    def teardown(self) -> None:
        db.session.rollback()
        broken = verify()
        db.session.rollback()
        assert broken == []


@pytest.mark.timeout(0 if STEPS else 180)
def test_custody_holds(app: Flask) -> None:
    counts = {"all_tried": Counter[str](), "all_done": Counter[str](), "all_ends": Counter[str]()}
    broken: list[BaseException] = []
    machine = type("Custody", (Custody,), {"app": app, "broken": broken, **counts})
    try:
        _run(machine)
    except Exception as fault:
        raise (broken or [fault])[0] from None  # threads do not come again: the first is the one
    if STEPS:
        _say(counts["all_tried"], counts["all_done"], counts["all_ends"])


def _run(machine: type[Custody]) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=PER_EXAMPLE,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),  # threads do not come again: shrinking finds nothing
        ),
    )


def _say(tried: Counter[str], done: Counter[str], ends: Counter[str]) -> None:
    """A long run says what it did; one in which some move never came about proves nothing of it."""
    print(f"tried {tried.total()}, done {done.total()}: {dict(sorted(done.items()))}")  # noqa: T201
    print(f"closed as: {dict(sorted(ends.items()))}")  # noqa: T201
    assert tried.total() >= STEPS
    assert set(done) == set(VERBS), set(VERBS) - set(done)
    assert set(ends) == set(Result), set(Result) - set(ends)
