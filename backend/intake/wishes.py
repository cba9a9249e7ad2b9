"""想再要一次材料: a second demand that was refused stands as a wish until a supervisor answers it.

One wish a case: what was refused again is added to it, the same again changes nothing. It is its
holder's: it is over when a supervisor says yes or no, when the resident is asked, when the case
leaves the holder's hands, or when nothing may be asked for any more.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from backend.accounts.actor import Actor
from backend.intake import notices
from backend.intake.casework import Who, drop_wish, finish, leave_trace
from backend.intake.guards import begin, not_now
from backend.intake.models import IntakeCase
from backend.intake.problems import ToldOnceAlready
from backend.intake.states import Action, CaseState
from backend.intake.views import CaseView, view_of
from backend.intake.words import required
from backend.problems import Problem
from backend.sealing import sealer
from backend.transaction import transaction

WANTED: Final = "case:supplement_wanted"
REFUSED: Final = "case:supplement_refused"


@dataclass(frozen=True)
class Wish:
    """What a holder would like to ask for after all, why it was not said the first time, and since
    when a supervisor's answer is waited for."""

    items: list[str]
    reason: str
    wanted_at: datetime

    def as_dict(self) -> dict[str, Any]:
        at = self.wanted_at.isoformat().replace("+00:00", "Z")
        return {"items": self.items, "reason": self.reason, "wanted_at": at}


@contextlib.contextmanager
def wish_kept(
    case_id: str, actor: Actor, now: datetime, reason: str | None = None
) -> Iterator[None]:
    """At a door, around the transaction of a move: a demand refused because a supervisor has to
    agree first leaves its wish, in a transaction of its own. The refusal goes on, and says so."""
    try:
        yield
    except ToldOnceAlready as refused:
        with contextlib.suppress(Problem), transaction():
            # Whatever changed meanwhile, the refusal is what the clerk is told.
            refused.extra |= {"version": _want(case_id, actor, now, refused.items, reason)}
        raise


def wish_of(case: IntakeCase) -> Wish | None:
    """Give the wish that stands; None when there is none."""
    if case.wanted_at is None or case.wanted_sealed is None:
        return None
    said = sealer().open_json(case.wanted_sealed, "intake_case", case.id, "wanted")
    return Wish(list(said["items"]), str(said["reason"]), case.wanted_at)


def refuse_supplement(
    case_id: str, actor: Actor, now: datetime, version: int | None, reason: str | None
) -> CaseView:
    """Say no to the wish, with the reason the clerk reads; a supervisor's move. Raises MoveNotAllowed
    when nobody wishes anything (any more)."""
    case = begin(case_id, actor, Action.REFUSE_SUPPLEMENT, version)
    wish = wish_of(case)
    if wish is None:
        raise not_now(case, actor, "这件没有等您答复的“想再要一次材料”，不用再回。")
    words = required(reason, "reason", "请写明为什么不同意再要，经办人看得到。")
    drop_wish(case)
    details = {"items": wish.items, "reason": words}
    finish(case, Action.REFUSE_SUPPLEMENT, Who.of(actor), now, details, REFUSED)
    return view_of(case, actor)


def _want(
    case_id: str, actor: Actor, now: datetime, items: Sequence[str], reason: str | None
) -> int:
    """Write the wish down, or add to the one that stands; give the case's version."""
    case = begin(case_id, actor, Action.ASK_SUPPLEMENT, None)
    stands = wish_of(case)
    wanted = list(dict.fromkeys([*(stands.items if stands else ()), *items]))
    if stands and wanted == stands.items:
        return case.version
    said = {"items": wanted, "reason": reason or ""}
    case.wanted_sealed = sealer().seal_json(said, "intake_case", case.id, "wanted")
    case.wanted_at = case.wanted_at or now
    case.version += 1
    leave_trace(case, WANTED, Who.of(actor), now, CaseState(case.state), said)
    notices.tell_supervisor(case, WANTED, now)
    return case.version
