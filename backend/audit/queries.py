"""Read the trail: what was done to one thing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from backend.audit.models import AuditEntry
from backend.extensions import db


@dataclass(frozen=True)
class Deed:
    """One entry, as a value. `fields` name things; they hold no personal data."""

    seq: int
    at: datetime
    action: str
    actor: str
    division: str | None
    fields: dict[str, str | int]
    subject: str = ""


def deeds_within(
    prefixes: Collection[str],
    actors: Collection[str],
    *,
    subject: str = "",
    actor: str = "",
    before: int | None = None,
    limit: int = 50,
) -> list[Deed]:
    """Give deeds in these divisions (by the prefix of their code), and those without a division done
    by one of `actors`; newest first. `before` is the number to go on from."""
    inside = [AuditEntry.division.startswith(prefix, autoescape=True) for prefix in prefixes]
    by_own = AuditEntry.division.is_(None) & AuditEntry.actor.in_(actors)
    query = select(AuditEntry).where(or_(*inside, by_own))
    if subject:
        query = query.where(AuditEntry.subject == subject)
    if actor:
        query = query.where(AuditEntry.actor == actor)
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    return [
        Deed(
            row.seq,
            row.at,
            row.action,
            row.actor or "",
            row.division,
            dict(row.fields),
            row.subject,
        )
        for row in db.session.scalars(query.order_by(AuditEntry.seq.desc()).limit(limit))
    ]


def deeds_on(subject: str, actions: Collection[str], limit: int = 500) -> list[Deed]:
    """Give what was done to `subject`, of these actions, newest first."""
    query = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.action.in_(actions))
    rows = db.session.scalars(query.order_by(AuditEntry.seq.desc()).limit(limit))
    return [
        Deed(row.seq, row.at, row.action, row.actor or "", row.division, dict(row.fields))
        for row in rows
    ]


@dataclass(frozen=True)
class Entry:
    """One entry with what it was done to; for whoever follows the trail from the outside."""

    seq: int
    at: datetime
    action: str
    subject: str
    division: str | None
    fields: dict[str, str | int]


def entries_after(seq: int, limit: int) -> list[Entry]:
    """Give what was written after `seq`, oldest first. Entries become visible in their order: the
    trail has one writer at a time, until its commit."""
    query = select(AuditEntry).where(AuditEntry.seq > seq).order_by(AuditEntry.seq).limit(limit)
    return [
        Entry(row.seq, row.at, row.action, row.subject, row.division, dict(row.fields))
        for row in db.session.scalars(query)
    ]


def last_seq() -> int:
    """Give how far the trail goes; 0 while it is empty."""
    return db.session.scalar(select(func.max(AuditEntry.seq))) or 0
