"""The lists staff work from: codes of their own subtree, what was changed, what was printed.

Every query carries the divisions the reader answers for; a code belongs where its sheet hangs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from backend.extensions import db
from backend.guides.codes import read_code
from backend.guides.models import GuideChange, GuideCode, GuideScan, PrintedSheet
from backend.guides.queries import Guide, as_guide
from backend.problems import NotFound
from backend.regions.codes import prefix_of

PAGE = 50


class Shown(StrEnum):
    """Which codes a list shows."""

    IN_USE = "in_use"
    UNSCANNED = "unscanned"
    REPOINTED = "repointed"
    RETIRED = "retired"
    ALL = "all"

    @property
    def caption(self) -> str:
        return _CAPTIONS[self]


_CAPTIONS = {
    Shown.IN_USE: "在用的",
    Shown.UNSCANNED: "30 天没人扫的",
    Shown.REPOINTED: "改指过的",
    Shown.RETIRED: "停用的",
    Shown.ALL: "全部",
}


@dataclass(frozen=True)
class Line:
    """One code in a list: scans since a day, and when it was last printed."""

    guide: Guide
    scans: int
    printed_on: date | None


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    total: int
    page: int

    @property
    def has_more(self) -> bool:
        return self.page * PAGE < self.total


@dataclass(frozen=True)
class Change:
    version: int
    event: str
    place: str
    topic: str
    why: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Printed:
    """A sheet as it left the printer."""

    size: str
    printed_on: date
    serial: int
    by: str


def within(reach: Sequence[str]) -> ColumnElement[bool]:
    """Give the condition that a code's sheet hangs inside any of the divisions `reach`."""
    conditions = [GuideCode.place.startswith(prefix_of(code), autoescape=True) for code in reach]
    return or_(*conditions) if conditions else false()


def scanned_since(since: date) -> Select[tuple[str]]:
    """Give the codes scanned on or after a day, for use inside another query."""
    return select(GuideScan.code).where(GuideScan.day >= since)


def list_guides(
    reach: Sequence[str], shown: Shown, since: date, topic: str = "", page: int = 1
) -> Page:
    """Give a page of the codes inside `reach`, by place; scans are those since `since`."""
    conditions = [within(reach), *_conditions(shown, since)]
    if topic:
        conditions.append(GuideCode.topic == topic)
    total = db.session.scalar(select(func.count()).select_from(GuideCode).where(*conditions)) or 0
    rows = db.session.scalars(
        select(GuideCode)
        .where(*conditions)
        .order_by(GuideCode.place, (GuideCode.topic != "general"), GuideCode.serial)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    codes = [row.code for row in rows]
    scans, printed = _scans(codes, since), _last_printed(codes)
    lines = [Line(as_guide(row), scans.get(row.code, 0), printed.get(row.code)) for row in rows]
    return Page(lines, total, page)


def _conditions(shown: Shown, since: date) -> list[ColumnElement[bool]]:
    in_use = GuideCode.retired_at.is_(None)
    moved = or_(GuideCode.place != GuideCode.now_place, GuideCode.topic != GuideCode.now_topic)
    wanted: dict[Shown, list[ColumnElement[bool]]] = {
        Shown.IN_USE: [in_use],
        Shown.UNSCANNED: [in_use, GuideCode.code.not_in(scanned_since(since))],
        Shown.REPOINTED: [moved],
        Shown.RETIRED: [GuideCode.retired_at.is_not(None)],
        Shown.ALL: [],
    }
    return wanted[shown]


def _scans(codes: Sequence[str], since: date) -> dict[str, int]:
    rows = db.session.execute(
        select(GuideScan.code, func.sum(GuideScan.scans))
        .where(GuideScan.code.in_(codes), GuideScan.day >= since)
        .group_by(GuideScan.code)
    )
    return {code: int(scans) for code, scans in rows}


def _last_printed(codes: Sequence[str]) -> dict[str, date]:
    rows = db.session.execute(
        select(PrintedSheet.code, func.max(PrintedSheet.printed_on))
        .where(PrintedSheet.code.in_(codes))
        .group_by(PrintedSheet.code)
    )
    return {code: day for code, day in rows}  # noqa: C416 - rows are not quite tuples


def guide_in_reach(written: str, reach: Sequence[str]) -> Guide:
    """Give a code of one's own subtree. Raises NotFound, unknown and foreign alike."""
    code = read_code(written)
    row = db.session.scalar(select(GuideCode).where(GuideCode.code == code, within(reach)))
    if row is None:
        raise NotFound
    return as_guide(row)


def changes_of(code: str) -> list[Change]:
    """Give what was changed, the newest first."""
    rows = db.session.scalars(
        select(GuideChange).where(GuideChange.code == code).order_by(GuideChange.version.desc())
    )
    return [
        Change(row.version, row.event, row.place, row.topic, row.why, row.by, row.at)
        for row in rows
    ]


def sheets_of(code: str) -> list[Printed]:
    """Give the sheets printed of a code, the newest first."""
    rows = db.session.scalars(
        select(PrintedSheet)
        .where(PrintedSheet.code == code)
        .order_by(PrintedSheet.printed_on.desc(), PrintedSheet.size)
    )
    return [Printed(row.size, row.printed_on, row.serial, row.by) for row in rows]
