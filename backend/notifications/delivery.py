"""Delivering what is due: lease, merge, choose the way, send, write down.

Retries after 1 m, 5 m, 15 m, 1 h, 4 h, 12 h and 24 h, each with up to a fifth more at random so
that a provider that comes back is not met by everyone at once; then the row is a dead letter, kept
and counted until somebody looks. While one provider is away, what else goes to it in the same round
waits a minute without losing a try.
"""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select, update

from backend.content.notice_plan import plan
from backend.extensions import db, new_id
from backend.notifications import merging, ways
from backend.notifications.models import DEAD, MERGED, SENT, SKIPPED, WAITING, OutboxMessage
from backend.notifications.parcels import OWN_PHONE, Parcel, address_in, parcel_of
from backend.notifications.senders import (
    ProviderAway,
    SendFailed,
    SendRefused,
    senders,
)
from backend.sealing import SealBroken
from backend.transaction import transaction

log = logging.getLogger(__name__)

RETRY_AFTER: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)
)
LEASE: Final = timedelta(minutes=2)


class _Wait(SendFailed):
    """Not tried this round, because its provider has just failed another one."""


def deliver_due(now: datetime, limit: int = 50) -> int:
    """Send what is due at `now`, at most `limit` notices, oldest first; give how many left.

    Opens its own transactions: called by the worker, never inside one. Two workers share the work.
    """
    token = new_id()
    with transaction():
        leased = merging.fold(_lease(now, limit, token), now)
    away: set[str] = set()
    return sum(_deliver(seq, token, now, away) for seq in leased)


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


def _deliver(seq: int, token: str, now: datetime, away: set[str]) -> int:
    try:
        parcel = parcel_of(seq, token)
    except SealBroken:
        with transaction():
            _write_down(seq, token, now, SendRefused("seal broken"), "")
        return 0
    if parcel is None:
        return 0
    way = ways.of(parcel)
    db.session.rollback()  # end the read: nothing is held while the provider answers
    if way.contacts or way.skipped:
        with transaction():
            if way.skipped:
                _skip(seq, token, way.skipped)
            else:
                ways.hand_to_duty(parcel, way, now)
                _write_down(seq, token, now, None, "duty")
        return 0 if way.skipped else 1
    left_by, fault = _send(parcel, way, away)
    with transaction():
        _write_down(seq, token, now, fault, left_by)
    return 0 if fault else 1


def _send(parcel: Parcel, way: ways.Way, away: set[str]) -> tuple[str, SendFailed | None]:
    """Try the addresses in order; a refused one makes room for the next. Gives what it left by."""
    fault: SendFailed = SendRefused("no address")
    for address in way.addresses:
        outgoing = parcel.to(address)
        if outgoing.kind in away:
            return "", _Wait("provider away")
        try:
            senders().of(outgoing).send(outgoing)
        except SendRefused as refused:
            fault = refused
            continue
        except SendFailed as failed:
            if isinstance(failed, ProviderAway):
                away.add(outgoing.kind)
            return "", failed
        except Exception as error:
            log.error("sender broke", extra={"kind": type(error).__name__, "seq": parcel.seq})
            return "", SendFailed(type(error).__name__)
        finally:
            db.session.rollback()
        return outgoing.kind or "page", None
    return "", fault


def _mine(seq: int, token: str) -> OutboxMessage | None:
    return db.session.scalar(
        select(OutboxMessage).where(OutboxMessage.seq == seq, OutboxMessage.lease_token == token)
    )


def _write_down(
    seq: int, token: str, now: datetime, fault: SendFailed | None, left_by: str
) -> None:
    row = _mine(seq, token)
    if row is None:
        return
    row.lease_until = row.lease_token = None
    if isinstance(fault, _Wait):
        row.next_try_at = now + _with_jitter(RETRY_AFTER[0])
        return
    row.attempts += 1
    if fault is None:
        row.state, row.sent_at, row.last_fault, row.channel = SENT, now, "", left_by
        _forget_contents(row)
        return
    row.last_fault = fault.reason[:80]
    if isinstance(fault, SendRefused) or row.attempts > len(RETRY_AFTER):
        row.state = DEAD
        log.error("dead letter", extra={"notice": row.id, "event": row.event})
        return
    again = now + _with_jitter(RETRY_AFTER[row.attempts - 1])
    was_by_day = plan().after_night(now) == now  # what was let out at night may go at night again
    is_private = row.audience == "resident" or _is_own_phone(row)
    if is_private and was_by_day and not merging.is_urgent(row):
        again = plan().after_night(again)
    row.next_try_at = again


def _is_own_phone(row: OutboxMessage) -> bool:
    try:
        return (address_in(row) or "").startswith(OWN_PHONE)
    except SealBroken:
        return False


def _skip(seq: int, token: str, why: str) -> None:
    row = _mine(seq, token)
    if row is not None:
        row.state, row.last_fault, row.lease_until, row.lease_token = SKIPPED, why, None, None
        _forget_contents(row)


def _forget_contents(row: OutboxMessage) -> None:
    """What has left is not kept: of the notice itself and of those merged into it."""
    row.address_sealed, row.values_sealed = None, ""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.merged_into == row.id, OutboxMessage.state == MERGED)
        .values(address_sealed=None, values_sealed="")
        .execution_options(synchronize_session=False)
    )


def _with_jitter(pause: timedelta) -> timedelta:
    return pause * (1 + random.random() / 5)  # noqa: S311 - spreads load, hides nothing
