"""The days behind a due date, one by one, from the stored count. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

_WEEKDAYS: Final = "一二三四五六日"


@dataclass(frozen=True)
class CountedDay:
    """One day between receipt and due date; `nth` is None for a day that was not counted."""

    words: str
    nth: int | None
    why: str


def days_of(derivation: dict[str, Any]) -> list[CountedDay]:
    """Give the stored count day by day, in order; empty for limits in natural days and months
    that end on a working day (all days count alike)."""
    counted = [date.fromisoformat(text) for text in derivation.get("counted", ())]
    skipped = {
        date.fromisoformat(one["day"]): str(one["why"]) for one in derivation.get("skipped", ())
    }
    order = {one: place for place, one in enumerate(counted, start=1)}
    return [
        CountedDay(_day(one), order.get(one), skipped.get(one, ""))
        for one in sorted({*counted, *skipped})
    ]


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"
