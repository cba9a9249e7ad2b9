"""The days behind a due date, one by one, from the stored count. Pure."""

from __future__ import annotations

from collections.abc import Collection
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
    """Give the stored count day by day, in order, working days and natural days alike; of limits in
    hours and months only the days that were left out."""
    skipped = {
        date.fromisoformat(one["day"]): str(one["why"]) for one in derivation.get("skipped", ())
    }
    counted = [date.fromisoformat(text) for text in derivation.get("counted", ())]
    if derivation.get("unit") == "days":
        counted = _natural(derivation, skipped)
    order = {one: place for place, one in enumerate(counted, start=1)}
    return [
        CountedDay(_day(one), order.get(one), skipped.get(one, ""))
        for one in sorted({*counted, *skipped})
    ]


def _natural(derivation: dict[str, Any], skipped: Collection[date]) -> list[date]:
    """Give the natural days that make up the limit: each from the day after the start."""
    first = date.fromisoformat(derivation["start"]).toordinal() + 1
    last = date.fromisoformat(derivation["due_on"]).toordinal()
    days = (date.fromordinal(one) for one in range(first, last + 1))
    return [one for one in days if one not in skipped][: derivation["amount"]]


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"
