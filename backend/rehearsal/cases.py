"""Open cases a change would reach: their clocks, and the way they would be handled once accepted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from backend.content.library import Library
from backend.intake.limits import procedure_for
from backend.intake.looking_ahead import CaseChange, open_case_changes
from backend.rehearsal.answers import Held, procedure_in_words


def case_changes(before: Held, after: Held) -> Iterator[CaseChange]:
    """Give the open cases that change, the earliest due first."""
    return open_case_changes(before.library, before.on, after.library, after.on, _in_words)


def _in_words(library: Library, scheme: str, urgent: bool, place: str, on: date) -> str:
    procedure = procedure_for(library, scheme, urgent=urgent, place=place, on=on)
    return procedure_in_words(library, procedure, on, place) if procedure else ""
