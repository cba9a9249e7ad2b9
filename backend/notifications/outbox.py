"""The outbox: put a notice in the caller's transaction. It leaves afterwards; see `delivery`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from backend.content.notice_plan import plan
from backend.extensions import db, new_id, utc_now
from backend.notifications.messages import Audience, message_for
from backend.notifications.models import WAITING, OutboxMessage
from backend.notifications.parcels import TABLE
from backend.sealing import sealer
from backend.statements import insert_unless_there

_SET_LATER: Final = frozenset({"seq", "lease_until", "lease_token", "merged_into", "sent_at"})
_PUT: Final = insert_unless_there(OutboxMessage, but=_SET_LATER)


def seal_address(address: str, key: str) -> str:
    """Seal `kind:value` for the notice that will be put under `key`; opens nowhere else."""
    return sealer().seal(address, TABLE, key, "address")


def put(
    event: str,
    subject_id: str,
    audience: str,
    address_sealed: str | None,
    values: Mapping[str, str],
    key: str,
    *,
    now: datetime | None = None,
    urgent: bool = False,
) -> None:
    """Write one notice into the open transaction; under a `key` seen before, nothing happens.

    `address_sealed` comes from `seal_address(…, key)`; None when the person left no address.
    `urgent`: it may wake a resident at night.
    Raises KeyError for an event without words, ValueError for a value no notice may carry: a fault
    in the caller, found before anything is promised.
    """
    message_for(event, Audience(audience), values)
    moment = now or utc_now()
    values_sealed = sealer().seal_json(dict(values), TABLE, key, "values")
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
            "channel": "",
            "next_try_at": plan().leaves_at(audience, event, moment, urgent=urgent),
            "created_at": moment,
        },
    )


def put_reply(
    event: str, subject_id: str, address: str, words: str, key: str, *, now: datetime | None = None
) -> None:
    """Put words of a conversation the person began: they leave at once, at any hour, unmerged."""
    put(event, subject_id, "resident", seal_address(address, key), {"text": words}, key, now=now)
