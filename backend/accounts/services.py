"""What can be done with staff accounts: open one, change its post or password, disable it.

An account is made on the machine itself (`accounts create`) or by an administrator for their own
area (`manage`). Every change ends the sessions of the account at once.
"""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from backend.accounts.leaving import left
from backend.accounts.models import Posting, StaffMember
from backend.accounts.passwords import fault_of, hash_password
from backend.accounts.permissions import Role
from backend.accounts.problems import AccountNotFound, UsernameTaken
from backend.accounts.queries import find_staff_id, plain_username
from backend.accounts.sessions import end_sessions_of
from backend.audit.trail import record
from backend.extensions import db, new_id
from backend.problems import FieldError, Invalid
from backend.regions.codes import NATIONAL, is_code

_USERNAME = re.compile(r"[\w.\-]{2,64}")
_DEPARTMENT = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


def create_account(
    username: str,
    display_name: str,
    password: str,
    role: Role | str,
    division_code: str,
    department: str | None = None,
    *,
    now: datetime,
    by: str | None = None,
    is_initial: bool = False,
) -> str:
    """Open an account with one post; give its staff id. `by` is who opened it (staff id), if known.
    `is_initial`: somebody else knows the password, so it opens nothing but its own change.

    Raises Invalid naming every unfit field, UsernameTaken.
    """
    name = plain_username(username)
    faults = faults_of_account(name, display_name, role, division_code, department)
    if fault := fault_of(password, name):
        faults.append(FieldError("/password", fault))
    if faults:
        raise Invalid(errors=faults)
    if find_staff_id(name) is not None:
        raise UsernameTaken
    staff_id = new_id()
    member = StaffMember(
        id=staff_id,
        username=name,
        display_name=display_name.strip(),
        password_hash=hash_password(password),
        must_change_password=is_initial,
        created_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(member)
    except IntegrityError as error:
        raise UsernameTaken from error
    _post(staff_id, Role(role), division_code, department, now)
    record("account:created", staff_id, by, division_code, {"role": str(role)})
    return staff_id


def faults_of_account(
    username: str, display_name: str, role: str, division_code: str, department: str | None
) -> list[FieldError]:
    """Name every field of a new account that cannot be used."""
    faults = _faults_of_post(role, division_code, department)
    if not _USERNAME.fullmatch(username):
        faults.append(FieldError("/username", "用户名是 2 到 64 位的字母、数字、点、- 或 _。"))
    if not 1 <= len(display_name.strip()) <= 64:
        faults.append(FieldError("/display_name", "姓名要填，最多 64 个字。"))
    return faults


def change_post(
    staff_id: str,
    role: Role | str,
    division_code: str,
    department: str | None = None,
    *,
    now: datetime,
    by: str | None = None,
) -> None:
    """End the posts held until now and give this one. Raises Invalid, AccountNotFound."""
    if faults := _faults_of_post(role, division_code, department):
        raise Invalid(errors=faults)
    _changed(staff_id)
    _end_posts(staff_id, now)
    _post(staff_id, Role(role), division_code, department, now)
    left(staff_id, now)
    record("account:post_changed", staff_id, by, division_code, {"role": str(role)})


def change_password(
    staff_id: str, password: str, *, by: str | None = None, is_initial: bool = False
) -> None:
    """Set a new password; `is_initial` as for a new account. Raises Invalid, AccountNotFound."""
    member = db.session.get(StaffMember, staff_id)
    if member is None:
        raise AccountNotFound
    if fault := fault_of(password, member.username):
        raise Invalid(errors=[FieldError("/password", fault)])
    _changed(staff_id)
    hashed = {"password_hash": hash_password(password), "must_change_password": is_initial}
    db.session.execute(update(StaffMember).where(StaffMember.id == staff_id).values(hashed))
    record("account:password_changed", staff_id, by, None, {})


def disable(staff_id: str, *, now: datetime, by: str | None = None) -> None:
    """Close the account: posts end, sessions end; the row stays, because the trail names it.

    Raises AccountNotFound.
    """
    _changed(staff_id)
    closed = update(StaffMember).where(
        StaffMember.id == staff_id, StaffMember.disabled_at.is_(None)
    )
    db.session.execute(closed.values(disabled_at=now))
    _end_posts(staff_id, now)
    left(staff_id, now)
    record("account:disabled", staff_id, by, None, {})


def end_all_sessions(staff_id: str) -> None:
    """End every session of the account, the one being opened this instant too."""
    _changed(staff_id)


def enable(staff_id: str, *, by: str | None = None) -> None:
    """Open a disabled account again; it has no post until it is given one. Raises AccountNotFound."""
    _changed(staff_id)
    opened = update(StaffMember).where(StaffMember.id == staff_id).values(disabled_at=None)
    db.session.execute(opened)
    record("account:enabled", staff_id, by, None, {})


def _changed(staff_id: str) -> None:
    """End every session, the one being opened this instant too: its generation is old now."""
    raised = {"token_generation": StaffMember.token_generation + 1}
    found = db.session.execute(update(StaffMember).where(StaffMember.id == staff_id).values(raised))
    if found.rowcount != 1:  # type: ignore[attr-defined]
        raise AccountNotFound
    end_sessions_of(staff_id)


def _end_posts(staff_id: str, now: datetime) -> None:
    open_posts = update(Posting).where(Posting.staff_id == staff_id, Posting.until_at.is_(None))
    db.session.execute(open_posts.values(until_at=now))


def _post(
    staff_id: str, role: Role, division_code: str, department: str | None, now: datetime
) -> None:
    db.session.add(
        Posting(
            staff_id=staff_id,
            role=role.value,
            division_code=division_code,
            department=department,
            from_at=now,
        )
    )
    db.session.flush()


def _faults_of_post(role: str, division_code: str, department: str | None) -> list[FieldError]:
    faults = []
    if role not in set(Role):
        allowed = "、".join(Role)
        faults.append(FieldError("/role", f"没有这个岗位，只能是：{allowed}。"))
    if not is_code(division_code) and division_code != NATIONAL:
        faults.append(FieldError("/division_code", "区划代码是 12 位数字，如 410482000000。"))
    if department is not None and not _DEPARTMENT.fullmatch(department):
        faults.append(FieldError("/department", "部门写它的代号，如 medical_insurance_bureau。"))
    if role == Role.HANDLER and not department:
        faults.append(FieldError("/department", "部门承办人员要写明是哪个部门。"))
    return faults
