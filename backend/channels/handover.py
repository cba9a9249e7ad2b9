"""A person, please: the question goes to the window as a case, what is said afterwards goes to the
clerk, and the clerk's words come back by the outbox (see intake.notices)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from backend.intake.problems import CaseNotFound, MoveNotAllowed
from backend.intake.services import NewCase, open_case, progress_of, supplement_received
from backend.intake.states import FINAL
from backend.regions.queries import Window

_MOST_WORDS = 1000
_STILL_FRESH = timedelta(hours=48)


class Stand(StrEnum):
    """Where a handed-over question stands: with a clerk, answered not long ago, or over."""

    OPEN = "open"
    ANSWERED = "answered"
    OVER = "over"


@dataclass(frozen=True)
class HandedOver:
    case_id: str
    window: Window


def hand_over(
    place: str, address: str, subject: str, words: str, channel: str, now: datetime
) -> HandedOver:
    """Open a question for the window of `place`. `address` is where the clerk's words go.

    Call in a transaction. Raises PlaceNotServed.
    """
    opened = open_case(
        NewCase(
            kind="question",
            scheme=None,
            place=place,
            subject_ref=subject,
            summary={"name": "", "phone": "", "question": words, "notify": address},
            channel=channel,
        ),
        now,
    )
    return HandedOver(opened.id, opened.window)


def stand_of(case_id: str | None, now: datetime) -> Stand:
    """Say where the question stands; nothing is written."""
    if case_id is None:
        return Stand.OVER
    try:
        progress = progress_of(case_id)
    except CaseNotFound:
        return Stand.OVER
    if progress.status not in FINAL:
        return Stand.OPEN
    outcome = progress.outcome
    fresh = outcome is not None and now - outcome.decided_at < _STILL_FRESH
    return Stand.ANSWERED if fresh else Stand.OVER


def say_more(case_id: str, words: str, now: datetime) -> bool:
    """Give the person's next words to the clerk; False when the question is closed."""
    try:
        supplement_received(case_id, now, message=words[:_MOST_WORDS])
    except (MoveNotAllowed, CaseNotFound):
        return False
    return True
