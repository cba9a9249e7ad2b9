"""CaseState, Action and THE TABLE OF MOVES: what is not in it cannot happen. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backend.accounts.permissions import Permission

_P = Permission


class CaseState(StrEnum):
    SUBMITTED = "submitted"
    IN_HAND = "in_hand"
    AWAITING_SUPPLEMENT = "awaiting_supplement"
    AWAITING_DEPARTMENT = "awaiting_department"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    CLAIM = "claim"
    RELEASE = "release"
    ASK_SUPPLEMENT = "ask-supplement"
    ACCEPT = "accept"
    DECLINE = "decline"
    TRANSFER = "transfer"
    REFER = "refer"
    ANSWER_REFERRAL = "answer-referral"
    RECORD_STAGE = "record-stage"
    CLOSE = "close"
    REOPEN = "reopen"
    EXTEND = "extend"
    NOTE_CONTACT = "note-contact"
    APPROVE_SUPPLEMENT = "approve-supplement"
    REFUSE_SUPPLEMENT = "refuse-supplement"
    # what was asked for came to the window, not by number and access code
    TAKE_SUPPLEMENT = "take-supplement"
    RECORD_HEARING = "record-hearing"
    FOLLOW_UP = "follow-up"
    REVIEW = "review"
    # a family in danger is seen to first, whenever the window hears of it
    MARK_URGENT = "mark-urgent"
    UNMARK_URGENT = "unmark-urgent"
    # a case offered to another window, or asked of a department, is taken or sent back
    ACCEPT_TRANSFER = "accept-transfer"
    RETURN_TRANSFER = "return-transfer"
    RECALL_TRANSFER = "recall-transfer"
    ACCEPT_REFERRAL = "accept-referral"
    RETURN_REFERRAL = "return-referral"
    RECORD_MEETING = "record-meeting"
    # one household, several schemes: one case, several items
    ADD_ITEM = "add-item"
    ASK_ITEM = "ask-item"
    SETTLE_ITEM = "settle-item"
    # the resident's own moves; they enter by number and access code, not by a permission
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    DISPUTE = "dispute"


class Result(StrEnum):
    """How a case ended; `granted` and `refused` decide an accepted application, `kept`, `reduced`
    and `stopped` a review of what is being paid."""

    GRANTED = "granted"
    REFUSED = "refused"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    DUPLICATE = "duplicate"
    UNREACHABLE = "unreachable"
    KEPT = "kept"
    REDUCED = "reduced"
    STOPPED = "stopped"

    @property
    def is_negative(self) -> bool:
        """Whether the resident is told no, so that the article must be named."""
        return self in (Result.REFUSED, Result.REDUCED, Result.STOPPED)

    @property
    def needs_acceptance(self) -> bool:
        """Whether only an accepted case can end so."""
        return self in (Result.GRANTED, Result.REFUSED)

    @property
    def ends_review(self) -> bool:
        """Whether only a review (动态管理) can end so."""
        return self in (Result.KEPT, Result.REDUCED, Result.STOPPED)

    @property
    def needs_hearing(self) -> bool:
        """Whether the person must be heard first (社会救助法第四十八条)."""
        return self in (Result.REDUCED, Result.STOPPED)


_S, _A = CaseState, Action
FINAL: Final = frozenset({_S.DECLINED, _S.CLOSED, _S.WITHDRAWN})
OPEN: Final = frozenset(set(CaseState) - FINAL)
RESIDENT_ACTIONS: Final = frozenset({_A.SUPPLEMENT, _A.WITHDRAW, _A.DISPUTE})
# Made by the window a case was offered to, with the permissions held there.
BY_RECEIVER: Final = frozenset({_A.ACCEPT_TRANSFER, _A.RETURN_TRANSFER})


@dataclass(frozen=True)
class Move:
    """One allowed move.

    `next` None means back to work: `accepted` when the case was accepted, `in_hand` when somebody
    holds it, else `submitted`. `permissions`: any one of them, held where the case lies; empty for
    the resident's own moves. `reason_needed`: refused without a reason in words.
    """

    next: CaseState | None
    permissions: tuple[Permission, ...]
    reason_needed: bool = False


BACK: Final = None
_claim = (_P.WORK_CASE,)
_work = (_P.WORK_CASE,)
_decide = (_P.DECIDE_CASE,)
_send_on = (_P.TRANSFER_CASE,)
_supervise = (_P.SUPERVISE,)
# A department answers itself; an answer by phone is written down by the window.
_answer = (_P.ANSWER_REFERRAL, _P.TRANSFER_CASE)
_own_answer = (_P.ANSWER_REFERRAL,)

MOVES: Final[dict[tuple[CaseState, Action], Move]] = {
    # waiting at the window, nobody's yet
    (_S.SUBMITTED, _A.CLAIM): Move(_S.IN_HAND, _claim),
    (_S.SUBMITTED, _A.TRANSFER): Move(_S.SUBMITTED, _send_on, reason_needed=True),
    (_S.SUBMITTED, _A.SUPPLEMENT): Move(_S.SUBMITTED, ()),
    (_S.SUBMITTED, _A.WITHDRAW): Move(_S.WITHDRAWN, ()),
    (_S.SUBMITTED, _A.DISPUTE): Move(_S.SUBMITTED, ()),
    # a clerk has it
    (_S.IN_HAND, _A.RELEASE): Move(_S.SUBMITTED, _work),
    (_S.IN_HAND, _A.ASK_SUPPLEMENT): Move(_S.AWAITING_SUPPLEMENT, _work),
    (_S.IN_HAND, _A.ACCEPT): Move(_S.ACCEPTED, _decide),
    (_S.IN_HAND, _A.DECLINE): Move(_S.DECLINED, _decide, reason_needed=True),
    (_S.IN_HAND, _A.TRANSFER): Move(_S.IN_HAND, _send_on, reason_needed=True),
    (_S.IN_HAND, _A.REFER): Move(_S.AWAITING_DEPARTMENT, _send_on),
    (_S.IN_HAND, _A.RECORD_STAGE): Move(_S.IN_HAND, _work),
    (_S.IN_HAND, _A.NOTE_CONTACT): Move(_S.IN_HAND, _work),
    (_S.IN_HAND, _A.RECORD_HEARING): Move(_S.IN_HAND, _work),
    (_S.IN_HAND, _A.CLOSE): Move(_S.CLOSED, _decide, reason_needed=True),
    (_S.IN_HAND, _A.SUPPLEMENT): Move(_S.IN_HAND, ()),
    (_S.IN_HAND, _A.WITHDRAW): Move(_S.WITHDRAWN, ()),
    (_S.IN_HAND, _A.DISPUTE): Move(_S.IN_HAND, ()),
    # the resident was asked, once, for what is missing
    (_S.AWAITING_SUPPLEMENT, _A.CLAIM): Move(_S.AWAITING_SUPPLEMENT, _claim),
    (_S.AWAITING_SUPPLEMENT, _A.RELEASE): Move(_S.AWAITING_SUPPLEMENT, _work),
    (_S.AWAITING_SUPPLEMENT, _A.ACCEPT): Move(_S.ACCEPTED, _decide),
    (_S.AWAITING_SUPPLEMENT, _A.DECLINE): Move(_S.DECLINED, _decide, reason_needed=True),
    (_S.AWAITING_SUPPLEMENT, _A.TRANSFER): Move(
        _S.AWAITING_SUPPLEMENT, _send_on, reason_needed=True
    ),
    (_S.AWAITING_SUPPLEMENT, _A.RECORD_STAGE): Move(_S.AWAITING_SUPPLEMENT, _work),
    (_S.AWAITING_SUPPLEMENT, _A.NOTE_CONTACT): Move(_S.AWAITING_SUPPLEMENT, _work),
    (_S.AWAITING_SUPPLEMENT, _A.CLOSE): Move(_S.CLOSED, _decide, reason_needed=True),
    (_S.AWAITING_SUPPLEMENT, _A.TAKE_SUPPLEMENT): Move(BACK, _work),
    (_S.AWAITING_SUPPLEMENT, _A.SUPPLEMENT): Move(BACK, ()),
    (_S.AWAITING_SUPPLEMENT, _A.WITHDRAW): Move(_S.WITHDRAWN, ()),
    (_S.AWAITING_SUPPLEMENT, _A.DISPUTE): Move(_S.AWAITING_SUPPLEMENT, ()),
    # departments were asked; an accepted case keeps its clock running
    (_S.AWAITING_DEPARTMENT, _A.CLAIM): Move(_S.AWAITING_DEPARTMENT, _claim),
    (_S.AWAITING_DEPARTMENT, _A.RELEASE): Move(_S.AWAITING_DEPARTMENT, _work),
    (_S.AWAITING_DEPARTMENT, _A.REFER): Move(_S.AWAITING_DEPARTMENT, _send_on),
    (_S.AWAITING_DEPARTMENT, _A.ANSWER_REFERRAL): Move(BACK, _answer),
    (_S.AWAITING_DEPARTMENT, _A.RECORD_STAGE): Move(_S.AWAITING_DEPARTMENT, _work),
    (_S.AWAITING_DEPARTMENT, _A.NOTE_CONTACT): Move(_S.AWAITING_DEPARTMENT, _work),
    (_S.AWAITING_DEPARTMENT, _A.CLOSE): Move(_S.CLOSED, _decide, reason_needed=True),
    (_S.AWAITING_DEPARTMENT, _A.EXTEND): Move(
        _S.AWAITING_DEPARTMENT, _supervise, reason_needed=True
    ),
    (_S.AWAITING_DEPARTMENT, _A.SUPPLEMENT): Move(_S.AWAITING_DEPARTMENT, ()),
    (_S.AWAITING_DEPARTMENT, _A.WITHDRAW): Move(_S.WITHDRAWN, ()),
    (_S.AWAITING_DEPARTMENT, _A.DISPUTE): Move(_S.AWAITING_DEPARTMENT, ()),
    # formally accepted: the statutory limit runs
    (_S.ACCEPTED, _A.CLAIM): Move(_S.ACCEPTED, _claim),
    (_S.ACCEPTED, _A.RELEASE): Move(_S.ACCEPTED, _work),
    (_S.ACCEPTED, _A.REFER): Move(_S.AWAITING_DEPARTMENT, _send_on),
    (_S.ACCEPTED, _A.RECORD_STAGE): Move(_S.ACCEPTED, _work),
    (_S.ACCEPTED, _A.NOTE_CONTACT): Move(_S.ACCEPTED, _work),
    # only where the place's procedure stops the clock for it
    (_S.ACCEPTED, _A.ASK_SUPPLEMENT): Move(_S.AWAITING_SUPPLEMENT, _work),
    (_S.ACCEPTED, _A.EXTEND): Move(_S.ACCEPTED, _supervise, reason_needed=True),
    (_S.ACCEPTED, _A.CLOSE): Move(_S.CLOSED, _decide, reason_needed=True),
    (_S.ACCEPTED, _A.SUPPLEMENT): Move(_S.ACCEPTED, ()),
    (_S.ACCEPTED, _A.WITHDRAW): Move(_S.WITHDRAWN, ()),
    (_S.ACCEPTED, _A.DISPUTE): Move(_S.ACCEPTED, ()),
    # ended; only a supervisor opens it again, and the resident may always object or ask for it
    (_S.DECLINED, _A.REOPEN): Move(BACK, _supervise, reason_needed=True),
    (_S.DECLINED, _A.DISPUTE): Move(_S.DECLINED, ()),
    (_S.DECLINED, _A.FOLLOW_UP): Move(_S.DECLINED, _work),
    (_S.CLOSED, _A.REOPEN): Move(BACK, _supervise, reason_needed=True),
    (_S.CLOSED, _A.DISPUTE): Move(_S.CLOSED, ()),
    (_S.CLOSED, _A.FOLLOW_UP): Move(_S.CLOSED, _work),
    (_S.CLOSED, _A.REVIEW): Move(_S.CLOSED, _decide, reason_needed=True),
    (_S.WITHDRAWN, _A.REOPEN): Move(BACK, _supervise, reason_needed=True),
    (_S.WITHDRAWN, _A.DISPUTE): Move(_S.WITHDRAWN, ()),
}
# A transfer is an offer: the sender holds the case and answers for it until it is taken.
_OFFERABLE: Final = (_S.SUBMITTED, _S.IN_HAND, _S.AWAITING_SUPPLEMENT, _S.AWAITING_DEPARTMENT)
for _state in _OFFERABLE:
    _taken = _S.IN_HAND if _state is _S.SUBMITTED else _state
    MOVES[_state, _A.ACCEPT_TRANSFER] = Move(_taken, _claim)
    MOVES[_state, _A.RETURN_TRANSFER] = Move(_state, _claim, reason_needed=True)
    MOVES[_state, _A.RECALL_TRANSFER] = Move(_state, _send_on)
# A department takes, sends back or answers what it was asked; the window keeps the case all the
# while. Questions about one more item leave the case's own state alone, so they may be open in any.
MOVES[_S.AWAITING_DEPARTMENT, _A.ACCEPT_REFERRAL] = Move(_S.AWAITING_DEPARTMENT, _own_answer)
MOVES[_S.AWAITING_DEPARTMENT, _A.RETURN_REFERRAL] = Move(BACK, _own_answer, reason_needed=True)
for _state in (_S.SUBMITTED, _S.IN_HAND, _S.AWAITING_SUPPLEMENT, _S.ACCEPTED):
    MOVES[_state, _A.ACCEPT_REFERRAL] = Move(_state, _own_answer)
    MOVES[_state, _A.RETURN_REFERRAL] = Move(_state, _own_answer, reason_needed=True)
    MOVES[_state, _A.ANSWER_REFERRAL] = Move(_state, _answer)
# Whoever at the window hears of it marks the case, held or waiting; only a supervisor takes it back.
for _state in sorted(OPEN):
    MOVES[_state, _A.MARK_URGENT] = Move(_state, _work, reason_needed=True)
    MOVES[_state, _A.UNMARK_URGENT] = Move(_state, _supervise, reason_needed=True)
# What bounced too often is settled at one table (急难会商).
for _state in sorted(OPEN):
    MOVES[_state, _A.RECORD_MEETING] = Move(_state, _supervise, reason_needed=True)
# A second demand for papers is a supervisor's to allow; the answer may come while departments are asked.
for _state in (_S.IN_HAND, _S.AWAITING_DEPARTMENT, _S.ACCEPTED):
    MOVES[_state, _A.APPROVE_SUPPLEMENT] = Move(_state, _supervise, reason_needed=True)
    MOVES[_state, _A.REFUSE_SUPPLEMENT] = Move(_state, _supervise, reason_needed=True)
for _state in (_S.IN_HAND, _S.AWAITING_SUPPLEMENT, _S.AWAITING_DEPARTMENT, _S.ACCEPTED):
    MOVES[_state, _A.ADD_ITEM] = Move(_state, _send_on)
    MOVES[_state, _A.ASK_ITEM] = Move(_state, _send_on)
    MOVES[_state, _A.SETTLE_ITEM] = Move(_state, _decide, reason_needed=True)
# A no to one of several schemes is handed over while the case goes on, or after it was withdrawn.
for _state in (*sorted(OPEN), _S.WITHDRAWN):
    MOVES[_state, _A.FOLLOW_UP] = Move(_state, _work)


def next_state(state: CaseState, action: Action, *, accepted: bool, held: bool) -> CaseState | None:
    """Give the state after `action`; None when the table does not allow it.

    `accepted`: the case was formally accepted; `held`: somebody holds it after the move.
    """
    move = MOVES.get((state, action))
    if move is None:
        return None
    if move.next is not BACK:
        return move.next
    if accepted:
        return CaseState.ACCEPTED
    return CaseState.IN_HAND if held else CaseState.SUBMITTED


def allowed_actions(state: CaseState) -> tuple[Action, ...]:
    """Give every action the table knows for `state`, in the order of Action."""
    return tuple(action for action in Action if (state, action) in MOVES)
