"""The days behind a due date, one by one, from the stored count. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
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
    counted = _counted(derivation)
    order = {one: place for place, one in enumerate(counted, start=1)}
    return [
        CountedDay(_day(one), order.get(one), skipped.get(one, ""))
        for one in sorted({*counted, *skipped})
    ]


def listed(derivation: dict[str, Any]) -> str:
    """Give the counted days in one line, month by month: 11月24、25日；12月1日; empty without any."""
    months = groupby(_counted(derivation), key=lambda day: (day.year, day.month))
    return "；".join(
        f"{month}月{'、'.join(str(day.day) for day in days)}日" for (_, month), days in months
    )


def _counted(derivation: dict[str, Any]) -> list[date]:
    """Give the days that make up the limit; of natural days each from the day after the start that
    was not left out."""
    if derivation.get("unit") != "days":
        return [date.fromisoformat(text) for text in derivation.get("counted", ())]
    skipped = {date.fromisoformat(one["day"]) for one in derivation["skipped"]}
    first = date.fromisoformat(derivation["start"]).toordinal() + 1
    last = date.fromisoformat(derivation["due_on"]).toordinal()
    days = (date.fromordinal(one) for one in range(first, last + 1))
    return [one for one in days if one not in skipped][: derivation["amount"]]


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"
