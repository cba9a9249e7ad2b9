"""Which moves are worth offering to this person now: in the table, permitted here, and the case in
their hands (or free, for a claim)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from werkzeug.utils import cached_property

from backend.accounts.actor import Actor, Post
from backend.accounts.permissions import Permission
from backend.intake import clocks
from backend.intake.beside import OpenParts, open_parts
from backend.intake.models import APPLICATIONS, IntakeCase
from backend.intake.scope import held_here, may_here
from backend.intake.states import BY_RECEIVER, MOVES, RESIDENT_ACTIONS, Action, CaseState, Result


def actions_for(case: IntakeCase, actor: Actor, *, in_list: bool = False) -> Iterable[Action]:
    """Give the moves worth offering. `in_list`: without asking the database for each row what only
    the case's own page needs to know."""
    postings = None if actor.is_system else actor.postings
    seen = _Seen(case, actor, in_list)
    for action in _permitted(
        CaseState(case.state), postings, case.division_code, case.offered_division
    ):
        if _MAKES_SENSE.get(action, _is_mine)(seen):
            yield action


@lru_cache(maxsize=4096)
def _permitted(
    state: CaseState, postings: tuple[Post, ...] | None, division: str, offered: str | None
) -> tuple[Action, ...]:
    """Give what table and posts allow, in the order of Action; `postings` None for the service
    itself. Kept: it depends on nothing but what it is asked with."""
    found = []
    for action in Action:
        move = MOVES.get((state, action))
        place = offered if action in BY_RECEIVER else division
        if move is None or action in RESIDENT_ACTIONS or not place:
            continue
        if postings is None or held_here(postings, move.permissions, place):
            found.append(action)
    return tuple(found)


@dataclass(frozen=True)
class _Seen:
    """The case before this person, and what several moves ask about it, found out when first asked."""

    case: IntakeCase
    actor: Actor
    in_list: bool

    @cached_property
    def is_mine(self) -> bool:
        return self.case.holder_id == self.actor.staff_id

    @cached_property
    def may_pass_on(self) -> bool:
        return self.is_mine or not self.case.holder_id or self._may_here(Permission.SUPERVISE)

    @cached_property
    def answers(self) -> bool:
        return self._may_here(Permission.ANSWER_REFERRAL)

    @property
    def is_offered(self) -> bool:
        return self.case.offered_window_id is not None

    @property
    def waits_for_meeting(self) -> bool:
        return self.case.meeting_since is not None

    @property
    def may_be_accepted(self) -> bool:
        """Whether it can be accepted or declined: an accepted case that waits for papers cannot."""
        is_new = self.case.kind in APPLICATIONS and self.case.accepted_at is None
        return self.is_mine and is_new

    @property
    def may_be_asked(self) -> bool:
        """Whether the resident may still be asked for papers."""
        return self.case.accepted_at is None or clocks.pauses_for_supplement(self.case)

    @property
    def is_asked(self) -> bool:
        """Whether some department has a question of this case open."""
        if self.in_list or self.case.state == CaseState.AWAITING_DEPARTMENT:
            return True
        return self._open_parts.referral

    @property
    def has_open_item(self) -> bool:
        return not self.in_list and self._open_parts.item

    @cached_property
    def _open_parts(self) -> OpenParts:
        return open_parts(self.case)

    def _may_here(self, permission: Permission) -> bool:
        return may_here(self.actor, [permission], self.case.division_code)


def _is_mine(seen: _Seen) -> bool:
    return seen.is_mine


# Beyond what table and permission say; a move that is not named here is the holder's.
_MAKES_SENSE: Final[dict[Action, Callable[[_Seen], bool]]] = {
    Action.CLAIM: lambda seen: seen.case.holder_id is None,
    Action.RELEASE: lambda seen: seen.case.holder_id is not None and seen.may_pass_on,
    Action.ACCEPT: lambda seen: seen.may_be_accepted,
    Action.DECLINE: lambda seen: seen.may_be_accepted,
    Action.ASK_SUPPLEMENT: lambda seen: seen.is_mine and seen.may_be_asked,
    Action.APPROVE_SUPPLEMENT: lambda seen: (
        seen.case.asked_times > 0 and not seen.is_mine and seen.may_be_asked
    ),
    Action.REFUSE_SUPPLEMENT: lambda seen: seen.case.wanted_at is not None and not seen.is_mine,
    Action.TAKE_SUPPLEMENT: lambda _seen: True,
    Action.EXTEND: lambda seen: clocks.may_extend(seen.case),
    Action.TRANSFER: lambda seen: (
        seen.may_pass_on
        and not (seen.is_offered or seen.waits_for_meeting or seen.case.accepted_at)
    ),
    Action.RECALL_TRANSFER: lambda seen: seen.may_pass_on and seen.is_offered,
    Action.ACCEPT_TRANSFER: lambda seen: seen.is_offered,
    Action.RETURN_TRANSFER: lambda seen: seen.is_offered,
    Action.REFER: lambda seen: seen.is_mine and not seen.waits_for_meeting,
    Action.ACCEPT_REFERRAL: lambda seen: seen.answers,
    Action.RETURN_REFERRAL: lambda seen: seen.answers,
    Action.ANSWER_REFERRAL: lambda seen: (seen.is_mine or seen.answers) and seen.is_asked,
    Action.ASK_ITEM: lambda seen: (
        seen.is_mine and seen.has_open_item and not seen.waits_for_meeting
    ),
    Action.SETTLE_ITEM: lambda seen: seen.is_mine and seen.has_open_item,
    Action.RECORD_HEARING: lambda seen: seen.is_mine and seen.case.kind == "review",
    Action.RECORD_MEETING: lambda seen: seen.waits_for_meeting,
    Action.REVIEW: lambda seen: seen.case.result == Result.GRANTED,
    Action.MARK_URGENT: lambda seen: not seen.case.urgent,
    Action.UNMARK_URGENT: lambda seen: seen.case.urgent,
    Action.REOPEN: lambda _seen: True,
    Action.FOLLOW_UP: lambda seen: (
        seen.case.decided_at is not None or seen.case.untold_since is not None
    ),
}
