"""Counts by township and by how it ended, for one year, with small ones held back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from backend.doors.layout import BEIJING
from backend.intake.tallies import tally
from backend.open_numbers.suppression import Table, suppressed
from backend.regions.queries import children_of

COLUMNS: Final = ("在办", "给予", "不予", "其他")


@dataclass(frozen=True)
class Numbers:
    """One year of one county; `places` are the names of the rows."""

    year: int
    places: tuple[str, ...]
    columns: tuple[str, ...]
    table: Table


def numbers_of(county: str, year: int) -> Numbers:
    """Give the table of a county for what came in in `year` (Beijing)."""
    start, end = (datetime(one, 1, 1, tzinfo=BEIJING).astimezone(UTC) for one in (year, year + 1))
    townships = children_of(county)
    counts = tally([one.code for one in townships], start, end)
    return Numbers(year, tuple(one.name for one in townships), COLUMNS, suppressed(counts))
