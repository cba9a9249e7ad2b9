"""A due date in a few words for lists. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from backend.intake.states import FINAL, CaseState
from backend.workdays import Workdays

_ONE: Final = timedelta(days=1)
_SOON: Final = 3  # working days


@dataclass(frozen=True)
class DueMark:
    """How much time is left, in words; `tone` is late, soon, fine or none (a class of the page)."""

    words: str
    tone: str


def due_mark(due_on: date | None, state: CaseState, day: date, calendar: Workdays) -> DueMark:
    """Say how many working days are left on `day`, or by how many it is late."""
    if state in FINAL:
        return DueMark("已结束", "none")
    if due_on is None:
        paused = state is CaseState.AWAITING_SUPPLEMENT
        return DueMark("等材料，不计时" if paused else "没有统一天数", "none")
    if due_on == day:
        return DueMark("今天到期", "soon")
    if due_on < day:
        over = workdays_between(due_on, day, calendar)
        return DueMark(f"已超期 {over} 个工作日" if over else "已超期", "late")
    left = workdays_between(day, due_on, calendar)
    return DueMark(f"剩 {left} 个工作日", "soon" if left <= _SOON else "fine")


def untold_mark(decided_on: date, day: date, calendar: Workdays) -> DueMark:
    """Say how many working days a no has waited to be handed to its person."""
    waited = workdays_between(decided_on, day, calendar)
    words = f"决定 {waited} 个工作日了，没送达" if waited else "今天决定的，还没送达"
    return DueMark(words, "late" if waited >= _SOON else "soon")


def workdays_between(first: date, last: date, calendar: Workdays) -> int:
    """Count the working days after `first` up to and including `last`."""
    span = (last - first).days
    return sum(calendar.is_workday(first + _ONE * step) for step in range(1, span + 1))
