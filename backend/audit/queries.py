"""Read the trail: what was done to one thing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

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


def deeds_on(subject: str, actions: Collection[str], limit: int = 500) -> list[Deed]:
    """Give what was done to `subject`, of these actions, newest first."""
    query = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.action.in_(actions))
    rows = db.session.scalars(query.order_by(AuditEntry.seq.desc()).limit(limit))
    return [
        Deed(row.seq, row.at, row.action, row.actor or "", row.division, dict(row.fields))
        for row in rows
    ]
