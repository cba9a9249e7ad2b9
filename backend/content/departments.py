"""Which department leads a scheme and which assist, by day: `intents/departments.yaml` as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from backend.content.department_names import BY_NAME
from backend.content.files import FileShape, read_yaml
from backend.content.findings import ContentError, Finding
from backend.content.names import Scheme

FILE = "departments.yaml"
_Schemes = list[Annotated[Scheme, Field(strict=False)]]


class DepartmentShape(FileShape):
    """One department from one day on, by its name; a change of who leads what is a new entry."""

    department: str
    leads: _Schemes
    assists: _Schemes
    from_: date = Field(alias="from")
    until: date | None = None
    hotline: str | None = None


class DepartmentsFile(FileShape):
    departments: list[DepartmentShape]


@dataclass(frozen=True)
class Department:
    """What a department does from `from_on` through `until` (None: still)."""

    id: str
    leads: frozenset[str]
    assists: frozenset[str]
    from_on: date
    until: date | None


class Departments:
    """The table of who leads and who assists (协同办理)."""

    def __init__(self, rows: list[Department]) -> None:
        self.rows = tuple(rows)

    def on(self, day: date) -> list[Department]:
        """Give the entries that hold that day; before the first day, the first ones."""
        held = [
            one
            for one in self.rows
            if one.from_on <= day and (one.until is None or day <= one.until)
        ]
        return held or [one for one in self.rows if one.from_on > day]

    def lead_of(self, scheme: str, day: date) -> str | None:
        """Give the department that leads this scheme that day; None when nobody is named."""
        return next((one.id for one in self.on(day) if scheme in one.leads), None)

    def assisting(self, scheme: str, day: date) -> tuple[str, ...]:
        """Give the departments that may assist with this scheme that day, as listed."""
        return tuple(one.id for one in self.on(day) if scheme in one.assists)


def load_departments(root: Path) -> Departments:
    """Read the table under `intents/`. Raises ContentError; also for a department nobody
    knows, and when two lead one scheme at once."""
    path = root / FILE
    shapes = read_yaml(path, DepartmentsFile).departments
    faults = [
        Finding(
            path,
            1,
            f"没有“{one.department}”这个部门",
            f"只能从这些里选：{'、'.join(BY_NAME)}；本地单位的叫法在工作台“部门”里填",
        )
        for one in shapes
        if one.department not in BY_NAME
    ]
    if faults:
        raise ContentError(faults)
    rows = [
        Department(
            BY_NAME[one.department],
            frozenset(one.leads),
            frozenset(one.assists),
            one.from_,
            one.until,
        )
        for one in shapes
    ]
    faults = [
        Finding(path, 1, f"{scheme} 同一天有两个牵头部门", "给旧的一条写上 until，再另起一条")
        for scheme in Scheme
        if _led_twice([row for row in rows if scheme in row.leads])
    ]
    if faults:
        raise ContentError(faults)
    return Departments(rows)


def _led_twice(rows: list[Department]) -> bool:
    return any(
        one is not other
        and other.from_on <= one.from_on
        and (other.until is None or one.from_on <= other.until)
        for one in rows
        for other in rows
    )
