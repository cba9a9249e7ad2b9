"""Five moves within a few minutes, or overnight: one message rather than five.

Only notices not yet tried are merged, into the newest for the same address, which keeps its message
id on every try. Words of a conversation are never merged. What cannot be opened is left as it is;
the delivery writes it off.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from backend.content.notice_plan import plan
from backend.extensions import db
from backend.notifications.messages import is_reply
from backend.notifications.models import MERGED, WAITING, OutboxMessage
from backend.notifications.parcels import OWN_PHONE, address_in
from backend.sealing import SealBroken

_DUTY = ("robot:", "mail:", OWN_PHONE)


def fold(leased: Sequence[int], now: datetime) -> list[int]:
    """Merge the leased notices, and others of the same things that still wait to be joined; give
    those that are left to send. Call inside the leasing transaction."""
    if not leased:
        return []
    rows = list(
        db.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.seq.in_(leased))
            .execution_options(populate_existing=True)
        )
    )
    groups: dict[tuple[str, str], list[OutboxMessage]] = {}
    for row in [*rows, *_joining(rows, now)]:
        if row.attempts or is_reply(row.event) or not row.values_sealed:
            continue
        try:
            address = address_in(row)
        except SealBroken:
            continue
        if row.audience == "staff" and not (address or "").startswith(_DUTY):
            continue  # becomes one notice for each contact on duty first; those are merged
        groups.setdefault((row.audience, address or f"page:{row.subject_id}"), []).append(row)
    for group in groups.values():
        _merge(group, set(leased))
    return [row.seq for row in sorted(rows, key=lambda row: row.seq) if row.state == WAITING]


def is_urgent(row: OutboxMessage) -> bool:
    """Whether the notice may leave at night also on a later try."""
    move = plan().move(row.audience, row.event)
    return is_reply(row.event) or (move is not None and move.urgent)


def _joining(rows: Sequence[OutboxMessage], now: datetime) -> list[OutboxMessage]:
    subjects = {row.subject_id for row in rows if not row.attempts and not is_reply(row.event)}
    query = select(OutboxMessage).where(
        OutboxMessage.state == WAITING,
        OutboxMessage.subject_id.in_(subjects),
        OutboxMessage.next_try_at > now,
        OutboxMessage.attempts == 0,
        OutboxMessage.lease_until.is_(None),
    )
    return list(db.session.scalars(query.with_for_update(skip_locked=True))) if subjects else []


def _merge(group: list[OutboxMessage], leased: set[int]) -> None:
    """The newest leased one carries the others: what it says is never older than what it replaces
    by more than the moment in which they join."""
    lead = max((row for row in group if row.seq in leased), key=lambda row: row.seq, default=None)
    if lead is None:
        return
    for row in group:
        if row is not lead:
            row.state, row.merged_into = MERGED, lead.id
            row.lease_until = row.lease_token = None
    db.session.flush()
