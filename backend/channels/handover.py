"""A person, please: the question goes to the window as a case, what is said afterwards goes to the
clerk, and the clerk's words come back by the outbox (see intake.notices)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from backend.applications.queries import case_of_number
from backend.applications.questions import Question, ask_a_person
from backend.intake.problems import CaseNotFound, MoveNotAllowed
from backend.intake.services import progress_of, supplement_received
from backend.intake.states import FINAL

_MOST_WORDS = 1000
_STILL_FRESH = timedelta(hours=48)


class Stand(StrEnum):
    """Where a handed-over question stands: with a clerk, answered not long ago, or over."""

    OPEN = "open"
    ANSWERED = "answered"
    OVER = "over"


@dataclass(frozen=True)
class HandedOver:
    """The case, and what the person is told: the window, and how to look later by themselves."""

    case_id: str
    number: str
    access_code: str
    window: str
    phone: str
    hours: str


def hand_over(place: str, address: str, words: str, channel: str, now: datetime) -> HandedOver:
    """Ask the window of `place` for the person. `address` is where the clerk's words go.

    Call in a transaction. Raises PlaceNotServed.
    """
    receipt = ask_a_person(Question(words, place, channel, notify=address), now)
    window = receipt["window"]
    return HandedOver(
        case_of_number(receipt["number"]),
        receipt["number"],
        receipt["access_code"],
        window["name"],
        window["phone"],
        window["hours"],
    )


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
