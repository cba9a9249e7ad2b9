"""A leased notice opened for sending: its values, its words, and who it is for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from backend.extensions import db
from backend.notifications.messages import Audience, Message, for_own_phone, merged, message_for
from backend.notifications.models import OutboxMessage
from backend.notifications.senders import Outgoing
from backend.sealing import sealer

TABLE: Final = "outbox_message"
OWN_PHONE: Final = "sms:"  # the address of a supervisor's own phone; the person comes after it


@dataclass(frozen=True)
class Parcel:
    """One notice with everything sending needs; `events` are its own and those merged into it, `about`
    how many matters they tell of."""

    seq: int
    id: str
    key: str
    event: str
    events: tuple[str, ...]
    audience: str
    subject_id: str
    address: str | None = field(repr=False)
    message: Message
    values: dict[str, str] = field(repr=False)
    about: int = 1

    def to(self, address: str | None) -> Outgoing:
        if (address or "").startswith(OWN_PHONE):
            said, number = for_own_phone(self.about), ""
        else:
            said, number = self.message, self.values.get("number", "")
        return Outgoing(
            message_id=self.id,
            event=self.event,
            audience=self.audience,
            subject_id=self.subject_id,
            address=address,
            title=said.title,
            text=said.text,
            number=number,
        )


def address_in(row: OutboxMessage) -> str | None:
    """Open the address. Raises SealBroken."""
    if not row.address_sealed:
        return None
    return sealer().open(row.address_sealed, TABLE, row.key, "address")


def values_in(row: OutboxMessage) -> dict[str, Any]:
    """Open the values. Raises SealBroken."""
    found: dict[str, Any] = sealer().open_json(row.values_sealed, TABLE, row.key, "values")
    return found


def parcel_of(seq: int, token: str) -> Parcel | None:
    """Give the notice opened; None when the lease was lost to another worker. Raises SealBroken."""
    row = db.session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.seq == seq, OutboxMessage.lease_token == token)
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    values, audience = values_in(row), Audience(row.audience)
    message = message_for(row.event, audience, values)
    others = list(
        db.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.merged_into == row.id)
            .order_by(OutboxMessage.seq)
        )
    )
    said = [*map(values_in, others), values]
    if others:
        message = merged(audience, message, said)
    return Parcel(
        seq=seq,
        id=row.id,
        key=row.key,
        event=row.event,
        events=(row.event, *(one.event for one in others)),
        audience=row.audience,
        subject_id=row.subject_id,
        address=address_in(row),
        message=message,
        values=values,
        about=len({one.get("number") for one in said}),
    )
