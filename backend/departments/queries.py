"""Which unit does a department's work in a place on a day, and who leads a scheme there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import or_, select

from backend.content.departments import Departments
from backend.departments.models import DepartmentUnit
from backend.departments.names import department_title
from backend.departments.writing import Written
from backend.extensions import db
from backend.regions.codes import ancestors_of, prefix_of


@dataclass(frozen=True)
class Unit(Written):
    """A unit as it is kept: what somebody wrote down, under an id."""

    id: str
    is_demo: bool

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


def national() -> Departments:
    """Give who leads and who assists where no unit says otherwise; empty when none is bound."""
    found: Departments | None = current_app.extensions.get("departments")
    return found or Departments([])


def unit_for(department: str, place: str, day: date) -> Unit | None:
    """Give the unit that does a department's work in a place that day, the nearest first."""
    return next((one for one in _around(place, day) if one.department == department), None)


def name_in(department: str, place: str, day: date) -> str:
    """Give what the department is called there: its unit's name, else that of its kind."""
    unit = unit_for(department, place, day)
    return unit.name if unit else department_title(department)


def lead_in(scheme: str, place: str, day: date) -> str | None:
    """Give the department that leads a scheme there: as the nearest unit says, else the nation."""
    local = next((one for one in _around(place, day) if scheme in one.leads), None)
    return local.department if local else national().lead_of(scheme, day)


def assisting_in(scheme: str, place: str, day: date) -> frozenset[str]:
    """Give the departments that may assist with a scheme there: as units say, and as the nation has it."""
    local = {one.department for one in _around(place, day) if scheme in one.assists}
    return frozenset(local) | frozenset(national().assisting(scheme, day))


def find_unit(unit_id: str) -> Unit | None:
    row = db.session.get(DepartmentUnit, unit_id, populate_existing=True)
    return _unit(row) if row else None


def units_under(codes: Iterable[str]) -> list[Unit]:
    """Give every unit of these divisions and what lies inside, past and coming ones too: by
    division and department, the newest first."""
    prefixes = [prefix_of(code) for code in codes]
    inside = [
        DepartmentUnit.division_code.startswith(prefix, autoescape=True) for prefix in prefixes
    ]
    if not inside:
        return []
    rows = db.session.scalars(
        select(DepartmentUnit)
        .where(or_(*inside))
        .order_by(
            DepartmentUnit.division_code,
            DepartmentUnit.department,
            DepartmentUnit.from_on.desc(),
        )
    )
    return [_unit(row) for row in rows]


def _around(place: str, day: date) -> list[Unit]:
    """Give the units that hold that day for the place and what it lies in, the nearest first."""
    codes = ancestors_of(place)
    rows = db.session.scalars(
        select(DepartmentUnit)
        .where(DepartmentUnit.division_code.in_(codes), DepartmentUnit.from_on <= day)
        .order_by(DepartmentUnit.from_on.desc())
    )
    found = [one for row in rows if (one := _unit(row)).holds_on(day)]
    return sorted(found, key=lambda one: codes.index(one.division_code))


def _unit(row: DepartmentUnit) -> Unit:
    return Unit(
        row.division_code,
        row.department,
        row.name,
        row.phone,
        tuple(row.leads),
        tuple(row.assists),
        row.from_on,
        row.until_on,
        row.source,
        row.id,
        row.is_demo,
    )
