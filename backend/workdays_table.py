"""The holiday table as a file a colleague keeps: one `<year>.json` for each yearly notice. Pure.

Every fault says the file and what to do; unknown keys are refused, so that a slip of the pen does
not quietly drop a holiday.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

_KEYS: Final = frozenset(
    [
        "year",
        "notice",
        "issued_on",
        "source",
        "entered_by",
        "checked",
        "checked_on",
        "holidays",
        "make_up_workdays",
    ]
)


# A file may be cut off, of another shape, nested without end, or name a day no calendar has.
_FAULTS: Final = (
    ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError,
)  # fmt: skip
# Every notice names these; the fixed days of three of them are off in any year
# (全国年节及纪念日放假办法第二条). A year without one of them is half copied.
_FEASTS: Final = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
_ALWAYS_OFF: Final = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))


class CalendarBroken(Exception):
    """A holiday file cannot be used; the message is a Chinese sentence with file and remedy."""


@dataclass(frozen=True)
class HolidayYear:
    """One yearly notice: days off and weekend days worked, each with the holiday's name.

    `source` says where it was read, `checked` how it was checked against a second source (核对).
    """

    year: int
    notice: str
    issued_on: date
    source: str
    checked: str
    checked_on: date
    off: Mapping[date, str]
    worked: Mapping[date, str]


def read_years(folder: Path) -> list[HolidayYear]:
    """Read every year in `folder`, in order. Raises CalendarBroken."""
    return [read_year(path) for path in sorted(folder.glob("*.json"))]


def read_year(path: Path) -> HolidayYear:
    """Read one year's file. Raises CalendarBroken."""
    try:
        found = json.loads(path.read_text("utf-8"))
        return _year(found, path.stem)
    except _FAULTS as error:
        raise CalendarBroken(f"节假日表 {path.name} 用不了：{error}。请对照通知改好。") from error


def _year(found: dict[str, Any], name: str) -> HolidayYear:
    if odd := found.keys() ^ _KEYS:
        raise ValueError(f"多了或少了这些项：{'、'.join(sorted(odd))}")
    if str(found["year"]) != name:
        raise ValueError("文件名和 year 不是同一年")
    off = {day: item["name"] for item in found["holidays"] for day in _days(item)}
    worked = {date.fromisoformat(item["day"]): item["name"] for item in found["make_up_workdays"]}
    _check_days(found["year"], off, worked)
    _check_feasts(found["year"], off)
    return HolidayYear(
        year=found["year"],
        notice=found["notice"],
        issued_on=date.fromisoformat(found["issued_on"]),
        source=found["source"],
        checked=found["checked"],
        checked_on=date.fromisoformat(found["checked_on"]),
        off=off,
        worked=worked,
    )


def _days(item: dict[str, str]) -> Iterator[date]:
    day, until = date.fromisoformat(item["from"]), date.fromisoformat(item["until"])
    if until < day or (until - day).days > 15:
        raise ValueError(f"{item['name']}的起止日期不对")
    while day <= until:
        yield day
        day += timedelta(days=1)


def _check_days(year: int, off: Mapping[date, str], worked: Mapping[date, str]) -> None:
    """A notice speaks of its own year and of the days of the year before that touch 元旦."""
    earliest = date(year - 1, 12, 20)
    for day in (*off, *worked):
        if not earliest <= day <= date(year, 12, 31):
            raise ValueError(f"{day.isoformat()} 不在这一年里")
    for day in worked:
        if day.weekday() < 5:
            raise ValueError(f"{day.isoformat()} 不是周末，不能算补班")


def _check_feasts(year: int, off: Mapping[date, str]) -> None:
    """What is missing in the table would be counted as worked, for certain and wrongly."""
    named = "".join(off.values())
    missing = [one for one in _FEASTS if one not in named]
    missing += [
        f"{month}月{day}日" for month, day in _ALWAYS_OFF if date(year, month, day) not in off
    ]
    if missing:
        raise ValueError(f"没有写全，缺{'、'.join(missing)}")
