"""A case's history: whole as written, and every altered place of it named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from backend.accounts.actor import Actor
from backend.audit.trail import verify
from backend.extensions import db
from backend.intake.chain import BEFORE_FIRST, FIELDS, hash_of
from backend.intake.histories import history_faults
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.part_models import PARTS
from backend.intake.states import CaseState
from tests.factories import intake as make
from tests.support.tampering import change

pytestmark = pytest.mark.usefixtures("office")


def _events(case_id: str) -> list[CaseEvent]:
    query = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _at(case_id: str, seq: int) -> Any:
    return (CaseEvent.case_id == case_id) & (CaseEvent.seq == seq)


def test_whole_as_written(clerk: Actor) -> None:
    case_id = make.case_in(CaseState.CLOSED, clerk)
    events = _events(case_id)
    assert [one.previous_hash for one in events] == [
        BEFORE_FIRST,
        *(one.hash for one in events[:-1]),
    ]
    assert history_faults() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "case:released"},
        {"state_to": "declined"},
        {"actor_id": "f" * 32},
        {"actor_surname": "赵"},
        {"details_sealed": "v1:other"},
        {"hash": "f" * 64},
    ],
)
def test_a_changed_event_is_named(clerk: Actor, changed: dict[str, Any]) -> None:
    case_id = make.case_in(CaseState.CLOSED, clerk)
    make.case_in(CaseState.ACCEPTED, clerk)
    change(update(CaseEvent).where(_at(case_id, 2)).values(**changed))
    number = make.row(case_id).number
    faults = history_faults()
    assert f"办件 {number}的经过：第 2 步的内容被改动过。" in faults
    assert all(str(number) in fault for fault in faults)


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"result": "refused", "article": "第一条"}, "的结果或依据被改动过"),
        ({"article": "第一条"}, "的结果或依据被改动过"),
        ({"decided_by": "f" * 32}, "由谁、何时决定的被改动过"),
        ({"decided_at": make.NOW - timedelta(days=3)}, "由谁、何时决定的被改动过"),
        ({"accepted_at": make.NOW + timedelta(days=9)}, "的受理时间被改动过"),
    ],
)
def test_a_decision_changed_on_the_case_alone_is_named(
    clerk: Actor, changed: dict[str, Any], what: str
) -> None:
    """The history is whole, its chain and the trail agree; the page would show something else."""
    case_id = make.case_in(CaseState.CLOSED, clerk)
    make.case_in(CaseState.DECLINED, clerk)
    change(update(IntakeCase).where(IntakeCase.id == case_id).values(**changed))
    (fault,) = history_faults()
    assert fault.startswith(f"办件 {make.row(case_id).number}{what}")


def test_a_case_reopened_and_ended_again_agrees_with_its_last_end(clerk: Actor) -> None:
    for state in (CaseState.CLOSED, CaseState.DECLINED):
        case_id = make.case_in(state, clerk)
        make.do("reopen", case_id, make.supervisor(), "再看", now=make.NOW + timedelta(days=1))
        assert history_faults() == []
        make.do("claim", case_id, clerk, now=make.NOW + timedelta(days=1))
        assert history_faults() == []
    make.refused(make.case_in(CaseState.ACCEPTED, clerk), clerk, now=make.NOW + timedelta(days=2))
    assert history_faults() == []


def test_missing_events_and_a_cut_tail_are_named(clerk: Actor) -> None:
    case_id = make.case_in(CaseState.CLOSED, clerk)
    number = make.row(case_id).number
    change(delete(CaseEvent).where(_at(case_id, 2) | _at(case_id, 4)))
    assert history_faults() == [
        f"办件 {number}的经过：第 2 步不见了。",
        f"办件 {number}的经过：第 4 步不见了。",
    ]


def test_a_history_rewritten_with_its_chain_is_still_found(clerk: Actor) -> None:
    """Whoever knows how the chain is counted can count it anew; the trail's keyed entries not."""
    case_id = make.case_in(CaseState.CLOSED, clerk)
    previous = BEFORE_FIRST
    for event in _events(case_id):
        said = {name: getattr(event, name) for name in FIELDS} | {"previous_hash": previous}
        if event.seq == 2:
            said["actor_id"] = "f" * 32
        previous = hash_of(said)
        values = {"actor_id": said["actor_id"], "previous_hash": said["previous_hash"]}
        change(update(CaseEvent).where(_at(case_id, event.seq)).values(hash=previous, **values))
    faults = history_faults()
    assert [fault.partition("第")[2] for fault in faults] == [
        f" {seq} 步和留痕里记的对不上。" for seq in (2, 3, 4)
    ]
    assert verify() == []


def test_a_tail_cut_with_the_version_set_back_is_named(clerk: Actor) -> None:
    """Nothing is missing by the case's own count; the trail knows the step that was."""
    case_id = make.case_in(CaseState.CLOSED, clerk)
    number = make.row(case_id).number
    change(delete(CaseEvent).where(_at(case_id, 4)))
    change(update(IntakeCase).where(IntakeCase.id == case_id).values(version=3))
    assert history_faults() == [f"办件 {number}的经过：第 4 步不见了。"]


def test_two_steps_in_each_others_place_are_named(clerk: Actor) -> None:
    case_id = make.case_in(CaseState.CLOSED, clerk)
    for was, then in ((2, 99), (3, 2), (99, 3)):
        change(update(CaseEvent).where(_at(case_id, was)).values(seq=then))
    faults = " ".join(history_faults())
    assert all(f"第 {seq} 步的内容被改动过" in faults for seq in (2, 3))


def test_a_step_added_with_a_right_chain_is_named(clerk: Actor) -> None:
    case_id = make.case_in(CaseState.ACCEPTED, clerk)
    last = _events(case_id)[-1]
    said = {name: getattr(last, name) for name in FIELDS}
    said |= {"seq": 4, "state_to": "closed", "previous_hash": last.hash, "name": "case:closed"}
    added = CaseEvent.__table__.insert().values(  # type: ignore[attr-defined]
        id="e" * 32, hash=hash_of(said), **said
    )
    change(added)
    change(update(IntakeCase).where(IntakeCase.id == case_id).values(version=4))
    faults = " ".join(history_faults())
    assert "第 4 步是多出来的，留痕里没有这一步" in faults
    assert "状态被改动过" in faults, "and the case is still accepted"


def test_a_state_no_step_led_to_is_named(clerk: Actor) -> None:
    case_id = make.case_in(CaseState.ACCEPTED, clerk)
    values = {"state": "awaiting_department"}
    change(update(IntakeCase).where(IntakeCase.id == case_id).values(**values))
    assert history_faults() == [
        f"办件 {make.row(case_id).number}的状态被改动过，和最后一步对不上。"
    ]


def test_a_case_gone_with_all_it_had_is_named(clerk: Actor) -> None:
    case_id = make.case_in(CaseState.ACCEPTED, clerk)
    for table in (CaseEvent, *PARTS):
        change(delete(table).where(table.case_id == case_id))
    change(delete(IntakeCase).where(IntakeCase.id == case_id))
    assert history_faults() == [f"办件 {case_id} 整件不见了，留痕里没有到期删除的记录。"]


def test_the_command_names_it(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(CaseState.ACCEPTED, clerk)
    runner = office.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    change(update(CaseEvent).where(_at(case_id, 3)).values(state_to="closed"))
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code != 0
    assert "第 3 步的内容被改动过" in broken.output
