"""The visits about a case, for the resident's own copy: what was asked for, and what was seen."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from backend.accounts.queries import names_of
from backend.applications.contributors import Held
from backend.extensions import db
from backend.intake.lookers import role_and_family
from backend.sealing import sealer
from backend.visits.models import Visit


def visits_held(case_id: str) -> list[Held]:
    query = select(Visit).where(Visit.case_id == case_id).order_by(Visit.asked_at.desc())
    rows = db.session.scalars(query).all()
    names = names_of([one for row in rows for one in (row.asked_by, row.done_by) if one])
    held = [one for row in rows for one in _held(row, names)]
    return sorted(held, key=lambda one: one.at, reverse=True)


def _held(row: Visit, names: dict[str, str]) -> Iterator[Held]:
    asked = sealer().open_json(row.what_sealed, "visit", row.id, "what")
    who = role_and_family(row.asked_by, names.get(row.asked_by, ""), row.asked_at)
    yield Held(row.asked_at, "请网格员上门", who, asked["words"], row.due_on)
    if row.done_at and row.done_by and row.seen_sealed:
        seen = sealer().open(row.seen_sealed, "visit", row.id, "seen")
        who = role_and_family(row.done_by, names.get(row.done_by, ""), row.done_at)
        yield Held(row.done_at, "上门看了", who, seen)
