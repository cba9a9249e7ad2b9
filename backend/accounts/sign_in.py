"""Signing in, for both doors: the page's cookie and the program's bearer token.

The one place besides the doors that opens transactions, and it opens two: the try is counted and
on disk before the password is looked at, and must stay counted when the answer is a refusal.
Between them no transaction is held, because the check takes a tenth of a second on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, select, update

from backend.accounts.misses import count_try, take_back
from backend.accounts.models import StaffMember
from backend.accounts.passwords import hash_password, is_outdated, matches
from backend.accounts.permissions import Role
from backend.accounts.problems import CodeRefused, SignInDelayed, SignInRefused
from backend.accounts.queries import plain_username, posts_of
from backend.accounts.second_factor import check_code, is_on
from backend.accounts.sessions import HALF_LASTS, Kind, end_session, open_session, read_half
from backend.audit.trail import record
from backend.extensions import db
from backend.transaction import transaction


@dataclass(frozen=True)
class SignedIn:
    """`token` is shown this once. `expires_at` is the latest; half an hour idle ends it sooner.

    `awaits_code`: the password was right, and the token opens nothing but the page for the code.
    """

    token: str
    expires_at: datetime
    staff_id: str
    name: str
    roles: tuple[Role, ...]
    awaits_code: bool = False


def sign_in(
    username: str, password: str, source: str, now: datetime, kind: Kind = "api"
) -> SignedIn:
    """Check the password and open a session. `source` is the caller's address.

    With the second factor on, the session is half open: `finish_sign_in` takes the code.

    Raises SignInRefused (wrong, unknown and disabled alike, after the same time) and SignInDelayed.
    """
    name = plain_username(username)
    with transaction():
        wait = count_try(name, source, now)
        account = _account(name)
    if wait:
        raise SignInDelayed(wait)
    is_right = matches(password, account.password_hash if account else None)
    renewed = hash_password(password) if account and is_right and _is_old(account) else None
    with transaction():
        # Read again: the account may have been changed while the password was being checked.
        same = _account(name)
        if account is None or not is_right or same is None or same != account:
            record("sign_in:missed", account.id if account else "unknown", None, None, {})
            signed_in = None
        else:
            take_back(name, source, now)
            signed_in = _half(account, now) if is_on(account.id) else _open(account, kind, now)
            if renewed:
                member = update(StaffMember).where(StaffMember.id == account.id)
                db.session.execute(member.values(password_hash=renewed))
    if signed_in is None:
        raise SignInRefused
    return signed_in


_Account = Row[tuple[str, str, str, int]]
_COLUMNS = (
    StaffMember.id,
    StaffMember.display_name,
    StaffMember.password_hash,
    StaffMember.token_generation,
)


def _account(name: str) -> _Account | None:
    """Give id, name, hash and generation of the account, unless it is disabled."""
    return _read(StaffMember.username == name)


def _account_by_id(staff_id: str) -> _Account | None:
    return _read(StaffMember.id == staff_id)


def _read(wanted: ColumnElement[bool]) -> _Account | None:
    query = select(*_COLUMNS).where(wanted, StaffMember.disabled_at.is_(None))
    return db.session.execute(query).first()


def _is_old(account: _Account) -> bool:
    return is_outdated(account.password_hash)


def _half(account: _Account, now: datetime) -> SignedIn:
    token, _ = open_session(account.id, account.token_generation, "half", now)
    until = now + HALF_LASTS
    return SignedIn(token, until, account.id, account.display_name, (), awaits_code=True)


def finish_sign_in(half: str, code: str, source: str, now: datetime, kind: Kind) -> SignedIn:
    """Take the code for a half open session and open a whole one, with a token of its own.

    Codes are counted apart from passwords: a right password does not wash away wrong codes.

    Raises SignInRefused, SignInDelayed.
    """
    found = read_half(half, now)
    if found is None:
        raise SignInRefused("登录放得太久了，请重新输入用户名和密码。")
    half_id, staff_id = found
    name = f"code\n{staff_id}"
    with transaction():
        wait = count_try(name, source, now)
    if wait:
        raise SignInDelayed(wait)
    with transaction():
        account = _account_by_id(staff_id)
        is_right = account is not None and check_code(staff_id, code, now)
        if account is not None and is_right:
            take_back(name, source, now)
            end_session(half_id)
            return _open(account, kind, now)
        record("sign_in:missed", staff_id, None, None, {"step": "code"})
    raise SignInRefused(CodeRefused.detail_default)


def _open(account: _Account, kind: Kind, now: datetime) -> SignedIn:
    token, expires_at = open_session(account.id, account.token_generation, kind, now)
    held = {post.role for post in posts_of(account.id, now)}
    record("sign_in:done", account.id, account.id, None, {"kind": kind})
    roles = tuple(role for role in Role if role in held)
    return SignedIn(token, expires_at, account.id, account.display_name, roles)
