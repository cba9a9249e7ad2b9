"""Look up staff: their posts at an instant, the list of accounts, an account by its username."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from backend.accounts.actor import Actor, Post
from backend.accounts.kin import kin_hashes_of
from backend.accounts.models import Posting, StaffMember
from backend.accounts.permissions import GRANTS, Permission, Role
from backend.extensions import db
from backend.regions.codes import contains


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
        .where(Posting.staff_id == staff_id, held_at(now))
        .order_by(Posting.role, Posting.division_code)
    )
    return tuple(Post(Role(row.role), row.division_code, row.department) for row in rows)


def last_posts_of(staff_id: str, now: datetime) -> tuple[Post, ...]:
    """Give the posts this person held last, of those that have ended: all that ended at that instant."""
    ended = (Posting.staff_id == staff_id, Posting.until_at <= now)
    last = select(func.max(Posting.until_at)).where(*ended).scalar_subquery()
    rows = db.session.execute(
        select(Posting.role, Posting.division_code, Posting.department)
        .where(*ended, Posting.until_at == last)
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


@dataclass(frozen=True)
class Colleague:
    staff_id: str
    name: str


def colleagues(permission: Permission, division_code: str, now: datetime) -> list[Colleague]:
    """Give who holds the permission for this very division or one around it, nearest first."""
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    rows = db.session.execute(
        select(StaffMember.id, StaffMember.display_name, Posting.division_code)
        .join(Posting, Posting.staff_id == StaffMember.id)
        .where(Posting.role.in_(roles), held_at(now), StaffMember.disabled_at.is_(None))
        .order_by(StaffMember.display_name)
    )
    near = sorted(
        (row for row in rows if contains(row.division_code, division_code)),
        key=lambda row: -len(row.division_code.rstrip("0")),
    )
    return [Colleague(*one) for one in dict.fromkeys((row.id, row.display_name) for row in near)]


def staff_within(codes: Sequence[str]) -> list[str]:
    """Give the ids of all who hold or held a post inside any of these divisions."""
    rows = db.session.execute(select(Posting.staff_id, Posting.division_code))
    found = (row.staff_id for row in rows if any(contains(c, row.division_code) for c in codes))
    return sorted(set(found))


def actor_of(staff_id: str, now: datetime) -> Actor:
    """Give the value another acts on behalf of: with posts and kin, without emergencies."""
    return Actor(
        staff_id, names_of([staff_id]).get(staff_id, ""), posts_of(staff_id, now),
        kin_hashes_of(staff_id),
    )  # fmt: skip


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
        .where(held_at(now))
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


def held_at(now: datetime) -> ColumnElement[bool]:
    """Give the condition under which a posting is held at `now`."""
    return (Posting.from_at <= now) & (Posting.until_at.is_(None) | (Posting.until_at > now))
