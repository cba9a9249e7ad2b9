"""When hints to staff may leave: on working days, in the hours somebody sits at the window."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from backend.doors.layout import BEIJING, beijing_day
from backend.intake import clocks

OFFICE_HOURS: Final = (time(8, 30), time(17, 30))


def in_office_hours(now: datetime) -> bool:
    opens, closes = OFFICE_HOURS
    return (
        clocks.calendar().is_workday(beijing_day(now))
        and opens <= now.astimezone(BEIJING).time() < closes
    )
