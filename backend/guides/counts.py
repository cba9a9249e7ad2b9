"""Scans by day and place, codes nobody scans, topics asked after a scan. Counts of sheets, no people.

What a village of forty households asked about could point at one of them: topics counted fewer than
`LEAST` times are not told, to nobody. Scans are told to staff as they are; in what goes outside they
are kept back below `LEAST` too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from backend.extensions import db
from backend.guides.listing import scanned_since, within
from backend.guides.models import GuideCode, GuideQuestion, GuideScan
from backend.regions.codes import NATIONAL, prefix_of

LEAST: Final = 5
_TOWNSHIP, _VILLAGE = 9, 12


@dataclass(frozen=True)
class PlaceCount:
    """A township or village: scans, codes in use, and how many of those nobody scanned."""

    place: str
    scans: int
    codes: int
    unscanned: int


@dataclass(frozen=True)
class CodeCount:
    """One line of the export."""

    code: str
    serial: int
    place: str
    topic: str
    in_use: bool
    scans: int


@dataclass(frozen=True)
class TopicCount:
    """`questions` None: fewer than LEAST, not told."""

    topic: str
    questions: int | None


def scans_by_day(reach: Sequence[str], since: date, until: date) -> list[tuple[date, int]]:
    """Give every day from `since` to `until` with its scans, days without any too."""
    rows = db.session.execute(
        select(GuideScan.day, func.sum(GuideScan.scans))
        .join(GuideCode, GuideCode.code == GuideScan.code)
        .where(within(reach), GuideScan.day >= since, GuideScan.day <= until)
        .group_by(GuideScan.day)
    )
    return _every_day({day: int(scans) for day, scans in rows}, since, until)


def scans_of_code(code: str, since: date, until: date) -> list[tuple[date, int]]:
    """Give the same for one code."""
    rows = db.session.execute(
        select(GuideScan.day, GuideScan.scans).where(
            GuideScan.code == code, GuideScan.day >= since, GuideScan.day <= until
        )
    )
    return _every_day({day: scans for day, scans in rows}, since, until)  # noqa: C416


def _every_day(counted: dict[date, int], since: date, until: date) -> list[tuple[date, int]]:
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    return [(day, counted.get(day, 0)) for day in days]


def scans_by_place(reach: Sequence[str], since: date, *, villages: bool) -> list[PlaceCount]:
    """Give the townships (or villages) inside `reach`, the most scanned first."""
    digits = _VILLAGE if villages else _TOWNSHIP
    place = func.substr(GuideCode.place, 1, digits)
    scans = (
        select(GuideScan.code, func.sum(GuideScan.scans).label("scans"))
        .where(GuideScan.day >= since)
        .group_by(GuideScan.code)
        .subquery()
    )
    in_use = GuideCode.retired_at.is_(None)
    rows = db.session.execute(
        select(
            place,
            func.coalesce(func.sum(scans.c.scans), 0),
            func.count().filter(in_use),
            func.count().filter(in_use, scans.c.scans.is_(None)),
        )
        .outerjoin(scans, scans.c.code == GuideCode.code)
        .where(within(reach))
        .group_by(place)
    )
    found = [PlaceCount(code.ljust(12, "0"), int(n), codes, idle) for code, n, codes, idle in rows]
    return sorted(found, key=lambda one: (-one.scans, one.place))


def scans_by_code(reach: Sequence[str], since: date, until: date) -> list[CodeCount]:
    """Give every code inside `reach` with its scans in the period, by place."""
    scans = (
        select(GuideScan.code, func.sum(GuideScan.scans).label("scans"))
        .where(GuideScan.day >= since, GuideScan.day <= until)
        .group_by(GuideScan.code)
        .subquery()
    )
    rows = db.session.execute(
        select(
            GuideCode.code,
            GuideCode.serial,
            GuideCode.place,
            GuideCode.topic,
            GuideCode.retired_at.is_(None),
            func.coalesce(scans.c.scans, 0),
        )
        .outerjoin(scans, scans.c.code == GuideCode.code)
        .where(within(reach))
        .order_by(GuideCode.place, GuideCode.serial)
    )
    return [
        CodeCount(code, serial, place, topic, in_use, int(number))
        for code, serial, place, topic, in_use, number in rows
    ]


def unscanned(reach: Sequence[str], since: date) -> int:
    """Give how many codes in use nobody scanned on or after `since`."""
    wanted = (
        select(func.count())
        .select_from(GuideCode)
        .where(
            within(reach),
            GuideCode.retired_at.is_(None),
            GuideCode.code.not_in(scanned_since(since)),
        )
    )
    return db.session.scalar(wanted) or 0


def topics_asked(reach: Sequence[str], since: date) -> list[TopicCount]:
    """Give what was asked about after a scan, the most asked first; what is rare is not told."""
    number = func.sum(GuideQuestion.questions)
    rows = db.session.execute(
        select(GuideQuestion.topic, number)
        .join(GuideCode, GuideCode.code == GuideQuestion.code)
        .where(within(reach), GuideQuestion.day >= since)
        .group_by(GuideQuestion.topic)
    )
    told = sorted(((topic, int(n)) for topic, n in rows), key=lambda one: (-one[1], one[0]))
    return [TopicCount(topic, n if n >= LEAST else None) for topic, n in told]


def is_one_township(reach: Sequence[str]) -> bool:
    """Whether all of `reach` lies inside one township, so that villages are worth telling apart."""
    starts = {prefix_of(code)[:_TOWNSHIP] for code in reach if code != NATIONAL}
    return len(starts) == 1 and all(len(prefix_of(code)) >= _TOWNSHIP for code in reach)
