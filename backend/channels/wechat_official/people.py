"""What the conversation remembers of a person, found by a keyed hash of WeChat's id for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update

from backend.channels.wechat_official.models import WechatPerson
from backend.extensions import db, first_known, new_id
from backend.sealing import sealer

WINDOW = timedelta(hours=48)  # how long after a person's message we may write to them
_NEW_CONVERSATION = timedelta(hours=24)
_AFTER_LEAVING, _AFTER_SILENCE = timedelta(days=30), timedelta(days=365)
KIND = "wechat_official"


@dataclass(frozen=True)
class Person:
    """Somebody as the conversation knows them at this moment."""

    hash: str
    address: str
    conversation_id: str
    place: str | None = None
    asking: str = ""
    case_id: str | None = None
    is_known: bool = False


def _hashes_of(openid: str) -> list[str]:
    return sealer().fingerprints("wechat-person", openid)


def person_of(openid: str, now: datetime) -> Person:
    """Give the person; somebody new has a fresh conversation and nothing else."""
    address, row = f"{KIND}:{openid}", first_known(WechatPerson, _hashes_of(openid))
    if row is None:
        return Person(_hashes_of(openid)[0], address, new_id())
    silent = now - row.last_at > _NEW_CONVERSATION
    return Person(
        row.person_hash,
        address,
        new_id() if silent else row.conversation_id,
        row.place,
        "" if silent else row.asking,
        row.case_id,
        is_known=True,
    )


def remember(person: Person, now: datetime, **changes: Any) -> None:
    """Note that the person wrote, and what has changed; call in the answering transaction."""
    known: dict[str, Any] = {
        "conversation_id": person.conversation_id,
        "asking": person.asking,
        "last_at": now,
        "left_at": None,
    }
    values = known | changes
    changed = db.session.execute(
        update(WechatPerson).where(WechatPerson.person_hash == person.hash).values(**values)
    )
    if cast("CursorResult[Any]", changed).rowcount == 0:
        values = {"place": None, "case_id": None} | values
        db.session.add(WechatPerson(person_hash=person.hash, first_at=now, **values))
        db.session.flush()


def may_be_written_to(openid: str, now: datetime) -> bool:
    """Whether the 48 hours after the person's last message are not over."""
    query = select(WechatPerson.last_at, WechatPerson.left_at).where(
        WechatPerson.person_hash.in_(_hashes_of(openid))
    )
    row = db.session.execute(query).first()
    return row is not None and row.left_at is None and now - row.last_at < WINDOW


def forget_people(now: datetime) -> int:
    """Delete who left 30 days ago, or has been silent for a year."""
    gone = db.session.execute(
        delete(WechatPerson).where(
            (WechatPerson.left_at < now - _AFTER_LEAVING)
            | (WechatPerson.last_at < now - _AFTER_SILENCE)
        )
    )
    return cast("CursorResult[Any]", gone).rowcount
