"""Looking after the outbox: how much waits, a second chance for dead letters, deletion on its day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import CursorResult, delete, func, select, update

from backend.extensions import db
from backend.notifications.models import DEAD, SENT, WAITING, OutboxMessage

KEEP: Final = timedelta(days=90)


def counts() -> dict[str, int]:
    """Give how many notices wait, were sent, are dead letters."""
    rows = db.session.execute(
        select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
    )
    return {WAITING: 0, SENT: 0, DEAD: 0} | {row[0]: row[1] for row in rows}


def retry_dead(now: datetime) -> int:
    """Let every dead letter be tried again from the start; give how many. For the operator."""
    return _changed(
        update(OutboxMessage)
        .where(OutboxMessage.state == DEAD)
        .values(state=WAITING, attempts=0, next_try_at=now, last_fault="")
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
