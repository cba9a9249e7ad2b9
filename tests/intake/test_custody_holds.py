"""Whatever several people do at once, in whatever order: one holder, nothing lost, one effect.

Each step lets two or three actors act on the same few cases at the same instant, in threads of their
own, on a real database. What they try is drawn beforehand; what is refused must be refused by a
Problem, and what was done must have been done once. CUSTODY_STEPS=10000 makes a long run.
"""

from __future__ import annotations

import itertools
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
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.part_models import CaseClock, CaseItem, CaseReferral, CaseTransfer
from backend.intake.states import FINAL, CaseState, Result
from backend.problems import Problem
from backend.transaction import transaction
from tests.conftest import _empty
from tests.factories import intake as make

STEPS = int(os.environ.get("CUSTODY_STEPS", "0"))
# A round is two or three tries at once; a step is one try, so fifty rounds are a hundred at least.
EXAMPLES, PER_EXAMPLE = (-(-STEPS // 100), 50) if STEPS else (2, 12)
S = CaseState
NO = (make.REASON, make.ARTICLE)
ACTORS = (
    make.clerk(name="赵示例"), make.clerk(name="钱示例"), make.clerk(make.OTHER_TOWN, "孙示例"),
    make.clerk(make.OTHER_TOWN, "李示例"), make.supervisor(), make.handler("housing"),
)  # fmt: skip
# verb -> words after case, actor, instant and version
STAFF: dict[str, tuple[Any, ...]] = {
    "claim": (), "release": ("换人",), "accept": (), "decline": NO,
    "transfer": (make.OTHER_TOWN, "住在那边"), "accept_transfer": (), "return_transfer": NO,
    "recall_transfer": (), "refer": (["housing"], "请核对"), "accept_referral": (),
    "return_referral": (None, *NO), "answer_referral": ("housing", "已核对"),
    "ask_supplement": (["户口簿"], None, "漏了"), "record_stage": ("contacted",),
    "close": (Result.GRANTED, "按月发"), "reopen": ("再看",), "extend": ("等人",),
    "add_item": ("housing_assistance", (), "看房子"),
    "settle_item": ("housing_assistance", Result.GRANTED, "已修"),
    "record_meeting": (None, "各单位", "由邻近镇办", make.OTHER_TOWN),
}  # fmt: skip
BACK = {
    "transfer": (make.TOWN, "住在这边"),
    "record_meeting": (None, "各单位", "由示例镇办", make.TOWN),
}
RESIDENT: dict[str, tuple[Any, ...]] = {
    "supplement_received": (["户口簿"],), "withdraw": (), "dispute": ("不同意",),
}  # fmt: skip
# The moves that carry a case along are tried more often than those that end it.
CARRIES = ("claim", "transfer", "accept_transfer", "return_transfer", "refer", "reopen")
TRIED = [*STAFF, *RESIDENT, *CARRIES * 4]
TRY = st.tuples(
    st.integers(0, 2),  # which case
    st.integers(0, len(ACTORS) * 3),  # who; beyond the list: whoever it is for
    st.sampled_from(TRIED),
    st.booleans(),  # by the version just seen, or by whatever it is now
    st.booleans(),  # towards one town or the other
)


class Custody(RuleBasedStateMachine):
    """Bound to an application, and to the counts of a whole run: verbs tried, verbs done."""

    app: Flask
    all_tried: Counter[str]
    all_done: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        db.session.rollback()  # an open read would keep PostgreSQL from emptying the tables
        _empty()
        make.make_places()
        self.now = make.NOW
        self.cases = [make.opened().id, make.opened(kind="referral").id, make.opened().id]
        self.done: list[str] = []
        self.disputes = 0
        self.lock = threading.Lock()

    @rule(tries=st.lists(TRY, min_size=2, max_size=3))
    def at_once(self, tries: list[tuple[int, int, str, bool, bool]]) -> None:
        self.now += timedelta(minutes=1)
        self.all_tried.update(verb for _, _, verb, _, _ in tries)
        together = threading.Barrier(len(tries))
        faults: list[BaseException] = []
        threads = [
            threading.Thread(target=self._try, args=(one, together, faults)) for one in tries
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not faults, faults

    def _try(self, one: Any, together: threading.Barrier, faults: list[BaseException]) -> None:
        case, who, verb, by_version, back = one
        case_id = self.cases[case]
        with self.app.app_context():
            try:
                actor = ACTORS[who] if who < len(ACTORS) else self._whose(case_id, verb)
                seen = make.row_version(case_id) if by_version else None
                db.session.rollback()
                together.wait(30)
                with transaction():
                    self._do(verb, case_id, actor, seen, back)
                with self.lock:
                    self.all_done[verb] += 1
                    if verb != "claim":  # claiming what one holds does nothing
                        self.done.append(case_id)
                    self.disputes += verb == "dispute"
            except Problem:
                pass
            except BaseException as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    def _whose(self, case_id: str, verb: str) -> Actor:
        """Give whom this move is for, as the case stands now."""
        row = make.row(case_id)
        if verb in ("reopen", "extend", "record_meeting"):
            return ACTORS[4]
        if "referral" in verb:
            return ACTORS[5]
        town = row.offered_division if "_transfer" in verb and "recall" not in verb else None
        here = (town or row.division_code) == make.OTHER_TOWN
        held = next((one for one in ACTORS if one.staff_id == row.holder_id), None)
        return ACTORS[2 if here else 0] if town or held is None else held

    def _do(self, verb: str, case_id: str, actor: Actor, seen: int | None, back: bool) -> None:
        move: Callable[..., Any] = getattr(services, verb)
        if verb in RESIDENT:
            move(case_id, self.now, *RESIDENT[verb])
        else:
            words = BACK[verb] if back and verb in BACK else STAFF[verb]
            move(case_id, actor, self.now, seen, *words)

    @invariant()
    def custody_holds(self) -> None:
        db.session.rollback()
        db.session.expire_all()
        rows = list(db.session.scalars(select(IntakeCase)))
        assert len(rows) == len(self.cases) + self.disputes, "no case lost, none made twice"
        for row in rows:
            self._history(row)
            self._hands(row)
            self._questions(row)
            self._clocks(row)
        db.session.rollback()

    def _history(self, row: IntakeCase) -> None:
        events = list(
            db.session.scalars(
                select(CaseEvent).where(CaseEvent.case_id == row.id).order_by(CaseEvent.seq)
            )
        )
        assert [one.seq for one in events] == list(range(1, row.version + 1))
        assert events[-1].state_to == row.state
        for before, after in itertools.pairwise(events):
            assert after.state_from == before.state_to
        assert row.version > self.done.count(row.id), "every acknowledged move left its event"

    def _hands(self, row: IntakeCase) -> None:
        offers = list(
            db.session.scalars(select(CaseTransfer).where(CaseTransfer.case_id == row.id))
        )
        waiting = [one for one in offers if one.answered_at is None]
        assert [one.to_window for one in waiting] == (
            [row.offered_window_id] if row.offered_window_id else []
        )
        assert all(one.from_window == row.window_id for one in waiting), "the sender answers"
        taken = select(CaseEvent.id).where(
            CaseEvent.case_id == row.id, CaseEvent.name == "case:transferred"
        )
        accepted = sum(one.answer == "accepted" for one in offers)
        assert len(list(db.session.scalars(taken))) == accepted, "one taking, one effect"
        assert (row.holder_id is None) == (row.held_since is None)
        assert row.state != S.IN_HAND or row.holder_id
        assert services.progress_of(row.id).holder, "the resident sees who answers"
        assert row.meeting_since is None or row.bounces >= 3

    def _questions(self, row: IntakeCase) -> None:
        asked = list(db.session.scalars(select(CaseReferral).where(CaseReferral.case_id == row.id)))
        waiting = [
            one
            for one in asked
            if one.answered_at is None and one.returned_at is None and one.cancelled_at is None
        ]
        about_all = [one for one in waiting if not one.scheme]
        assert bool(about_all) == (row.state == S.AWAITING_DEPARTMENT)
        items = list(db.session.scalars(select(CaseItem).where(CaseItem.case_id == row.id)))
        if row.state in (S.CLOSED, S.DECLINED):
            assert not waiting
            assert all(one.settled_at is not None for one in items)

    def _clocks(self, row: IntakeCase) -> None:
        if row.state in FINAL:
            assert row.due_on is None
        running = set(
            db.session.scalars(
                select(CaseClock.name).where(
                    CaseClock.case_id == row.id, CaseClock.ended_at.is_(None)
                )
            )
        )
        assert ("transfer" in running) == (row.offered_window_id is not None)
        if row.state in FINAL:
            assert all("refusal" in name for name in running)

    def teardown(self) -> None:
        db.session.rollback()
        broken = verify()
        db.session.rollback()
        assert broken == []


@pytest.mark.timeout(0 if STEPS else 180)
def test_custody_holds(app: Flask) -> None:
    counts = {"all_tried": Counter[str](), "all_done": Counter[str]()}
    machine = type("Custody", (Custody,), {"app": app, **counts})
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
    if STEPS:
        _say(counts["all_tried"], counts["all_done"])


def _say(tried: Counter[str], done: Counter[str]) -> None:
    """A long run says what it did; one in which some move never came about proves nothing of it."""
    print(f"tried {tried.total()}, done {done.total()}: {dict(sorted(done.items()))}")  # noqa: T201
    assert tried.total() >= STEPS
    assert set(done) == set(TRIED), set(TRIED) - set(done)


@pytest.mark.parametrize("verb", ["accept_transfer", "return_transfer"])
def test_two_windows_answer_one_offer(office: Flask, verb: str) -> None:
    """Both clerks of the window, and the county, answer at once: one has it, the others are told."""
    first = make.clerk()
    case_id = make.case_in(S.IN_HAND, first)
    make.do("transfer", case_id, first, make.OTHER_TOWN, "住在那边")
    version = make.row_version(case_id)
    takers = [make.clerk(make.OTHER_TOWN), make.clerk(make.OTHER_TOWN), make.supervisor()]
    start = threading.Barrier(len(takers))
    told: list[str] = []

    def race(actor: Actor) -> None:
        with office.app_context():
            start.wait()
            words = NO if verb == "return_transfer" else ()
            try:
                with transaction():
                    getattr(services, verb)(case_id, actor, make.NOW, version, *words)
                told.append("done")
            except Problem as problem:
                told.append(problem.slug)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=race, args=(actor,)) for actor in takers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gone = "case-not-found" if verb == "return_transfer" else "case-changed"
    db.session.rollback()
    assert told.count("done") == 1
    assert set(told) <= {"done", "case-changed", gone}
    assert make.row(case_id).version == version + 1
