"""Every (state, action) pair made for real, by a clerk, a supervisor and the resident."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.accounts.actor import Actor
from backend.audit.models import AuditEntry
from backend.audit.trail import verify
from backend.extensions import db
from backend.intake import services
from backend.intake.models import CaseEvent
from backend.intake.problems import CaseAlreadyClaimed, MoveNotAllowed
from backend.intake.queries import find_case
from backend.intake.states import FINAL, MOVES, RESIDENT_ACTIONS, Action, CaseState, Result
from backend.intake.wording import EVENT_OF
from backend.notifications.models import OutboxMessage
from backend.transaction import transaction
from tests.factories import intake as make

S, A = CaseState, Action
WORDS: dict[Action, tuple[Any, ...]] = {
    A.RELEASE: ("要休假",),
    A.ASK_SUPPLEMENT: (["户口簿"],),
    A.TAKE_SUPPLEMENT: (["户口簿"],),
    A.DECLINE: (make.REASON, make.ARTICLE),
    A.TRANSFER: (make.OTHER_VILLAGE, "住在邻近村"),
    A.REFER: (["housing"], "请核对住房情况"),
    A.ANSWER_REFERRAL: ("healthcare_security", "已核对"),
    A.RECORD_STAGE: ("contacted",),
    A.CLOSE: (Result.RESOLVED, "已经解决。", None, "resident"),
    A.REOPEN: ("材料看错了",),
    A.EXTEND: ("入户要等家人回来",),
    A.MARK_URGENT: ("断了粮",),
    A.UNMARK_URGENT: ("是误会",),
    A.NOTE_CONTACT: ("phone", False, "没人接"),
    A.FOLLOW_UP: ("delivered", "window"),
    A.REVIEW: ("满一年了",),
    A.APPROVE_SUPPLEMENT: (["户口簿"], "漏说了"),
    A.REFUSE_SUPPLEMENT: ("窗口自己能查",),
    A.RECORD_HEARING: ("waived", None),
    A.RETURN_TRANSFER: (make.REASON, make.ARTICLE),
    A.RETURN_REFERRAL: (None, make.REASON, make.ARTICLE),
    A.RECORD_MEETING: (None, "民政、医保", "由医保先办"),
    A.ADD_ITEM: ("education_assistance", (), "请看"),
    A.ASK_ITEM: ("education_assistance", (), "请看"),
    A.SETTLE_ITEM: ("education_assistance", Result.GRANTED, "已给予"),
}
# These need an open offer, question, item or meeting; tests of their own bring them about.
OF_THEIR_OWN = {
    A.ACCEPT_TRANSFER, A.RETURN_TRANSFER, A.RECALL_TRANSFER, A.ACCEPT_REFERRAL, A.RETURN_REFERRAL,
    A.RECORD_MEETING, A.ADD_ITEM, A.ASK_ITEM, A.SETTLE_ITEM,
}  # fmt: skip
AFTER = {
    (S.SUBMITTED, A.CLAIM): S.IN_HAND,
    (S.SUBMITTED, A.TRANSFER): S.SUBMITTED,
    (S.IN_HAND, A.RELEASE): S.SUBMITTED,
    (S.IN_HAND, A.ASK_SUPPLEMENT): S.AWAITING_SUPPLEMENT,
    (S.IN_HAND, A.ACCEPT): S.ACCEPTED,
    (S.IN_HAND, A.DECLINE): S.DECLINED,
    (S.IN_HAND, A.TRANSFER): S.IN_HAND,
    (S.IN_HAND, A.REFER): S.AWAITING_DEPARTMENT,
    (S.IN_HAND, A.RECORD_STAGE): S.IN_HAND,
    (S.IN_HAND, A.CLOSE): S.CLOSED,
    (S.IN_HAND, A.NOTE_CONTACT): S.IN_HAND,
    (S.AWAITING_SUPPLEMENT, A.RELEASE): S.AWAITING_SUPPLEMENT,
    (S.AWAITING_SUPPLEMENT, A.ACCEPT): S.ACCEPTED,
    (S.AWAITING_SUPPLEMENT, A.TAKE_SUPPLEMENT): S.IN_HAND,
    (S.AWAITING_SUPPLEMENT, A.DECLINE): S.DECLINED,
    (S.AWAITING_SUPPLEMENT, A.TRANSFER): S.AWAITING_SUPPLEMENT,
    (S.AWAITING_SUPPLEMENT, A.RECORD_STAGE): S.AWAITING_SUPPLEMENT,
    (S.AWAITING_SUPPLEMENT, A.CLOSE): S.CLOSED,
    (S.AWAITING_SUPPLEMENT, A.NOTE_CONTACT): S.AWAITING_SUPPLEMENT,
    (S.AWAITING_DEPARTMENT, A.RELEASE): S.AWAITING_DEPARTMENT,
    (S.AWAITING_DEPARTMENT, A.REFER): S.AWAITING_DEPARTMENT,
    (S.AWAITING_DEPARTMENT, A.ANSWER_REFERRAL): S.IN_HAND,
    (S.AWAITING_DEPARTMENT, A.RECORD_STAGE): S.AWAITING_DEPARTMENT,
    (S.AWAITING_DEPARTMENT, A.CLOSE): S.CLOSED,
    (S.AWAITING_DEPARTMENT, A.NOTE_CONTACT): S.AWAITING_DEPARTMENT,
    (S.ACCEPTED, A.RELEASE): S.ACCEPTED,
    (S.ACCEPTED, A.REFER): S.AWAITING_DEPARTMENT,
    (S.ACCEPTED, A.RECORD_STAGE): S.ACCEPTED,
    (S.ACCEPTED, A.EXTEND): S.ACCEPTED,
    (S.ACCEPTED, A.CLOSE): S.CLOSED,
    (S.ACCEPTED, A.NOTE_CONTACT): S.ACCEPTED,
    (S.DECLINED, A.REOPEN): S.SUBMITTED,
    (S.CLOSED, A.REOPEN): S.ACCEPTED,
    (S.WITHDRAWN, A.REOPEN): S.SUBMITTED,
    (S.DECLINED, A.FOLLOW_UP): S.DECLINED,
    (S.CLOSED, A.FOLLOW_UP): S.CLOSED,
    (S.CLOSED, A.REVIEW): S.CLOSED,
    **{(state, A.MARK_URGENT): state for state in S if state not in FINAL},
}
RESIDENT_AFTER = {
    (S.SUBMITTED, A.SUPPLEMENT): S.SUBMITTED,
    (S.IN_HAND, A.SUPPLEMENT): S.IN_HAND,
    (S.AWAITING_SUPPLEMENT, A.SUPPLEMENT): S.IN_HAND,
    (S.AWAITING_DEPARTMENT, A.SUPPLEMENT): S.AWAITING_DEPARTMENT,
    (S.ACCEPTED, A.SUPPLEMENT): S.ACCEPTED,
    **{(state, A.WITHDRAW): S.WITHDRAWN for state in S if (state, A.WITHDRAW) in MOVES},
    **{(state, A.DISPUTE): state for state in S if (state, A.DISPUTE) in MOVES},
}
# A claim on a held case, an extension before acceptance, an approval before anything was asked, a
# hearing outside a review and a mark taken back that is not there fail for reasons of their own.
HELD_OR_EARLY = {
    (S.ACCEPTED, A.ASK_SUPPLEMENT),
    *((state, A.ANSWER_REFERRAL) for state in (S.SUBMITTED, S.IN_HAND, S.AWAITING_SUPPLEMENT)),
    (S.ACCEPTED, A.ANSWER_REFERRAL),
    (S.AWAITING_SUPPLEMENT, A.CLAIM),
    (S.AWAITING_DEPARTMENT, A.CLAIM),
    (S.ACCEPTED, A.CLAIM),
    (S.AWAITING_DEPARTMENT, A.EXTEND),
    *((state, A.APPROVE_SUPPLEMENT) for state in (S.IN_HAND, S.AWAITING_DEPARTMENT, S.ACCEPTED)),
    *((state, A.REFUSE_SUPPLEMENT) for state in (S.IN_HAND, S.AWAITING_DEPARTMENT, S.ACCEPTED)),
    (S.IN_HAND, A.RECORD_HEARING),
    *((state, A.UNMARK_URGENT) for state in S if state not in FINAL),
    *((state, A.FOLLOW_UP) for state in S if state not in (S.DECLINED, S.CLOSED)),
}
BY_HEAD = {
    A.EXTEND,
    A.REOPEN,
    A.UNMARK_URGENT,
    A.APPROVE_SUPPLEMENT,
    A.REFUSE_SUPPLEMENT,
    A.RECORD_MEETING,
}
UNSAID = {A.FOLLOW_UP, A.MARK_URGENT}  # nobody is told what the holder alone wrote down
BY_DEPARTMENT = {A.ACCEPT_REFERRAL, A.RETURN_REFERRAL}
STAFF_PAIRS = [
    pair
    for pair in itertools.product(S, A)
    if pair[1] not in RESIDENT_ACTIONS | BY_DEPARTMENT
    and not (pair in MOVES and pair[1] in OF_THEIR_OWN)
]
RESIDENT_PAIRS = list(itertools.product(S, sorted(RESIDENT_ACTIONS)))


def move(case_id: str, action: Action, actor: Actor) -> services.CaseView:
    words = WORDS.get(action, ())
    if action is A.CLOSE and make.row(case_id).accepted_at:
        words = (Result.GRANTED, "从下月起发。", None, None, None, make.left_out(case_id))
    if action in BY_HEAD:
        actor = make.supervisor()
    return make.do(action.replace("-", "_"), case_id, actor, *words)


def counted() -> tuple[int, int, int]:
    kinds = (CaseEvent, OutboxMessage, AuditEntry)
    found = [db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds]
    return found[0], found[1], found[2]


@pytest.mark.parametrize(("state", "action"), STAFF_PAIRS)
def test_staff(office: Flask, clerk: Actor, state: CaseState, action: Action) -> None:
    case_id = make.case_in(state, clerk)
    version, before = make.row(case_id).version, counted()
    if (state, action) not in AFTER:
        if action is A.CLAIM and make.row(case_id).holder_id == clerk.staff_id:
            assert move(case_id, action, clerk).version == version  # one's own: nothing happens
        else:
            with pytest.raises(MoveNotAllowed) as refused:
                move(case_id, action, clerk)
            offered = {str(one) for one in find_case(case_id, clerk).actions}
            assert set(refused.value.extra["allowed"]) == offered or action in BY_HEAD
        assert counted() == before
        assert make.row(case_id).version == version
        return
    view = move(case_id, action, clerk)
    assert view.state is AFTER[state, action]
    assert view.version == version + 1
    row = make.row(case_id)
    assert (row.state, row.version) == (view.state, view.version)
    event = db.session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.seq == row.version)
    ).one()
    assert event.name == EVENT_OF[action]
    assert (event.state_from, event.state_to) == (state, row.state)
    after = counted()
    opened = 1 if action is A.REVIEW else 0  # a case of its own, with its own first event
    assert after[0] == before[0] + 1 + opened
    assert after[1] >= before[1] + (0 if action in UNSAID else 1)
    assert after[2] == before[2] + 1 + opened
    assert verify() == []


def test_no_pair_is_forgotten() -> None:
    tested = set(AFTER) | set(RESIDENT_AFTER) | HELD_OR_EARLY
    assert tested == {pair for pair in MOVES if pair[1] not in OF_THEIR_OWN}


@pytest.mark.parametrize(("state", "action"), RESIDENT_PAIRS)
def test_resident(office: Flask, clerk: Actor, state: CaseState, action: Action) -> None:
    case_id = make.case_in(state, clerk)

    def act() -> services.CaseView:
        with transaction():
            if action is A.SUPPLEMENT:
                return services.supplement_received(case_id, make.NOW, ["户口簿"])
            if action is A.WITHDRAW:
                return services.withdraw(case_id, make.NOW)
            return services.dispute(case_id, make.NOW, "我觉得不对")

    if (state, action) not in RESIDENT_AFTER:
        with pytest.raises(MoveNotAllowed) as refused:
            act()
        known = {str(one) for one in RESIDENT_ACTIONS if (state, one) in RESIDENT_AFTER}
        assert set(refused.value.extra["allowed"]) == known
        return
    view = act()
    assert view.state is RESIDENT_AFTER[state, action]
    assert view.actions == ()


def test_another_clerk_is_told_who_has_it(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    other = make.clerk(name="赵示例")
    for action in (A.RELEASE, A.RECORD_STAGE, A.REFER, A.CLOSE, A.CLAIM):
        with pytest.raises(CaseAlreadyClaimed) as told:
            move(case_id, action, other)
        assert told.value.extra["holder"] == "张某"
        assert "11月23日 09:12" in told.value.detail


def test_an_accepted_case_left_by_its_clerk_is_claimed_again(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    due = make.row(case_id).due_on
    move(case_id, A.RELEASE, clerk)
    other = make.clerk()
    with pytest.raises(MoveNotAllowed, match="先认领"):
        move(case_id, A.RECORD_STAGE, other)
    view = move(case_id, A.CLAIM, other)
    assert (view.state, view.holder_id) == (S.ACCEPTED, other.staff_id)
    assert make.row(case_id).due_on == due


def test_every_refusal_of_a_move_names_what_can_be_done(office: Flask, clerk: Actor) -> None:
    """Also where the table has the move and the case's own circumstances have not."""
    refused: list[tuple[str, MoveNotAllowed]] = []

    def no(verb: str, case_id: str, *words: Any) -> None:
        with pytest.raises(MoveNotAllowed) as told:
            make.do(verb, case_id, clerk, *words)
        refused.append((verb, told.value))

    fresh, accepted = make.case_in(S.IN_HAND, clerk), make.case_in(S.ACCEPTED, clerk)
    question = make.opened(kind="question", scheme=None).id
    make.do("claim", question, clerk)
    no("accept", question)
    no("close", fresh, Result.GRANTED, "还没受理")
    no("close", fresh, Result.KEPT, "不是复核")
    no("close", fresh, Result.UNREACHABLE, "没联系过")
    no("close", accepted, Result.RESOLVED, "要写给不给", None, "resident")
    no("record_hearing", fresh, "waived", None)
    make.do("release", accepted, clerk)
    no("release", accepted)
    declined = make.case_in(S.DECLINED, clerk)
    no("follow_up", declined, "paid")
    for verb, one in refused:
        assert one.extra["allowed"], verb
        assert one.extra["state"], verb


def test_no_move_is_refused_but_where_what_can_be_done_is_named() -> None:
    """`not_now` names it; a refusal made by hand elsewhere would not."""
    root = Path(__file__).parents[2] / "backend"
    by_hand = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"raise MoveNotAllowed\((?![^)]*extra=)", path.read_text("utf-8"))
    ]
    assert by_hand == []
