"""Look up pre-applications by the cases they became."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from backend.applications.models import PreApplication
from backend.extensions import db


def pre_applications_of(case_ids: Sequence[str]) -> list[PreApplication]:
    """Give the pre-applications of these cases, in the order of the ids."""
    rows = db.session.scalars(select(PreApplication).where(PreApplication.case_id.in_(case_ids)))
    found = {row.case_id: row for row in rows}
    return [found[case_id] for case_id in case_ids if case_id in found]


def case_of_number(number: str) -> str:
    """Give the case of a number just given out."""
    query = select(PreApplication.case_id).where(PreApplication.number == number)
    return db.session.scalars(query).one()
