"""Sessions in the database: open one, read one, end one. The token is shown once and kept hashed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, delete, select, update
from sqlalchemy.exc import OperationalError

from backend.accounts.actor import Actor
from backend.accounts.emergencies import open_emergencies_of
from backend.accounts.kin import kin_hashes_of
from backend.accounts.models import StaffMember, StaffSession
from backend.accounts.queries import posts_of
from backend.accounts.rights_models import SecondFactor
from backend.extensions import db, new_id
from backend.sealing import sealer
from backend.transaction import is_open, transaction

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=1)  # how exactly "last seen" is kept; spares a write per request
_PURPOSE = "staff-session"
_MOST = 120  # a token is 76 characters; anything much longer is not one

HALF_LASTS = timedelta(minutes=10)

Kind = Literal["page", "api", "half"]


@dataclass(frozen=True)
class OpenSession:
    """A session that holds at this moment, and who acts in it.

    `proved_at`: when password or code was last given; `has_second`: the second factor is on;
    `must_change_password`: nothing but that is open.
    """

    id: str
    actor: Actor
    proved_at: datetime
    has_second: bool
    must_change_password: bool


def open_session(staff_id: str, generation: int, kind: Kind, now: datetime) -> tuple[str, datetime]:
    """Open a session; give its token (`id.secret`) and when it ends at the latest."""
    session_id, secret = new_id(), secrets.token_urlsafe(32)
    db.session.add(
        StaffSession(
            id=session_id,
            token_hash=_hash_of(secret),
            staff_id=staff_id,
            kind=kind,
            generation=generation,
            created_at=now,
            last_seen_at=now,
            proved_at=now,
        )
    )
    db.session.flush()
    return f"{session_id}.{secret}", now + LONGEST


def read_session(token: str, kind: Kind, now: datetime) -> OpenSession | None:
    """Give who acts with this token through this door; None when it does not hold (any more).

    Reads account and posts anew each time, so that a disabled or changed account acts at once.
    """
    row = _row_of(token, kind)
    if row is None or now - row.created_at >= LONGEST or now - row.last_seen_at >= IDLE:
        return None
    _note_seen(row.id, row.last_seen_at, now)
    actor = Actor(
        row.staff_id,
        row.display_name,
        posts_of(row.staff_id, now),
        kin_hashes_of(row.staff_id),
        open_emergencies_of(row.staff_id, now),
    )
    return OpenSession(
        row.id, actor, row.proved_at, row.confirmed_at is not None, row.must_change_password
    )


def read_half(token: str, now: datetime) -> tuple[str, str] | None:
    """Give (session id, staff id) of a sign-in whose code is still to come; None when it is over."""
    row = _row_of(token, "half")
    if row is None or not timedelta() <= now - row.created_at < HALF_LASTS:
        return None
    return row.id, row.staff_id


def _row_of(token: str, kind: Kind) -> Row[Any] | None:
    """Give the session this token opens, whatever its age; account and generation must hold."""
    session_id, _, secret = token.partition(".")
    if len(token) > _MOST or not session_id.isascii() or "\x00" in session_id:
        return None
    row = db.session.execute(
        select(
            StaffSession.id,
            StaffSession.token_hash,
            StaffSession.created_at,
            StaffSession.last_seen_at,
            StaffSession.proved_at,
            StaffMember.id.label("staff_id"),
            StaffMember.display_name,
            StaffMember.must_change_password,
            SecondFactor.confirmed_at,
        )
        .join(StaffMember, StaffMember.id == StaffSession.staff_id)
        .outerjoin(SecondFactor, SecondFactor.staff_id == StaffMember.id)
        .where(
            StaffSession.id == session_id,
            StaffSession.kind == kind,
            StaffSession.generation == StaffMember.token_generation,
            StaffMember.disabled_at.is_(None),
        )
    ).first()
    if row is None or not _opens(row.token_hash, secret):
        return None
    return row


@dataclass(frozen=True)
class SessionLine:
    """One open session as its owner sees it."""

    id: str
    kind: str
    created_at: datetime
    last_seen_at: datetime


def open_sessions_of(staff_id: str, now: datetime) -> list[SessionLine]:
    """Give the sessions that still hold, newest first."""
    rows = db.session.execute(
        select(
            StaffSession.id, StaffSession.kind, StaffSession.created_at, StaffSession.last_seen_at
        )
        .where(
            StaffSession.staff_id == staff_id,
            StaffSession.kind != "half",
            StaffSession.created_at > now - LONGEST,
            StaffSession.last_seen_at > now - IDLE,
        )
        .order_by(StaffSession.created_at.desc())
    )
    return [SessionLine(*row) for row in rows]


def end_session(session_id: str) -> None:
    """Sign out: the token opens nothing any more. Call inside a transaction."""
    db.session.execute(delete(StaffSession).where(StaffSession.id == session_id))


def end_sessions_of(staff_id: str, *, but: str = "") -> None:
    """End every session of the account, or every one but the present."""
    of_account = (StaffSession.staff_id == staff_id) & (StaffSession.id != but)
    db.session.execute(delete(StaffSession).where(of_account))


def forget_old_sessions(now: datetime) -> int:
    """Drop sessions that are over; give how many. Call inside a transaction."""
    over = (StaffSession.created_at < now - LONGEST) | (StaffSession.last_seen_at < now - IDLE)
    gone = db.session.execute(delete(StaffSession).where(over))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _note_seen(session_id: str, last_seen_at: datetime, now: datetime) -> None:
    """Keep the session awake. A busy store is no reason to turn the request away."""
    if now - last_seen_at < _SEEN_EVERY or is_open():
        return
    seen = update(StaffSession).where(StaffSession.id == session_id).values(last_seen_at=now)
    try:
        with transaction():
            db.session.execute(seen)
    except OperationalError:
        db.session.rollback()


def _opens(stored: str, secret: str) -> bool:
    return sealer().matches(stored, _PURPOSE, secret.encode("utf-8", "replace").hex())


def _hash_of(secret: str) -> str:
    return sealer().fingerprint(_PURPOSE, secret.encode("utf-8", "replace").hex())
