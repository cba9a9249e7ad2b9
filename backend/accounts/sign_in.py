"""Signing in, for both doors: the page's cookie and the program's bearer token.

The one place besides the doors that opens transactions, and it opens two: the try is counted and
on disk before the password is looked at, and must stay counted when the answer is a refusal.
Between them no transaction is held, because the check takes a tenth of a second on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select, update

from backend.accounts.misses import count_try, take_back
from backend.accounts.models import StaffMember
from backend.accounts.passwords import hash_password, is_outdated, matches
from backend.accounts.permissions import Role
from backend.accounts.problems import SignInDelayed, SignInRefused
from backend.accounts.queries import plain_username, posts_of
from backend.accounts.sessions import Kind, open_session
from backend.audit.trail import record
from backend.extensions import db
from backend.transaction import transaction


@dataclass(frozen=True)
class SignedIn:
    """`token` is shown this once. `expires_at` is the latest; half an hour idle ends it sooner."""

    token: str
    expires_at: datetime
    staff_id: str
    name: str
    roles: tuple[Role, ...]


def sign_in(
    username: str, password: str, source: str, now: datetime, kind: Kind = "api"
) -> SignedIn:
    """Check the password and open a session. `source` is the caller's address.

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
            signed_in = _open(account, kind, now)
            if renewed:
                member = update(StaffMember).where(StaffMember.id == account.id)
                db.session.execute(member.values(password_hash=renewed))
    if signed_in is None:
        raise SignInRefused
    return signed_in


_Account = Row[tuple[str, str, str, int]]


def _account(name: str) -> _Account | None:
    """Give id, name, hash and generation of the account, unless it is disabled."""
    columns = (
        StaffMember.id,
        StaffMember.display_name,
        StaffMember.password_hash,
        StaffMember.token_generation,
    )
    wanted = select(*columns).where(StaffMember.username == name, StaffMember.disabled_at.is_(None))
    return db.session.execute(wanted).first()


def _is_old(account: _Account) -> bool:
    return is_outdated(account.password_hash)


def _open(account: _Account, kind: Kind, now: datetime) -> SignedIn:
    token, expires_at = open_session(account.id, account.token_generation, kind, now)
    held = {post.role for post in posts_of(account.id, now)}
    record("sign_in:done", account.id, account.id, None, {"kind": kind})
    roles = tuple(role for role in Role if role in held)
    return SignedIn(token, expires_at, account.id, account.display_name, roles)
