"""听取意见: before less, or nothing more, is paid, the person is heard (社会救助法第四十八条)."""

from __future__ import annotations

from datetime import datetime

from backend.accounts.actor import Actor
from backend.doors.layout import beijing_day
from backend.intake.casework import Who, finish
from backend.intake.contacts import days_needed, days_tried
from backend.intake.guards import begin, not_now
from backend.intake.history import events_named, last_reopened
from backend.intake.models import IntakeCase
from backend.intake.states import Action
from backend.intake.views import CaseView, view_of
from backend.intake.wording import HEARING_TITLES
from backend.intake.words import known_word, noted, required


def record_hearing(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    how: str,
    said: str | None,
) -> CaseView:
    """Write down how the person was heard and what they said; only a review asks for it.

    Who was told and did not come counts as heard only after tries on several days. Raises
    ReasonMissing without the person's words, MoveNotAllowed otherwise.
    """
    case = begin(case_id, actor, Action.RECORD_HEARING, version)
    if case.kind != "review":
        raise not_now(case, actor, "听取意见是复核时减发、停发之前的步骤，这一件不用。")
    title = known_word(how, HEARING_TITLES, "how")
    words = required(said, "said", "请写下本人说了什么。") if how == "spoke" else noted(said)
    if how == "absent" and (missing := _days_missing(case, now)):
        raise not_now(
            case, actor, f"还不能算没有来：要在不同的日子联系，记在办件上；还差 {missing} 天。"
        )
    details = {"how": how, "title": title, "said": words}
    finish(case, Action.RECORD_HEARING, Who.of(actor), now, details)
    return view_of(case, actor)


def was_heard(case: IntakeCase) -> bool:
    """Whether the person was heard in this review, since it was last reopened: what they said then
    was about what was known then."""
    heard = [event.seq for event, _ in events_named(case.id, "case:heard")]
    return bool(heard) and heard[-1] > last_reopened(case)


def _days_missing(case: IntakeCase, now: datetime) -> int:
    return max(0, days_needed(case, beijing_day(now)) - len(days_tried(case)))
