"""Probable duplicates: other cases of the same person, phone, household and scheme. Shown to staff who
may see them, never merged by the service, never told outside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake.models import IntakeCase
from backend.intake.queries import row_for
from backend.intake.scope import in_reach
from backend.intake.states import OPEN, CaseState
from backend.intake.views import CaseView, view_of
from backend.sealing import sealer

MOST: Final = 10


class Likeness(StrEnum):
    """Why a case may be the same: by keyed hash of ID number, phone, or address, and by scheme."""

    PERSON = "person"
    PHONE = "phone"
    HOUSEHOLD = "household"
    SCHEME = "scheme"

    @property
    def caption(self) -> str:
        return _CAPTIONS[self]


_CAPTIONS = {
    Likeness.PERSON: "证件号相同",
    Likeness.PHONE: "电话相同",
    Likeness.HOUSEHOLD: "住址相同",
    Likeness.SCHEME: "同一个项目",
}
_MARKS: Final = (
    (Likeness.PERSON, IntakeCase.person_hash),
    (Likeness.PHONE, IntakeCase.phone_hash),
    (Likeness.HOUSEHOLD, IntakeCase.household_hash),
)


@dataclass(frozen=True)
class Duplicate:
    """Another case and in what it is alike; `is_probable`: open, and for the same scheme."""

    view: CaseView
    likeness: tuple[Likeness, ...]
    is_probable: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.view.id,
            "number": self.view.number,
            "scheme": self.view.scheme,
            "state": str(self.view.state),
            "likeness": [str(one) for one in self.likeness],
            "probable": self.is_probable,
        }


def duplicates_of(case_id: str, actor: Actor) -> list[Duplicate]:
    """Give cases that may be about the same need, the most alike first, then the newest.

    Raises CaseNotFound. Objections to this very case are not duplicates of it.
    """
    case = row_for(case_id, actor)
    found: dict[str, tuple[IntakeCase, list[Likeness]]] = {}
    for likeness, column in _MARKS:  # one indexed question each; an OR would be none
        value = getattr(case, column.key)
        if not value:
            continue
        query = (
            select(IntakeCase)
            .where(
                column.in_({value, sealer().rehashed(value)}),
                IntakeCase.id != case.id,
                in_reach(actor),
            )
            .order_by(IntakeCase.created_at.desc())
            .limit(MOST)
            .execution_options(populate_existing=True)
        )
        for row in db.session.scalars(query):
            if case.id not in (row.parent_id, row.id) and row.id != case.parent_id:
                found.setdefault(row.id, (row, []))[1].append(likeness)
    seen = [_duplicate(case, row, likeness, actor) for row, likeness in found.values()]
    seen.sort(key=lambda one: one.view.received_at, reverse=True)
    seen.sort(key=lambda one: (one.is_probable, len(one.likeness)), reverse=True)
    return seen[:MOST]


def _duplicate(
    case: IntakeCase, row: IntakeCase, likeness: list[Likeness], actor: Actor
) -> Duplicate:
    same_scheme = case.scheme is not None and row.scheme == case.scheme
    if same_scheme:
        likeness = [*likeness, Likeness.SCHEME]
    is_open = CaseState(row.state) in OPEN
    return Duplicate(view_of(row, actor, in_list=True), tuple(likeness), same_scheme and is_open)
