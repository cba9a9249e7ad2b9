"""Find a guide by what was scanned or typed, or the guides of a place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from backend.extensions import db
from backend.guides.codes import read_code
from backend.guides.models import GuideCode


@dataclass(frozen=True)
class Guide:
    """A code and where it leads. `place` and `topic` are where it leads now; `printed_place` and
    `printed_topic` what the sheet says."""

    code: str
    place: str
    topic: str
    printed_place: str
    printed_topic: str
    serial: int
    issued_at: datetime
    retired_at: datetime | None
    retired_why: str | None
    version: int


def find_guide(written: str) -> Guide | None:
    """Give the guide whose code was typed or scanned, retired ones too; None for no such code."""
    code = read_code(written)
    row = db.session.get(GuideCode, code) if code else None
    return as_guide(row) if row else None


def guides_among(codes: Collection[str], most: int) -> list[Guide]:
    """Give those of `codes` that were issued, in use first, at most `most`."""
    if not codes:
        return []
    rows = db.session.scalars(
        select(GuideCode)
        .where(GuideCode.code.in_(codes))
        .order_by(GuideCode.retired_at.is_not(None), GuideCode.serial)
        .limit(most)
    )
    return [as_guide(row) for row in rows]


def guides_of(place: str) -> list[Guide]:
    """Give the codes in use that lead to `place`, `general` first."""
    rows = db.session.scalars(
        select(GuideCode)
        .where(GuideCode.now_place == place, GuideCode.retired_at.is_(None))
        .order_by((GuideCode.now_topic != "general"), GuideCode.now_topic, GuideCode.serial)
    )
    return [as_guide(row) for row in rows]


def guides_for(places: Sequence[str], topic: str) -> dict[str, Guide]:
    """Give place -> guide in use for many places at once."""
    rows = db.session.scalars(
        select(GuideCode).where(
            GuideCode.now_place.in_(places),
            GuideCode.now_topic == topic,
            GuideCode.retired_at.is_(None),
        )
    )
    return {row.now_place: as_guide(row) for row in rows}


def codes_by_place_and_topic() -> dict[tuple[str, str], int]:
    """Give (place, topic) -> number of codes in use that lead there."""
    rows = db.session.execute(
        select(GuideCode.now_place, GuideCode.now_topic, func.count())
        .where(GuideCode.retired_at.is_(None))
        .group_by(GuideCode.now_place, GuideCode.now_topic)
    )
    return {(place, topic): count for place, topic, count in rows}


def as_guide(row: GuideCode) -> Guide:
    return Guide(
        code=row.code,
        place=row.now_place,
        topic=row.now_topic,
        printed_place=row.place,
        printed_topic=row.topic,
        serial=row.serial,
        issued_at=row.issued_at,
        retired_at=row.retired_at,
        retired_why=row.retired_why,
        version=row.version,
    )


def printed_guides(places: Sequence[str], topic: str) -> list[Guide]:
    """Give the code in use whose sheet says `topic` for each of `places`, in the order of places;
    of several the one issued first."""
    rows = db.session.scalars(
        select(GuideCode)
        .where(
            GuideCode.place.in_(places),
            GuideCode.topic == topic,
            GuideCode.retired_at.is_(None),
        )
        .order_by(GuideCode.serial)
    )
    first: dict[str, Guide] = {}
    for row in rows:
        if (row.now_place, row.now_topic) == (row.place, row.topic):
            first.setdefault(row.place, as_guide(row))
    return [first[place] for place in places if place in first]
