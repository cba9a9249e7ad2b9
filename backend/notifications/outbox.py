"""The outbox: put a notice in the caller's transaction; deliver what is due afterwards.

Retries after 1 m, 5 m, 15 m, 1 h, 4 h, 12 h and 24 h, each with up to a fifth more at random so
that a provider that comes back is not met by everyone at once; then the row is a dead letter, kept
and counted until somebody looks.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, or_, select, text, update

from backend.extensions import UtcDateTime, db, new_id, utc_now
from backend.notifications.messages import Audience, message_for
from backend.notifications.models import DEAD, SENT, WAITING, OutboxMessage
from backend.notifications.senders import Outgoing, SendFailed, SendRefused, senders
from backend.sealing import SealBroken, sealer
from backend.transaction import transaction

log = logging.getLogger(__name__)

RETRY_AFTER: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)
)
LEASE: Final = timedelta(minutes=2)
_TABLE: Final = "outbox_message"
_COLUMNS: Final = (
    "id", "key", "event", "subject_id", "audience", "address_sealed", "values_sealed", "state",
    "attempts", "last_fault", "next_try_at", "created_at",
)  # fmt: skip
# As text: SQLAlchemy compiles an insert with ON CONFLICT anew every time it is used.
_PUT: Final = text(
    "INSERT INTO outbox_message ("  # noqa: S608 - the names are ours
    + ", ".join(f'"{name}"' for name in _COLUMNS)
    + ") VALUES ("
    + ", ".join(f":{name}" for name in _COLUMNS)
    + ') ON CONFLICT ("key") DO NOTHING'
).bindparams(*(bindparam(name, type_=UtcDateTime()) for name in ("next_try_at", "created_at")))


def seal_address(address: str, key: str) -> str:
    """Seal `kind:value` for the notice that will be put under `key`; opens nowhere else."""
    return sealer().seal(address, _TABLE, key, "address")


def put(
    event: str,
    subject_id: str,
    audience: str,
    address_sealed: str | None,
    values: Mapping[str, str],
    key: str,
    *,
    now: datetime | None = None,
) -> None:
    """Write one notice into the open transaction; under a `key` seen before, nothing happens.

    `address_sealed` comes from `seal_address(…, key)`; None when the person left no address.
    Raises KeyError for an event without words, ValueError for a value no notice may carry: a fault
    in the caller, found before anything is promised.
    """
    message_for(event, Audience(audience), values)
    moment = now or utc_now()
    values_sealed = sealer().seal_json(dict(values), _TABLE, key, "values")
    db.session.connection().execute(
        _PUT,
        {
            "id": new_id(),
            "key": key,
            "event": event,
            "subject_id": subject_id,
            "audience": str(audience),
            "address_sealed": address_sealed,
            "values_sealed": values_sealed,
            "state": WAITING,
            "attempts": 0,
            "last_fault": "",
            "next_try_at": moment,
            "created_at": moment,
        },
    )


def deliver_due(now: datetime, limit: int = 50) -> int:
    """Send what is due at `now`, at most `limit` notices, oldest first; give how many left.

    Opens its own transactions: called by the worker, never inside one. Two workers share the work.
    """
    token = new_id()
    with transaction():
        leased = _lease(now, limit, token)
    return sum(_deliver(seq, token, now) for seq in leased)


def _lease(now: datetime, limit: int, token: str) -> list[int]:
    free = or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= now)
    due = (
        select(OutboxMessage.seq)
        .where(OutboxMessage.state == WAITING, OutboxMessage.next_try_at <= now, free)
        .order_by(OutboxMessage.seq)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = list(db.session.scalars(due))
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.seq.in_(found), free)
        .values(lease_until=now + LEASE, lease_token=token)
        .execution_options(synchronize_session=False)
    )
    return found


def _deliver(seq: int, token: str, now: datetime) -> int:
    outgoing = _outgoing(seq, token)
    if outgoing is None:
        return 0
    fault: SendFailed | None = None
    try:
        if isinstance(outgoing, SendRefused):
            raise outgoing
        senders().of(outgoing).send(outgoing)
    except SendFailed as failed:
        fault = failed
    except Exception as error:
        log.error("sender broke", extra={"kind": type(error).__name__, "seq": seq})
        fault = SendFailed(type(error).__name__)
    with transaction():
        _write_down(seq, token, now, fault)
    return 0 if fault else 1


def _outgoing(seq: int, token: str) -> Outgoing | SendRefused | None:
    """Give the notice as it leaves; SendRefused when it cannot be read; None when the lease was
    lost to another worker."""
    row = db.session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.seq == seq, OutboxMessage.lease_token == token)
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    try:
        values = sealer().open_json(row.values_sealed, _TABLE, row.key, "values")
        address = row.address_sealed and sealer().open(
            row.address_sealed, _TABLE, row.key, "address"
        )
    except SealBroken:
        return SendRefused("seal broken")
    message = message_for(row.event, Audience(row.audience), values)
    found = Outgoing(
        message_id=row.id,
        event=row.event,
        audience=row.audience,
        subject_id=row.subject_id,
        address=address,
        title=message.title,
        text=message.text,
    )
    db.session.rollback()  # end the read: nothing is held while the provider answers
    return found


def _write_down(seq: int, token: str, now: datetime, fault: SendFailed | None) -> None:
    row = db.session.scalar(
        select(OutboxMessage).where(OutboxMessage.seq == seq, OutboxMessage.lease_token == token)
    )
    if row is None:
        return
    row.lease_until = row.lease_token = None
    row.attempts += 1
    if fault is None:
        row.state, row.sent_at, row.last_fault = SENT, now, ""
        row.address_sealed = None
        return
    row.last_fault = fault.reason[:80]
    if isinstance(fault, SendRefused) or row.attempts > len(RETRY_AFTER):
        row.state = DEAD
        log.error("dead letter", extra={"notice": row.id, "event": row.event})
        return
    row.next_try_at = now + _with_jitter(RETRY_AFTER[row.attempts - 1])


def _with_jitter(pause: timedelta) -> timedelta:
    return pause * (1 + random.random() / 5)  # noqa: S311 - spreads load, hides nothing
