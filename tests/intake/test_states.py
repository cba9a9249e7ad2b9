"""THE TABLE OF MOVES, by itself: every pair is either in it or refused."""

from __future__ import annotations

import itertools

import pytest

from backend.intake.notices import QUIET
from backend.intake.states import (
    FINAL,
    MOVES,
    RESIDENT_ACTIONS,
    Action,
    CaseState,
    allowed_actions,
    next_state,
)
from backend.intake.wording import ACTION_TITLES, EVENT_OF, EVENTS, REMINDERS, STATE_TITLES
from backend.notifications.messages import Audience, known_events

S, A = CaseState, Action
OFFERED = {A.ACCEPT_TRANSFER, A.RETURN_TRANSFER, A.RECALL_TRANSFER}
ASKED = {A.ACCEPT_REFERRAL, A.RETURN_REFERRAL, A.ANSWER_REFERRAL}
AGAIN = {A.APPROVE_SUPPLEMENT, A.REFUSE_SUPPLEMENT}
ITEMS = {A.ADD_ITEM, A.ASK_ITEM, A.SETTLE_ITEM}
ALLOWED = {
    S.SUBMITTED: {A.CLAIM, A.TRANSFER, A.RECORD_MEETING, *OFFERED, *ASKED},
    S.IN_HAND: {
        A.RELEASE, A.ASK_SUPPLEMENT, A.ACCEPT, A.DECLINE, A.TRANSFER, A.REFER, A.RECORD_STAGE,
        A.CLOSE, A.NOTE_CONTACT, A.RECORD_HEARING, A.RECORD_MEETING,
        *OFFERED, *ASKED, *ITEMS, *AGAIN,
    },
    S.AWAITING_SUPPLEMENT: {
        A.CLAIM, A.RELEASE, A.ACCEPT, A.DECLINE, A.TRANSFER, A.RECORD_STAGE, A.CLOSE,
        A.NOTE_CONTACT, A.RECORD_MEETING, A.TAKE_SUPPLEMENT, *OFFERED, *ASKED, *ITEMS,
    },
    S.AWAITING_DEPARTMENT: {
        A.CLAIM, A.RELEASE, A.REFER, A.RECORD_STAGE, A.CLOSE, A.EXTEND, A.NOTE_CONTACT,
        A.RECORD_MEETING, *OFFERED, *ASKED, *ITEMS, *AGAIN,
    },
    S.ACCEPTED: {
        A.CLAIM, A.RELEASE, A.REFER, A.RECORD_STAGE, A.EXTEND, A.CLOSE, A.NOTE_CONTACT,
        A.ASK_SUPPLEMENT, A.RECORD_MEETING, *ASKED, *ITEMS, *AGAIN,
    },
    S.DECLINED: {A.REOPEN, A.FOLLOW_UP},
    S.CLOSED: {A.REOPEN, A.FOLLOW_UP, A.REVIEW},
    S.WITHDRAWN: {A.REOPEN},
}  # fmt: skip
for _state in set(S) - {S.DECLINED, S.CLOSED}:
    ALLOWED[_state] = ALLOWED[_state] | {A.FOLLOW_UP}  # a no to one of several schemes is delivered
for _state in set(S) - FINAL:
    ALLOWED[_state] = ALLOWED[_state] | {A.MARK_URGENT, A.UNMARK_URGENT}
BY_RESIDENT = {
    **{state: {A.SUPPLEMENT, A.WITHDRAW, A.DISPUTE} for state in set(S) - FINAL},
    S.DECLINED: {A.DISPUTE},
    S.CLOSED: {A.DISPUTE},
    S.WITHDRAWN: {A.DISPUTE},
}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(S, A)))
def test_every_pair(state: CaseState, action: Action) -> None:
    expected = action in ALLOWED[state] | BY_RESIDENT[state]
    assert ((state, action) in MOVES) == expected
    assert (next_state(state, action, accepted=False, held=True) is not None) == expected
    assert (action in allowed_actions(state)) == expected


def test_back_to_work_keeps_what_was_accepted() -> None:
    back = (S.AWAITING_DEPARTMENT, A.ANSWER_REFERRAL)
    assert next_state(*back, accepted=True, held=True) is S.ACCEPTED
    assert next_state(*back, accepted=True, held=False) is S.ACCEPTED
    assert next_state(*back, accepted=False, held=True) is S.IN_HAND
    assert next_state(*back, accepted=False, held=False) is S.SUBMITTED


def test_residents_need_no_permission_and_staff_always_do() -> None:
    for (_, action), move in MOVES.items():
        assert (not move.permissions) == (action in RESIDENT_ACTIONS)


@pytest.mark.parametrize(
    "action", [A.DECLINE, A.CLOSE, A.TRANSFER, A.REOPEN, A.EXTEND, A.REVIEW, A.MARK_URGENT]
)
def test_moves_against_or_away_from_the_resident_need_a_reason(action: Action) -> None:
    assert all(move.reason_needed for (_, one), move in MOVES.items() if one is action)


def test_everything_has_its_words() -> None:
    assert set(STATE_TITLES) == set(S)
    assert set(ACTION_TITLES) == set(A) == set(EVENT_OF)
    assert set(EVENT_OF.values()) <= set(EVENTS)
    told = known_events(Audience.RESIDENT)
    assert set(EVENTS) - QUIET <= told <= set(EVENTS) | set(REMINDERS)
