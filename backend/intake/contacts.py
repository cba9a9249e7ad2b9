"""Calls and visits written down on the case: who was reached, and on which days nobody was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Protocol

from backend.accounts.actor import Actor
from backend.doors.layout import beijing_day
from backend.intake import clocks
from backend.intake.casework import Who, finish
from backend.intake.guards import begin
from backend.intake.history import events_named, last_reopened
from backend.intake.models import IntakeCase
from backend.intake.states import Action
from backend.intake.views import CaseView, view_of
from backend.intake.wording import CONTACT_TITLES
from backend.intake.words import known_word, noted

_ATTEMPTS: Final = "window.contact_attempt_days"
_DEFAULT: Final = 3
NOTES: Final = "contact_notes"  # where the application keeps the keeper of notes


class KeepsNotes(Protocol):
    """Writes a contact down with its outcome, words and the day of the next, and in the case's
    history by `note_contact`. Bound from above; called in a transaction. Raises Invalid."""

    def __call__(
        self,
        case_id: str,
        actor: Actor,
        how: str,
        outcome: str,
        words: str,
        next_on: date | None,
        now: datetime,
    ) -> None: ...


def note_contact(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    how: str,
    is_reached: bool,
    note: str | None = None,
) -> CaseView:
    """Write down one contact; the first that reached the person keeps the promise to call.

    Raises Invalid for a way nobody knows.
    """
    case = begin(case_id, actor, Action.NOTE_CONTACT, version)
    title = known_word(how, CONTACT_TITLES, "how")
    if is_reached:
        case.contacted_at = case.contacted_at or now
    details = {"how": how, "title": title, "reached": is_reached, "note": noted(note)}
    finish(case, Action.NOTE_CONTACT, Who.of(actor), now, details)
    return view_of(case, actor)


def days_tried(case: IntakeCase) -> list[date]:
    """Give the days, in order, on which nobody was reached since somebody last was, or since the
    case was last reopened."""
    days: list[date] = []
    since = last_reopened(case)
    for event, details in events_named(case.id, "case:contact_noted"):
        if details.get("reached") or event.seq < since:
            days.clear()
        elif (day := beijing_day(event.at)) not in days:
            days.append(day)
    return days


def days_needed(case: IntakeCase, on: date) -> int:
    """Give on how many different days one tries before a person counts as out of reach."""
    library = clocks.library()
    if _ATTEMPTS not in library.figures:
        return _DEFAULT
    value = library.figure_value(_ATTEMPTS, on, case.division_code)
    return value.value if value is not None and isinstance(value.value, int) else _DEFAULT
