"""The register of targets and sources: add, list, remove. The secret is shown once, when made."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select

from backend.audit.queries import last_seq
from backend.extensions import db, new_id
from backend.sealing import sealer
from backend.webhooks.events import EVENTS
from backend.webhooks.models import WebhookSource, WebhookTarget


@dataclass(frozen=True)
class Target:
    id: str
    title: str
    division_code: str
    events: tuple[str, ...]
    url: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Source:
    name: str
    title: str
    division_code: str
    secret: str = field(repr=False)


def add_target(
    title: str, division_code: str, url: str, events: Sequence[str], now: datetime
) -> Target:
    """Tell this system from now on; no `events` means all. Call in a transaction.

    Raises ValueError naming an unknown event.
    """
    chosen = tuple(events) or tuple(EVENTS)
    if unknown := [one for one in chosen if one not in EVENTS]:
        raise ValueError(unknown[0])
    target_id, secret = new_id(), secrets.token_urlsafe(32)
    db.session.add(
        WebhookTarget(
            id=target_id,
            title=title,
            division_code=division_code,
            events=list(chosen),
            url_sealed=sealer().seal(url, "webhook_target", target_id, "url"),
            secret_sealed=sealer().seal(secret, "webhook_target", target_id, "secret"),
            told_seq=last_seq(),
            created_at=now,
        )
    )
    db.session.flush()
    return Target(target_id, title, division_code, chosen, url, secret)


def target(target_id: str) -> Target | None:
    row = db.session.get(WebhookTarget, target_id, populate_existing=True)
    return _target(row) if row else None


def targets() -> list[Target]:
    query = select(WebhookTarget).order_by(WebhookTarget.created_at)
    return [_target(row) for row in db.session.scalars(query)]


def remove_target(target_id: str) -> bool:
    gone = db.session.execute(delete(WebhookTarget).where(WebhookTarget.id == target_id))
    return bool(cast("CursorResult[Any]", gone).rowcount)


def add_source(name: str, title: str, division_code: str, now: datetime) -> Source:
    """Let a system report for its division; under a name in use it gets a fresh secret."""
    secret = secrets.token_urlsafe(32)
    db.session.merge(
        WebhookSource(
            name=name,
            title=title,
            division_code=division_code,
            secret_sealed=sealer().seal(secret, "webhook_source", name, "secret"),
            created_at=now,
        )
    )
    db.session.flush()
    return Source(name, title, division_code, secret)


def source(name: str) -> Source | None:
    row = db.session.get(WebhookSource, name, populate_existing=True)
    if row is None:
        return None
    secret = sealer().open(row.secret_sealed, "webhook_source", row.name, "secret")
    return Source(row.name, row.title, row.division_code, secret)


def remove_source(name: str) -> bool:
    gone = db.session.execute(delete(WebhookSource).where(WebhookSource.name == name))
    return bool(cast("CursorResult[Any]", gone).rowcount)


def _target(row: WebhookTarget) -> Target:
    place = ("webhook_target", row.id)
    return Target(
        row.id,
        row.title,
        row.division_code,
        tuple(row.events),
        sealer().open(row.url_sealed, *place, "url"),
        sealer().open(row.secret_sealed, *place, "secret"),
    )
