"""What one household has with us, side by side: the schemes of this case and its other open cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.console.due import DueMark, due_mark
from backend.intake.clocks import calendar
from backend.intake.duplicates import Duplicate
from backend.intake.items import ItemView
from backend.intake.reading import CaseDetail
from backend.intake.states import OPEN, CaseState
from backend.intake.views import CaseView


@dataclass(frozen=True)
class Beside:
    """One line: a scheme of this case (`item`), or another open case (`other`)."""

    view: CaseView
    scheme: str | None
    due: DueMark
    item: ItemView | None = None
    other: Duplicate | None = None


def household_of(detail: CaseDetail, day: date) -> list[Beside]:
    """Give the lines, this case's first; none where there is nothing to stand beside it."""
    view = detail.view
    here = [Beside(view, one.scheme, _of_item(detail, one, day), item=one) for one in detail.items]
    others = [
        Beside(one.view, one.view.scheme, _due(one.view, day), other=one)
        for one in detail.same_person
        if one.view.state in OPEN
    ]
    if others and not here:
        here = [Beside(view, view.scheme, _due(view, day))]
    return here + others


def _of_item(detail: CaseDetail, item: ItemView, day: date) -> DueMark:
    """Give the limit of one scheme: of an added one that of its stage that runs first, or by which a
    no to it is handed over; else that of the whole case, and none once it has its result."""
    own = [one.due.due_on for one in detail.clocks if one.is_of_stage and one.scheme == item.scheme]
    if own and not item.is_lead:
        return due_mark(min(own), CaseState.ACCEPTED, day, calendar())
    return DueMark("—", "none") if item.result else _due(detail.view, day)


def _due(view: CaseView, day: date) -> DueMark:
    return due_mark(view.due.due_on if view.due else None, view.state, day, calendar())
