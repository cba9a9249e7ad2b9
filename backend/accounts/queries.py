"""Look up staff: their posts at an instant, the list of accounts, an account by its username."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from backend.accounts.actor import Post
from backend.accounts.models import Posting, StaffMember
from backend.accounts.permissions import Role
from backend.extensions import db


@dataclass(frozen=True)
class AccountLine:
    """One account as lists show it."""

    staff_id: str
    username: str
    name: str
    posts: tuple[Post, ...]
    disabled_at: datetime | None


def plain_username(text: str) -> str:
    """Give the form in which usernames are compared: full-width folded, no capitals."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def posts_of(staff_id: str, now: datetime) -> tuple[Post, ...]:
    """Give the posts this person holds at `now`, by role and division."""
    rows = db.session.execute(
        select(Posting.role, Posting.division_code, Posting.department)
        .where(Posting.staff_id == staff_id, _held(now))
        .order_by(Posting.role, Posting.division_code)
    )
    return tuple(Post(Role(row.role), row.division_code, row.department) for row in rows)


def find_staff_id(username: str) -> str | None:
    wanted = select(StaffMember.id).where(StaffMember.username == plain_username(username))
    return db.session.scalar(wanted)


def username_of(staff_id: str) -> str:
    """Give the name this person signs in with; empty when unknown."""
    wanted = select(StaffMember.username).where(StaffMember.id == staff_id)
    return db.session.scalar(wanted) or ""


def names_of(staff_ids: Sequence[str]) -> dict[str, str]:
    """Give display names by staff id; unknown ids are left out."""
    if not staff_ids:
        return {}
    rows = db.session.execute(
        select(StaffMember.id, StaffMember.display_name).where(StaffMember.id.in_(set(staff_ids)))
    )
    return {row.id: row.display_name for row in rows}


def list_accounts(now: datetime) -> list[AccountLine]:
    """Give every account, disabled ones too, by username."""
    columns = (
        StaffMember.id,
        StaffMember.username,
        StaffMember.display_name,
        StaffMember.disabled_at,
    )
    posts: dict[str, list[Post]] = {}
    for row in db.session.execute(
        select(Posting.staff_id, Posting.role, Posting.division_code, Posting.department)
        .where(_held(now))
        .order_by(Posting.role, Posting.division_code)
    ):
        post = Post(Role(row.role), row.division_code, row.department)
        posts.setdefault(row.staff_id, []).append(post)
    return [
        AccountLine(
            row.id, row.username, row.display_name, tuple(posts.get(row.id, ())), row.disabled_at
        )
        for row in db.session.execute(select(*columns).order_by(StaffMember.username))
    ]


def _held(now: datetime) -> ColumnElement[bool]:
    return (Posting.from_at <= now) & (Posting.until_at.is_(None) | (Posting.until_at > now))
