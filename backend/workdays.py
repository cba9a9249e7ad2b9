"""Working-day sums over a dated holiday table. Pure.

The table is `workdays_data/<year>.json`, one file for each yearly notice of the State Council's
office (国务院办公厅关于某年部分节假日安排的通知): which days are off, which weekend days are worked.
A year without a file is never guessed silently: its days count as plain Monday to Friday without the
feasts whose day the law itself fixes (全国年节及纪念日放假办法第二条), and every answer that touches it says
`provisional`.

How days are counted (written down here once, used everywhere): the day of receipt or acceptance is
day 0, the next counted day is day 1 (民法典第二百零一条); limits in natural days or months that end
on a day off roll over to the next working day (第二百零三条). Days are those of Beijing.
"""

from __future__ import annotations

import calendar
import logging
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from backend.workdays_table import CalendarBroken, HolidayYear, read_year, read_years

__all__ = ["CalendarBroken", "Count", "SkippedDay", "Workdays", "published", "usable"]

log = logging.getLogger(__name__)

DATA: Final = Path(__file__).resolve().parent / "workdays_data"
_ONE: Final = timedelta(days=1)
_WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
# (month, day) of the feasts that are off in every year; those of the moon and 清明 only a notice tells.
_FIXED: Final = {
    (1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节",
    (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节",
}  # fmt: skip
_MOST: Final = 3660  # no limit in this field is longer than ten years


@dataclass(frozen=True)
class SkippedDay:
    """A day that was not counted, and why in a few words."""

    day: date
    why: str


@dataclass(frozen=True)
class Count:
    """A last day and how it was reached.

    `counted` are the days that make up the limit, in order; for natural days and months it is
    empty (all of them count). `skipped` are the days off between `start` and `due_on`, for natural
    days only those rolled over at the end. `provisional` says that the span leaves the published
    years. `start_at` and `due_at` (Beijing) only where hours are counted.
    """

    start: date
    due_on: date
    amount: int
    unit: str  # workdays | days | months | hours
    counted: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]
    provisional: bool
    start_at: datetime | None = None
    due_at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the derivation in a form that can be stored and shown day by day."""
        instants = (
            {"start_at": self.start_at.isoformat(), "due_at": self.due_at.isoformat()}
            if self.start_at and self.due_at
            else {}
        )
        return instants | {
            "start": self.start.isoformat(),
            "due_on": self.due_on.isoformat(),
            "amount": self.amount,
            "unit": self.unit,
            "counted": [day.isoformat() for day in self.counted],
            "skipped": [{"day": item.day.isoformat(), "why": item.why} for item in self.skipped],
            "provisional": self.provisional,
        }


class Workdays:
    """The calendar: which days the offices work. Made once, shared, never changed."""

    def __init__(self, years: Iterable[HolidayYear]) -> None:
        """Take the published years. Raises CalendarBroken when two of them disagree on a day."""
        self._years = {year.year: year for year in years}
        self._off: dict[date, str] = {}
        self._worked: dict[date, str] = {}
        for year in self._years.values():
            self._off.update(year.off)
            self._worked.update(year.worked)
        if both := self._off.keys() & self._worked.keys():
            raise CalendarBroken(f"同一天又放假又上班：{min(both).isoformat()}，请对照通知改一处。")

    @property
    def years(self) -> tuple[HolidayYear, ...]:
        """Give the published years in order, with the notice each rests on."""
        return tuple(self._years[year] for year in sorted(self._years))

    def covers(self, day: date) -> bool:
        """Tell whether the notice for the year of `day` has been entered."""
        return day.year in self._years

    def uncovered(self, start: date, days: int) -> list[date]:
        """Give the days, of the `days` natural days from `start` on, without a published table."""
        span = (start + _ONE * step for step in range(days))
        return [day for day in span if not self.covers(day)]

    def is_workday(self, day: date) -> bool:
        """Tell whether offices work on `day`; in an unpublished year, whether it is Mon-Fri and no
        fixed feast."""
        if day in self._worked:
            return True
        return day.weekday() < 5 and not self._feast(day)

    def _feast(self, day: date) -> str:
        """Give the name of the feast the day is off for; empty where there is none, or none is known."""
        if self.covers(day):
            return self._off.get(day, "")
        return self._off.get(day) or _FIXED.get((day.month, day.day), "")

    def why_off(self, day: date) -> str:
        """Say in a few words why `day` is not worked; empty when it is a working day."""
        if self.is_workday(day):
            return ""
        feast = self._feast(day)
        return f"{feast}放假" if feast else _WEEKDAYS[day.weekday()]

    def why_worked(self, day: date) -> str:
        """Say what is special about a worked day: a make-up day; empty for a plain weekday."""
        name = self._worked.get(day)
        return f"{_WEEKDAYS[day.weekday()]}，{name}调休上班" if name else ""

    def after_workdays(
        self, start: date, amount: int, paused: Set[date] = frozenset(), why_paused: str = ""
    ) -> Count:
        """Give the `amount`th working day after `start` (day 0). 0 gives `start`, or the next
        working day when `start` is a day off. Days in `paused` do not count. Raises ValueError
        outside 0..3660."""
        _check(amount)
        counted: list[date] = []
        skipped: list[SkippedDay] = []
        day = start
        while len(counted) < amount:
            day += _ONE
            if day in paused:
                skipped.append(SkippedDay(day, why_paused))
            elif self.is_workday(day):
                counted.append(day)
            else:
                skipped.append(SkippedDay(day, self.why_off(day)))
        if amount == 0:
            day, skipped = self._rolled(day)
        return self._count(start, day, amount, "workdays", counted, skipped)

    def after_days(
        self, start: date, amount: int, paused: Set[date] = frozenset(), why_paused: str = ""
    ) -> Count:
        """Give the last of `amount` natural days after `start`, those in `paused` left out, rolled
        over to a working day."""
        _check(amount)
        day = start
        waited: list[SkippedDay] = []
        while amount > (day - start).days - len(waited):
            day += _ONE
            if day in paused:
                waited.append(SkippedDay(day, why_paused))
        day, rolled = self._rolled(day)
        return self._count(start, day, amount, "days", (), [*waited, *rolled])

    def after_months(
        self, start: date, amount: int, paused: Set[date] = frozenset(), why_paused: str = ""
    ) -> Count:
        """Give the same day `amount` months on (the month's last where it is shorter), as many days
        later as lie in `paused`, rolled over to a working day (民法典第二百零二条)."""
        _check(amount)
        month = start.month - 1 + amount
        year, month = start.year + month // 12, month % 12 + 1
        day = date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
        waited = []
        for one in sorted(paused):
            if start < one <= day:
                waited.append(SkippedDay(one, why_paused))
                day += _ONE
        day, rolled = self._rolled(day)
        return self._count(start, day, amount, "months", (), [*waited, *rolled])

    def _rolled(self, day: date) -> tuple[date, list[SkippedDay]]:
        skipped = []
        while not self.is_workday(day):
            skipped.append(SkippedDay(day, self.why_off(day)))
            day += _ONE
        return day, skipped

    def _count(
        self,
        start: date,
        due_on: date,
        amount: int,
        unit: str,
        counted: Sequence[date],
        skipped: Sequence[SkippedDay],
    ) -> Count:
        # A natural-day span only needs the table where it ends; a working-day span needs all of it.
        if unit == "workdays":
            provisional = any(y not in self._years for y in range(start.year, due_on.year + 1))
        else:
            ends = {due_on, *(item.day for item in skipped)}
            provisional = not all(self.covers(day) for day in ends)
        return Count(start, due_on, amount, unit, tuple(counted), tuple(skipped), provisional)


def _check(amount: int) -> None:
    if not 0 <= amount <= _MOST:
        raise ValueError(f"a limit of {amount} is not one we know")


@cache
def published() -> Workdays:
    """Give the calendar of all years in `workdays_data/`, read once. Raises CalendarBroken."""
    return Workdays(read_years(DATA))


@cache
def usable(folder: Path = DATA) -> Workdays:
    """Give the calendar of every year that can be used, read once; never raises.

    A missing or broken table must not stop an intake: the days of that year count as plain Monday
    to Friday, provisionally, and the log says which file is at fault.
    """
    found = Workdays(())
    for path in sorted(folder.glob("*.json")):
        try:
            found = Workdays([*found.years, read_year(path)])
        except (CalendarBroken, OSError) as fault:
            log.error("holiday table unusable", extra={"table": path.name, "why": str(fault)})
    return found
