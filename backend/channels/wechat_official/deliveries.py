"""Deliveries: written down before they are answered, answered once, the answer kept for repeats."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from backend.channels.base import InboundMessage
from backend.channels.wechat_official.models import DONE, WORKING, WechatDelivery
from backend.extensions import UtcDateTime, db, new_id
from backend.sealing import sealer
from backend.transaction import transaction

LEASE = timedelta(seconds=30)
KEPT = timedelta(days=3)
MOST_ATTEMPTS = 5
_TABLE = "wechat_delivery"
_FIELDS = (
    "ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "Event", "EventKey",
    "Content", "Recognition", "Label", "Title",
)  # fmt: skip

_COLUMNS = (
    "key_hash", "signature_hash", "state", "received_at", "lease_until", "lease_token",
    "attempts", "message_sealed", "answer_sealed",
)  # fmt: skip
# As text: SQLAlchemy compiles an insert with ON CONFLICT anew every time it is used.
_PUT = text(
    f"INSERT INTO wechat_delivery ({', '.join(_COLUMNS)})"  # noqa: S608 - the names are ours
    f" VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"
    " ON CONFLICT DO NOTHING RETURNING key_hash"
).bindparams(*(bindparam(name, type_=UtcDateTime()) for name in ("received_at", "lease_until")))


class SignatureReused(Exception):
    """The signature came with another message before."""


class LeaseLost(Exception):
    """Somebody else is answering it by now."""


@dataclass(frozen=True)
class Work:
    """One delivery to be answered by whoever holds `token`."""

    key_hash: str
    token: str
    fields: Mapping[str, str] = field(repr=False)


def key_of(message: InboundMessage) -> str:
    """Give the keyed hash under which repeats of this message are found."""
    return sealer().fingerprint(
        "wechat-delivery", f"{message.account}\n{message.sender}\n{message.key}"
    )


def accept(
    message: InboundMessage, fields: Mapping[str, str], signature: str, now: datetime
) -> Work | None:
    """Write the delivery down in a transaction of its own; None for one that was there already.

    Raises SignatureReused.
    """
    key_hash, token = key_of(message), new_id()
    kept = {name: fields[name] for name in _FIELDS if name in fields}
    values = {
        "key_hash": key_hash,
        "signature_hash": sealer().fingerprint("wechat-signature", signature),
        "state": WORKING,
        "received_at": now,
        "lease_until": now + LEASE,
        "lease_token": token,
        "attempts": 1,
        "message_sealed": sealer().seal_json(kept, _TABLE, key_hash, "message"),
        "answer_sealed": "",
    }
    with transaction():
        if _insert(values):
            return Work(key_hash, token, kept)
        if db.session.scalar(_known(key_hash)) is None:
            raise SignatureReused
    return None


def _insert(values: dict[str, Any]) -> bool:
    return db.session.connection().execute(_PUT, values).first() is not None


def _known(key_hash: str) -> Any:
    return select(WechatDelivery.key_hash).where(WechatDelivery.key_hash == key_hash)


def answer_of(key_hash: str) -> str | None:
    """Give the answer already made (empty: nothing was said at once); None while there is none."""
    row = db.session.execute(
        select(WechatDelivery.state, WechatDelivery.answer_sealed).where(
            WechatDelivery.key_hash == key_hash
        )
    ).first()
    db.session.rollback()
    if row is None or row.state != DONE:
        return None
    if not row.answer_sealed:
        return ""
    return sealer().open(row.answer_sealed, _TABLE, key_hash, "answer")


def take_over(key_hash: str, now: datetime) -> Work | None:
    """Take a delivery whose holder has not finished in time; None when that is not so."""
    token = new_id()
    with transaction():
        mine = update(WechatDelivery).where(
            WechatDelivery.key_hash == key_hash,
            WechatDelivery.state == WORKING,
            WechatDelivery.lease_until <= now,
        )
        changed = db.session.execute(
            mine.values(
                lease_until=now + LEASE, lease_token=token, attempts=WechatDelivery.attempts + 1
            )
        )
        if cast("CursorResult[Any]", changed).rowcount == 0:
            return None
        sealed = db.session.scalar(
            select(WechatDelivery.message_sealed).where(WechatDelivery.key_hash == key_hash)
        )
        fields = sealer().open_json(sealed or "", _TABLE, key_hash, "message")
    return Work(key_hash, token, fields)


def finish(work: Work, answer: str) -> None:
    """Keep the answer; part of the transaction that has the effects. Raises LeaseLost."""
    sealed = sealer().seal(answer, _TABLE, work.key_hash, "answer") if answer else ""
    mine = update(WechatDelivery).where(
        WechatDelivery.key_hash == work.key_hash,
        WechatDelivery.state == WORKING,
        WechatDelivery.lease_token == work.token,
    )
    done = mine.values(state=DONE, message_sealed=None, answer_sealed=sealed)
    if cast("CursorResult[Any]", db.session.execute(done)).rowcount != 1:
        raise LeaseLost


def give_back(work: Work, now: datetime) -> None:
    """Let somebody else try at once; when even that cannot be written, the lease runs out."""
    with contextlib.suppress(SQLAlchemyError), transaction():
        db.session.execute(
            update(WechatDelivery)
            .where(
                WechatDelivery.key_hash == work.key_hash, WechatDelivery.lease_token == work.token
            )
            .values(lease_until=now)
        )


def left_over(now: datetime, limit: int = 100) -> list[str]:
    """Give the keys of deliveries nobody is answering any more, oldest first."""
    query = (
        select(WechatDelivery.key_hash)
        .where(WechatDelivery.state == WORKING, WechatDelivery.lease_until <= now)
        .order_by(WechatDelivery.received_at)
        .limit(limit)
    )
    found = list(db.session.scalars(query))
    db.session.rollback()
    return found


def attempts_of(key_hash: str) -> int:
    query = select(WechatDelivery.attempts).where(WechatDelivery.key_hash == key_hash)
    return db.session.scalar(query) or 0


def forget_old_deliveries(now: datetime) -> int:
    gone = db.session.execute(delete(WechatDelivery).where(WechatDelivery.received_at < now - KEPT))
    return cast("CursorResult[Any]", gone).rowcount
