"""The outbox: put a notice in the caller's transaction. It leaves afterwards; see `delivery`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from backend.content.notice_plan import plan
from backend.extensions import new_id, utc_now
from backend.notifications.messages import Audience, message_for
from backend.notifications.models import WAITING, OutboxMessage
from backend.notifications.parcels import TABLE
from backend.sealing import sealer
from backend.statements import Filled, WholeRow
from backend.transaction import connection

_SET_LATER: Final = frozenset({"seq", "lease_until", "lease_token", "merged_into", "sent_at"})
_ROW: Final = WholeRow(OutboxMessage, but=_SET_LATER, unless_there=True)


def seal_address(address: str, key: str) -> str:
    """Seal `kind:value` for the notice that will be put under `key`; opens nowhere else."""
    return sealer().seal(address, TABLE, key, "address")


@dataclass(frozen=True)
class Notice:
    """One notice to be put. `key`: under one seen before, nothing happens. `address_sealed` comes from
    `seal_address(…, key)`; None when the person left no address. `urgent`: it may wake a resident
    at night. `not_before`: it waits at least until then."""

    event: str
    subject_id: str
    audience: str
    address_sealed: str | None = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    key: str
    urgent: bool = False
    not_before: datetime | None = None


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
    not_before: datetime | None = None,
) -> None:
    """Write one notice into the open transaction; see `Notice` and `put_all`."""
    notice = Notice(event, subject_id, audience, address_sealed, values, key, urgent, not_before)
    put_all([notice], now=now)


def put_all(notices: Sequence[Notice], *, now: datetime | None = None) -> None:
    """Write the notices of one move into the open transaction. Raises what `rows_of` does."""
    if notices:
        _ROW.add(connection(), *(_row(one, now or utc_now()) for one in notices))


def rows_of(notices: Sequence[Notice], now: datetime) -> list[Filled]:
    """Give the rows that put these notices, for a caller who writes them with others.

    Raises KeyError for an event without words, ValueError for a value no notice may carry: a fault
    in the caller, found before anything is promised.
    """
    return [Filled(_ROW, _row(one, now)) for one in notices]


def _row(notice: Notice, now: datetime) -> dict[str, Any]:
    message_for(notice.event, Audience(notice.audience), notice.values)
    values_sealed = sealer().seal_json(dict(notice.values), TABLE, notice.key, "values")
    leaves_at = plan().leaves_at(notice.audience, notice.event, now, urgent=notice.urgent)
    return {
        "id": new_id(),
        "key": notice.key,
        "event": notice.event,
        "subject_id": notice.subject_id,
        "audience": str(notice.audience),
        "address_sealed": notice.address_sealed,
        "values_sealed": values_sealed,
        "state": WAITING,
        "attempts": 0,
        "last_fault": "",
        "channel": "",
        "next_try_at": max(leaves_at, notice.not_before or leaves_at),
        "created_at": now,
    }


def put_reply(
    event: str, subject_id: str, address: str, words: str, key: str, *, now: datetime | None = None
) -> None:
    """Put words of a conversation; see `reply`."""
    put_all([reply(event, subject_id, address, words, key)], now=now)


def reply(event: str, subject_id: str, address: str, words: str, key: str) -> Notice:
    """Give words of a conversation the person began: they leave at once, at any hour, unmerged."""
    sealed = seal_address(address, key)
    return Notice(event, subject_id, "resident", sealed, {"text": words}, key)
