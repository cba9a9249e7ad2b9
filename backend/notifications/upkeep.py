"""Looking after the outbox: how much waits, what became of a case's notices, a second chance for
dead letters, deletion on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import CursorResult, delete, func, select, update

from backend.extensions import db
from backend.notifications.models import DEAD, MERGED, SENT, SKIPPED, WAITING, OutboxMessage

KEEP: Final = timedelta(days=90)


STATE_TITLES: Final = {
    WAITING: "等着发",
    SENT: "已发出",
    DEAD: "没发出去",
    MERGED: "并到另一条里发",
    SKIPPED: "没有发",
}


@dataclass(frozen=True)
class Delivery:
    """What became of one notice. No address, no words: who, of what, by what, and when."""

    id: str
    event: str
    audience: str
    subject_id: str
    state: str
    state_title: str
    channel: str
    attempts: int
    fault: str
    put_at: datetime
    sent_at: datetime | None
    next_try_at: datetime | None


def counts() -> dict[str, int]:
    """Give how many notices wait, were sent, are dead letters."""
    rows = db.session.execute(
        select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
    )
    return {WAITING: 0, SENT: 0, DEAD: 0} | {row[0]: row[1] for row in rows}


def deliveries_of(subject_id: str, audience: str = "resident") -> list[Delivery]:
    """Give what became of the notices about one thing, oldest first."""
    query = select(OutboxMessage).where(
        OutboxMessage.subject_id == subject_id, OutboxMessage.audience == audience
    )
    return [_delivery(row) for row in db.session.scalars(query.order_by(OutboxMessage.seq))]


def dead_letters(subjects: Any = None, limit: int = 100) -> list[Delivery]:
    """Give the dead letters, newest first; `subjects` is a select of the ids one may see."""
    query = select(OutboxMessage).where(OutboxMessage.state == DEAD)
    if subjects is not None:
        query = query.where(OutboxMessage.subject_id.in_(subjects))
    return [
        _delivery(row)
        for row in db.session.scalars(query.order_by(OutboxMessage.seq.desc()).limit(limit))
    ]


def retry_dead(now: datetime, ids: Any = None, subjects: Any = None) -> int:
    """Let dead letters (all, or those with `ids`, about `subjects`) be tried again from the start;
    give how many."""
    dead = update(OutboxMessage).where(OutboxMessage.state == DEAD)
    if ids is not None:
        dead = dead.where(OutboxMessage.id.in_(ids))
    if subjects is not None:
        dead = dead.where(OutboxMessage.subject_id.in_(subjects))
    return _changed(dead.values(state=WAITING, attempts=0, next_try_at=now, last_fault=""))


def retry_dead_of(subject_id: str, event: str, now: datetime) -> int:
    """Let the dead letters of one event about one thing be tried again; give how many."""
    dead = update(OutboxMessage).where(
        OutboxMessage.state == DEAD,
        OutboxMessage.subject_id == subject_id,
        OutboxMessage.event == event,
    )
    return _changed(dead.values(state=WAITING, attempts=0, next_try_at=now, last_fault=""))


def _delivery(row: OutboxMessage) -> Delivery:
    return Delivery(
        id=row.id,
        event=row.event,
        audience=row.audience,
        subject_id=row.subject_id,
        state=row.state,
        state_title=STATE_TITLES[row.state],
        channel=row.channel,
        attempts=row.attempts,
        fault=row.last_fault,
        put_at=row.created_at,
        sent_at=row.sent_at,
        next_try_at=row.next_try_at if row.state == WAITING else None,
    )


def delete_old(now: datetime) -> int:
    """Delete notices written more than 90 days ago; give how many. For the retention task."""
    return _changed(delete(OutboxMessage).where(OutboxMessage.created_at < now - KEEP))


def delete_of(subject_id: str) -> int:
    """Delete every notice about one thing, when the thing itself is deleted; give how many."""
    return _changed(delete(OutboxMessage).where(OutboxMessage.subject_id == subject_id))


def _changed(statement: Any) -> int:
    options = {"synchronize_session": False}
    result = db.session.execute(statement, execution_options=options)
    return cast("CursorResult[Any]", result).rowcount
