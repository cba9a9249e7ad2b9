"""Whose word lets a case end without a decision: the resident's, a witness's, or nobody's answer on
several days. A person who is only hard to reach is not done with."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from backend.accounts.actor import Actor
from backend.doors.layout import beijing_day
from backend.intake.contacts import days_needed, days_tried
from backend.intake.guards import not_now
from backend.intake.models import APPLICATIONS, IntakeCase
from backend.intake.problems import ReasonMissing
from backend.intake.states import Result
from backend.intake.wording import CONFIRMED_TITLES
from backend.intake.words import known_word, required

_ASK: Final = (
    "没有作决定就结束，要写明是谁认可的：本人（resident）、见证人（witness），"
    "或多天联系不上（attempts）。"
)


def settled_by(
    case: IntakeCase,
    actor: Actor,
    result: Result,
    confirmed_by: str | None,
    witness: str | None,
    now: datetime,
) -> dict[str, str]:
    """Give what is written down about who agreed to the end; empty for a decision, which reaches
    the person in writing, and for an answer to a question or an objection.

    Raises ReasonMissing when nobody is named, MoveNotAllowed for too few tries, Invalid.
    """
    if not needs_word(case.kind, result):
        return {}
    by = "attempts" if result is Result.UNREACHABLE else (confirmed_by or "")
    if not by:
        raise ReasonMissing.of(confirmed_by=_ASK)
    found = {"confirmed_by": by, "confirmed": known_word(by, CONFIRMED_TITLES, "confirmed_by")}
    if by == "witness":
        sentence = "请写见证人是谁、和本人什么关系。"
        found["witness"] = required(witness, "witness", sentence)
    if by == "attempts":
        found["days"] = "、".join(_enough_days(case, actor, now))
    return found


def needs_word(kind: str, result: Result) -> bool:
    """Whether this end rests on somebody's word."""
    if result in (Result.RESOLVED, Result.UNREACHABLE):
        return True
    return result in (Result.ANSWERED, Result.DUPLICATE) and kind in APPLICATIONS


def _enough_days(case: IntakeCase, actor: Actor, now: datetime) -> list[str]:
    days, needed = days_tried(case), days_needed(case, beijing_day(now))
    if len(days) < needed:
        raise not_now(
            case,
            actor,
            f"要在 {needed} 个不同的日子联系过、都没联系上，才能按联系不上结束；"
            f"现在记了 {len(days)} 天。每次联系请用“记一次联系”写下来，也可以托村里去看看。",
        )
    return [day.isoformat() for day in days]
