"""Staff from a file: every fault named with row and column, and all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend.accounts import manage
from backend.accounts.actor import Actor
from backend.accounts.manage import NewStaff
from backend.accounts.permissions import Permission, Role
from backend.accounts.queries import find_staff_id, plain_username
from backend.accounts.services import faults_of_account
from backend.regions.queries import find_division
from backend.sheets import SheetInvalid, SheetRow, read_sheet

COLUMNS: Final = {
    "username": "用户名",
    "name": "姓名",
    "role": "岗位",
    "division_code": "区划代码",
    "department": "部门",
}
_BY_POINTER: Final = {
    "/username": "username",
    "/display_name": "name",
    "/role": "role",
    "/division_code": "division_code",
    "/department": "department",
}
_ROLES: Final = {role.caption: role for role in Role} | {str(role): role for role in Role}
_MOST: Final = 300  # a password is drawn and hashed for each


@dataclass(frozen=True)
class Opened:
    """One account opened; the password is shown this once."""

    username: str
    name: str
    password: str


def import_staff(
    raw: bytes, departments: dict[str, str], actor: Actor, now: datetime
) -> list[Opened]:
    """Open an account for every row. `departments`: id -> title, either may stand in the file.

    Call inside a transaction. Raises SheetInvalid naming every fault.
    """
    rows = read_sheet(raw, COLUMNS, optional=frozenset({"department"}))
    if len(rows) > _MOST:
        raise SheetInvalid([f"一次最多开 {_MOST} 个账号，请分成几个文件。"])
    by_title = {title: id_ for id_, title in departments.items()} | {
        id_: id_ for id_ in departments
    }
    faults: list[str] = []
    wanted: list[NewStaff] = []
    seen: dict[str, int] = {}
    for row in rows:
        new = NewStaff(
            username=plain_username(row.cells["username"]),
            name=row.cells["name"],
            role=str(_ROLES.get(row.cells["role"], row.cells["role"])),
            division_code=row.cells["division_code"],
            department=by_title.get(row.cells["department"], row.cells["department"]) or None,
        )
        faults += _faults_of(row, new, seen, by_title, actor)
        wanted.append(new)
    if not rows:
        faults.append("文件里没有要开的账号。")
    if faults:
        raise SheetInvalid(faults)
    return [Opened(new.username, new.name, manage.create(new, actor, now)) for new in wanted]


def _faults_of(
    row: SheetRow, new: NewStaff, seen: dict[str, int], by_title: dict[str, str], actor: Actor
) -> list[str]:
    found = [
        row.fault(COLUMNS[_BY_POINTER[fault.pointer]], fault.detail)
        for fault in faults_of_account(
            new.username, new.name, new.role, new.division_code, new.department
        )
    ]
    if new.username in seen:
        found.append(row.fault(COLUMNS["username"], f"和第 {seen[new.username]} 行重了。"))
    elif find_staff_id(new.username) is not None:
        found.append(row.fault(COLUMNS["username"], "已经有人用了，请换一个。"))
    seen.setdefault(new.username, row.number)
    if new.department and new.department not in by_title:
        found.append(row.fault(COLUMNS["department"], "没有这个部门，请照部门名单填。"))
    if not any("区划代码" in one for one in found):
        if find_division(new.division_code) is None:
            found.append(row.fault(COLUMNS["division_code"], "区划名单里没有这个代码。"))
        elif not actor.covers(Permission.MANAGE_ACCOUNTS, new.division_code):
            found.append(row.fault(COLUMNS["division_code"], "不在您管的范围内。"))
    return found
