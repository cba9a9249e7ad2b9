"""Once-only submissions: the same key and the same content give the same answer, made once.

The row is written in the same transaction as the effect, under one unique index: whoever comes
second finds the first one's answer or, while that is still being made, is told to wait. Where the
transaction reads first, the row is written at its end, and nobody else may have written it meanwhile.
The answer is kept sealed for 72 hours (class C) because a receipt may show an access code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Index, String, Text, delete
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, db, first_known, utc_now
from backend.problems import Problem
from backend.sealing import sealer
from backend.statements import Filled, WholeRow
from backend.transaction import row_last, watched

KEPT = timedelta(hours=72)
_BODY = "once-body"
_LOCK_STATES = {"55P03", "57014"}  # PostgreSQL: lock not available, statement cancelled by time


class KeyReused(Problem):
    slug, title, status = "key-reused", "办理键已经用过", 422
    detail_default = (
        "这个办理键（Idempotency-Key）已经用在另一份内容上。内容有改动时请换一个新的键再提交。"
    )


class StillRunning(Problem):
    slug, title, status = "still-running", "正在办理", 409
    detail_default = "同一份内容正在保存，请过几秒用同一个办理键再发一次，不会重复登记。"


class OnceKey(Base):
    """One key that was used. Keyed hashes only; the answer is sealed to this row."""

    __tablename__ = "once_key"
    __table_args__ = (Index("ix_once_key_created_at", "created_at"),)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    scope: Mapped[str] = mapped_column(String(80))
    body_hash: Mapped[str] = mapped_column(String(64))
    answer_sealed: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


_ROW: Final = WholeRow(OnceKey)
_IS_THERE: Final = "SELECT 1 FROM once_key WHERE key_hash = ?"


def once(
    scope: str, key: str, body: bytes | str, work: Callable[[], Mapping[str, Any]]
) -> dict[str, Any]:
    """Do `work` once for this key and give its answer; again, give the stored answer.

    Call inside the open transaction. `scope` says whose keys these are (`referral:<staff id>`), so
    that two people may happen to choose the same one. `work` gives what JSON can hold.

    Raises KeyReused when the key came with another body, StillRunning while another request holds
    it. Neither tells anything of the first.
    """
    hashes = sealer().fingerprints("once-key", f"{scope}\n{key}")
    key_hash = hashes[0]
    found = _read(hashes)
    if found is None and all(watched(_IS_THERE, one) for one in hashes):
        answer = dict(work())
        row_last(Filled(_ROW, _row(scope, key_hash, _hash_of(body), _sealed(answer, key_hash))))
        return answer
    if found is None and not _reserve(scope, key_hash, _hash_of(body)):
        found = _read(hashes)
        if found is None:
            raise StillRunning
    if found is not None:
        return _answer_of(found, body)
    answer = dict(work())
    row = db.session.get_one(OnceKey, key_hash)
    row.answer_sealed = _sealed(answer, key_hash)
    db.session.flush()
    return answer


def answered(scope: str, key: str, body: bytes | str) -> dict[str, Any] | None:
    """Give the stored answer for this key and body, for a caller whose work is dear to repeat.

    None when the key is new; `once` still has the last word. Raises KeyReused, StillRunning.
    """
    found = _read(sealer().fingerprints("once-key", f"{scope}\n{key}"), may_free=False)
    return None if found is None else _answer_of(found, body)


def is_used(scope: str, key: str) -> bool:
    """Whether this key has been used already, whatever came with it."""
    return _read(sealer().fingerprints("once-key", f"{scope}\n{key}"), may_free=False) is not None


def forget_old_keys(now: datetime) -> int:
    """Drop keys older than 72 hours; give how many. Call inside a transaction."""
    gone = db.session.execute(delete(OnceKey).where(OnceKey.created_at < now - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _hash_of(body: bytes | str) -> str:
    return sealer().fingerprint(_BODY, _digest(body))


def _digest(body: bytes | str) -> str:
    return hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest()


def _read(hashes: Sequence[str], *, may_free: bool = True) -> OnceKey | None:
    row = first_known(OnceKey, hashes)
    if row is not None and row.created_at < utc_now() - KEPT:
        if may_free:
            db.session.delete(row)  # its time is over; the key is free again
            db.session.flush()
        return None
    return row


def _reserve(scope: str, key_hash: str, body_hash: str) -> bool:
    """Write the row before the work begins; False when somebody else was first.

    On PostgreSQL the insert waits here for the other transaction to end; on SQLite the write
    transaction has already made us take turns.
    """
    row = OnceKey(**_row(scope, key_hash, body_hash))
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return False
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in _LOCK_STATES:
            raise StillRunning from error
        raise
    return True


def _row(scope: str, key_hash: str, body_hash: str, answer_sealed: str = "") -> dict[str, Any]:
    return {
        "key_hash": key_hash,
        "scope": scope,
        "body_hash": body_hash,
        "answer_sealed": answer_sealed,
        "created_at": utc_now(),
    }


def _sealed(answer: Mapping[str, Any], key_hash: str) -> str:
    return sealer().seal_json(dict(answer), "once_key", key_hash, "answer")


def _answer_of(row: OnceKey, body: bytes | str) -> dict[str, Any]:
    if not sealer().matches(row.body_hash, _BODY, _digest(body)):
        raise KeyReused
    if not row.answer_sealed:
        raise StillRunning
    answer: dict[str, Any] = sealer().open_json(
        row.answer_sealed, "once_key", row.key_hash, "answer"
    )
    return answer
