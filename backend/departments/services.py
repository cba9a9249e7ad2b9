"""Keep the units: one from the console, or many from a file, rehearsed first, all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from backend.departments.models import DepartmentUnit
from backend.departments.queries import Unit, find_unit, units_under
from backend.departments.writing import COLUMNS, OPTIONAL, Written, clash, understood
from backend.extensions import db, new_id
from backend.problems import FieldError, Invalid, NotFound
from backend.regions.codes import NATIONAL
from backend.sheets import SheetInvalid, SheetRow, read_sheet


@dataclass(frozen=True)
class Change:
    """A kept unit the file says otherwise about: (column title, before, after) of each difference."""

    unit: Written
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Plan:
    """What taking in a file would do; nothing has been done yet."""

    new: tuple[Written, ...]
    changed: tuple[Change, ...]
    same: int
    rows: tuple[Written, ...] = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The same plan has the same; so a plan that was looked at can be told from another."""
        said = repr((self.new, self.changed, self.same))
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def plan_import(raw: bytes, may_keep: Callable[[str], bool]) -> Plan:
    """Say what taking in the file would change. Units the file does not name stay as they are.

    Raises SheetInvalid naming every fault with row and column.
    """
    rows = read_sheet(raw, COLUMNS, optional=OPTIONAL)
    faults: list[str] = [] if rows else ["文件里没有单位。"]
    wanted: dict[tuple[object, ...], tuple[SheetRow, Written]] = {}
    for row in rows:
        one, own = understood(row.cells)
        code = row.cells["division_code"]
        if "division_code" not in own and not may_keep(code):
            own["division_code"] = "不在您管的范围内。"
        if one and (twin := wanted.get(one.key)):
            own["from_on"] = f"和第 {twin[0].number} 行重了：同一个部门、同一天起的只能写一行。"
        if one and not own:
            wanted[one.key] = (row, one)
        faults += [row.fault(COLUMNS[name], text) for name, text in own.items()]
    kept: dict[tuple[object, ...], Written] = {one.key: one for one in _all()}
    after = kept | {key: one for key, (_, one) in wanted.items()}
    for key, (row, one) in wanted.items():
        others = (other for other_key, other in after.items() if other_key != key)
        if found := clash(one, others):
            faults.append(row.fault(COLUMNS[found[0]], found[1]))
    if faults:
        raise SheetInvalid(faults)
    asked = [one for _, one in wanted.values()]
    changed = [
        Change(one, different)
        for one in asked
        if one.key in kept and (different := _differences(kept[one.key], one))
    ]
    new = [one for one in asked if one.key not in kept]
    return Plan(tuple(new), tuple(changed), len(asked) - len(new) - len(changed), tuple(asked))


def take_in(plan: Plan, *, is_demo: bool = False) -> list[Unit]:
    """Do what the plan says; give every unit that is new or changed. Call inside a transaction."""
    rows = {one.key: one for one in (*plan.new, *(one.unit for one in plan.changed))}
    return [_keep(one, _row_of(one), is_demo=is_demo) for one in rows.values()]


def save_unit(cells: Mapping[str, str], unit_id: str | None = None) -> tuple[Unit, list[str]]:
    """Keep one unit, new or changed; give it and the columns that changed. Of a kept one, place and
    department stay.

    Call inside a transaction. Raises Invalid, NotFound.
    """
    before = find_unit(unit_id) if unit_id else None
    if unit_id and before is None:
        raise NotFound
    fixed = (
        {"division_code": before.division_code, "department": before.department} if before else {}
    )
    one, faults = understood({**cells, **fixed})
    if one is not None:
        others = (other for other in _all() if other.id != unit_id)
        if found := clash(one, others):
            faults[found[0]] = found[1]
    if faults or one is None:
        raise Invalid(errors=[FieldError(f"/{name}", text) for name, text in faults.items()])
    row = db.session.get(DepartmentUnit, unit_id) if unit_id else None
    unit = _keep(one, row)
    old = before.cells() if before else {}
    return unit, [name for name, text in one.cells().items() if text != old.get(name, "")]


def _all() -> list[Unit]:
    return units_under([NATIONAL])


def _row_of(one: Written) -> DepartmentUnit | None:
    return db.session.scalar(
        select(DepartmentUnit).where(
            DepartmentUnit.division_code == one.division_code,
            DepartmentUnit.department == one.department,
            DepartmentUnit.from_on == one.from_on,
        )
    )


def _keep(one: Written, row: DepartmentUnit | None, *, is_demo: bool = False) -> Unit:
    if row is None:
        row = DepartmentUnit(id=new_id())
        db.session.add(row)
    for name, value in one.__dict__.items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.is_demo = is_demo
    db.session.flush()
    unit = find_unit(row.id)
    assert unit is not None  # noqa: S101 - just written
    return unit


def _differences(before: Written, after: Written) -> tuple[tuple[str, str, str], ...]:
    old, new = before.cells(), after.cells()
    return tuple(
        (COLUMNS[name], old[name] or "空着", new[name] or "空着")
        for name in COLUMNS
        if old[name] != new[name]
    )
