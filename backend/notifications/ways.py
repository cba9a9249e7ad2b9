"""By which way a notice goes: the addresses known, the channels the plan allows, who opted out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select

from backend.content.notice_plan import plan
from backend.extensions import db, first_known
from backend.notifications.messages import is_reply
from backend.notifications.models import NoticeOptOut
from backend.notifications.outbox import put, seal_address
from backend.notifications.parcels import OWN_PHONE, Parcel
from backend.notifications.senders import senders
from backend.sealing import sealer

CHANNEL_TITLES = {
    "wechat_official": "公众号",
    "mini_program": "小程序",
    "phone": "短信",
    "robot": "群机器人",
    "mail": "邮件",
    "sms": "主管手机短信",
    "duty": "值班群或邮箱",
    "webhook": "业务系统",
}
_OF_RESIDENTS = frozenset({"wechat_official", "mini_program", "phone"})


@dataclass(frozen=True)
class Way:
    """Where one notice goes: `addresses` in order of choice, or to `contacts` on duty, or nowhere
    (`skipped` says why)."""

    addresses: Sequence[str | None] = field(default=(), repr=False)
    contacts: Sequence[str] = field(default=(), repr=False)
    skipped: str = ""


def of(parcel: Parcel) -> Way:
    """Choose the way of a notice at the moment it leaves."""
    if is_reply(parcel.event) or parcel.audience == "system":
        return Way((parcel.address,))
    if parcel.audience == "staff":
        return _to_staff(parcel)
    known = [parcel.address] if parcel.address else []
    known += senders().further("resident", parcel.subject_id, parcel.address)
    if not known:
        return Way((None,))  # left no address: the status page tells them
    allowed = _allowed(parcel)
    chosen = [one for channel in allowed for one in dict.fromkeys(known) if _kind(one) == channel]
    chosen += [one for one in known if _kind(one) not in _OF_RESIDENTS]
    if not chosen:
        return Way(skipped="not by this channel")
    told = [one for one in chosen if not has_opted_out(one)]
    return Way(told) if told else Way(skipped="opted out")


def _to_staff(parcel: Parcel) -> Way:
    if parcel.address and _kind(parcel.address) in ("robot", "mail", "sms"):
        return Way((parcel.address,))
    found = senders().further("staff", parcel.subject_id, parcel.address)
    contacts = [one for one in dict.fromkeys(found) if _kind(one) in _allowed(parcel)]
    return Way(contacts=contacts) if contacts else Way((parcel.address,))


def hand_to_duty(parcel: Parcel, way: Way, now: datetime) -> None:
    """Leave one notice for each contact in place of the one for the post: each is then delivered,
    retried and merged by itself; a person's own phone not at night, and after a moment in which others
    join. Call inside a transaction."""
    for address in way.contacts:
        key = f"{parcel.id}>{sealer().fingerprint('duty', address)[:24]}"
        values = {name: text for name, text in parcel.values.items() if name == "number"}
        sealed = seal_address(address, key)
        waits = plan().joined_by_day(now) if address.startswith(OWN_PHONE) else None
        put(
            parcel.event, parcel.subject_id, "staff", sealed, values, key,
            now=now, not_before=waits,
        )  # fmt: skip


def _allowed(parcel: Parcel) -> list[str]:
    moves = [plan().move(parcel.audience, event) for event in parcel.events]
    return list(dict.fromkeys(one for move in moves if move for one in move.channels))


def _kind(address: str) -> str:
    return address.partition(":")[0]


def address_hash(address: str) -> str:
    return _address_hashes(address)[0]


def _address_hashes(address: str) -> list[str]:
    return sealer().fingerprints("notice-address", address)


def has_opted_out(address: str) -> bool:
    return first_known(NoticeOptOut, _address_hashes(address)) is not None


def opt_out(address: str, now: datetime) -> None:
    """Send this address no more notices; answers to its own questions still come."""
    if not has_opted_out(address):
        db.session.add(NoticeOptOut(address_hash=address_hash(address), since=now))
        db.session.flush()


def opt_in(address: str) -> None:
    """Send notices again."""
    hashes = _address_hashes(address)
    db.session.execute(delete(NoticeOptOut).where(NoticeOptOut.address_hash.in_(hashes)))


def opted_out_since(address: str) -> datetime | None:
    hashes = _address_hashes(address)
    query = select(NoticeOptOut.since).where(NoticeOptOut.address_hash.in_(hashes))
    return db.session.scalar(query)
