"""What an administrator does with accounts: only those whose posts lie in their own area, never
their own, and none that reaches further than themselves."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backend.accounts import services
from backend.accounts.actor import Actor
from backend.accounts.kin import clear_kin
from backend.accounts.models import Posting
from backend.accounts.permissions import Permission
from backend.accounts.problems import AccountNotFound
from backend.accounts.queries import AccountLine, list_accounts
from backend.accounts.second_factor import take_off
from backend.extensions import db
from backend.problems import FieldError, Invalid, NotAllowed
from backend.regions.codes import contains

_WORDS = "2346789abcdefghjkmnpqrtuvwxyz"


@dataclass(frozen=True)
class NewStaff:
    """One account to be opened."""

    username: str
    name: str
    role: str
    division_code: str
    department: str | None


def initial_password() -> str:
    """Draw a password that can be read out over the phone; it is good for changing it only."""
    return "-".join("".join(secrets.choice(_WORDS) for _ in range(4)) for _ in range(3))


def accounts_in_reach(actor: Actor, now: datetime) -> list[AccountLine]:
    """Give the accounts the administrator answers for, by username; disabled ones by where they
    last stood."""
    last = _divisions_by_staff()
    return [
        line
        for line in list_accounts(now)
        if all(
            actor.covers(Permission.MANAGE_ACCOUNTS, code)
            for code in ([post.division_code for post in line.posts] or last.get(line.staff_id, []))
        )
    ]


def account_in_reach(staff_id: str, actor: Actor, now: datetime) -> AccountLine:
    """Give one of them. Raises AccountNotFound, foreign and unknown alike."""
    found = next((one for one in accounts_in_reach(actor, now) if one.staff_id == staff_id), None)
    if found is None:
        raise AccountNotFound("请刷新名单再看；只能管自己范围内的账号。")
    return found


def create(new: NewStaff, actor: Actor, now: datetime) -> str:
    """Open an account; give its initial password, shown this once. Raises Invalid, UsernameTaken."""
    check_reach(actor, new.division_code)
    password = initial_password()
    services.create_account(
        new.username,
        new.name,
        password,
        new.role,
        new.division_code,
        new.department,
        now=now,
        by=actor.staff_id,
        is_initial=True,
    )
    return password


def change_post(
    staff_id: str,
    actor: Actor,
    role: str,
    division_code: str,
    department: str | None,
    now: datetime,
) -> None:
    """Give the account this post in place of what it held. Raises Invalid, AccountNotFound."""
    _of_another(staff_id, actor, now)
    check_reach(actor, division_code)
    services.change_post(staff_id, role, division_code, department, now=now, by=actor.staff_id)


def reset_password(staff_id: str, actor: Actor, now: datetime) -> str:
    """Give the account a fresh initial password, shown this once."""
    _of_another(staff_id, actor, now)
    password = initial_password()
    services.change_password(staff_id, password, by=actor.staff_id, is_initial=True)
    return password


def disable(staff_id: str, actor: Actor, now: datetime) -> None:
    _of_another(staff_id, actor, now)
    services.disable(staff_id, now=now, by=actor.staff_id)


def enable(staff_id: str, actor: Actor, now: datetime) -> None:
    _of_another(staff_id, actor, now)
    services.enable(staff_id, by=actor.staff_id)


def remove_second_factor(staff_id: str, actor: Actor, now: datetime) -> None:
    """For a colleague who lost phone and codes: password alone until it is set up again."""
    _of_another(staff_id, actor, now)
    take_off(staff_id, actor.staff_id)
    services.end_all_sessions(staff_id)


def remove_kin(staff_id: str, actor: Actor, now: datetime) -> None:
    _of_another(staff_id, actor, now)
    clear_kin(staff_id, actor.staff_id)


def check_reach(actor: Actor, division_code: str) -> None:
    """Raise Invalid when the division lies outside what the administrator answers for."""
    if not actor.covers(Permission.MANAGE_ACCOUNTS, division_code):
        sentence = "只能给自己范围内的地方开账号、派岗位。"
        raise Invalid(errors=[FieldError("/division_code", sentence)])


def _of_another(staff_id: str, actor: Actor, now: datetime) -> None:
    account_in_reach(staff_id, actor, now)
    if staff_id == actor.staff_id:
        raise NotAllowed("不能改自己的账号，请另一位管理员来办。")


def _divisions_by_staff() -> dict[str, list[str]]:
    """Give the outermost divisions of every post ever held, by staff id."""
    found: dict[str, set[str]] = {}
    for row in db.session.execute(select(Posting.staff_id, Posting.division_code)):
        found.setdefault(row.staff_id, set()).add(row.division_code)
    return {
        staff_id: [
            code for code in codes if not any(one != code and contains(one, code) for one in codes)
        ]
        for staff_id, codes in found.items()
    }
