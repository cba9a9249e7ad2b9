"""Write the trail, hold it against itself, and let go of what is older than its period."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, func, insert, select, text, update

from backend.audit.models import AuditEntry, AuditHead
from backend.audit.protection import deletions_allowed, protect
from backend.extensions import db, utc_now
from backend.sealing import sealer

BEFORE_FIRST = "0" * 64
_LOCK = 7_305_021  # PostgreSQL advisory lock: one writer of the chain at a time
_BATCH = 1000
_ENTRIES = cast(Table, AuditEntry.__table__)
_HEADS = cast(Table, AuditHead.__table__)
protect(_ENTRIES)
_ADD_ENTRY, _READ_HEAD, _MOVE_HEAD = insert(_ENTRIES), select(_HEADS), update(_HEADS)


def record(
    action: str,
    subject: str,
    actor: str | None,
    division: str | None,
    fields: Mapping[str, str | int],
) -> None:
    """Add one entry to the chain, inside the caller's transaction.

    `fields` holds field names, ids, codes and counts; never a person's data. Call it as the last
    step of a service: on PostgreSQL other writers of the trail wait from here to the commit.
    """
    _one_writer()
    db.session.flush()
    head = _head()
    entry = AuditEntry(
        seq=head.last_seq + 1,
        at=utc_now(),
        action=action,
        subject=subject,
        actor=actor,
        division=division,
        fields=dict(fields),
        previous_hash=head.last_hash,
    )
    entry.hash = _hash_of(entry)
    # Plain statements: this is written with every move, and the session need not keep it.
    db.session.connection().execute(
        _ADD_ENTRY, {column.name: getattr(entry, column.name) for column in _ENTRIES.columns}
    )
    head.last_seq, head.last_hash = entry.seq, entry.hash
    moved = {"last_seq": entry.seq, "last_hash": entry.hash, "seal": _seal_of(head)}
    db.session.connection().execute(_MOVE_HEAD, moved)


def verify() -> list[str]:
    """Give one Chinese sentence for every place where the trail was altered; empty means whole."""
    head = db.session.get(AuditHead, 1, populate_existing=True)
    if head is None:
        left = db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        return [f"链头记录不见了，但还有 {left} 条留痕。"] if left else []
    faults = []
    if not hmac.compare_digest(head.seal.encode(), _seal_of(head).encode()):
        faults.append("链头记录被改动过（第一条、最后一条的位置不可信）。")
    expected, previous, last = head.first_seq, head.first_previous_hash, head.last_seq
    while entries := _batch_from(expected):
        for entry in entries:
            if entry.seq > last:
                faults.append(f"第 {entry.seq} 条是多出来的：链头只到第 {last} 条。")
            else:
                faults += _faults_at(entry, expected, previous)
            expected, previous = entry.seq + 1, entry.hash
    if expected <= last:
        faults.append(f"{_span(expected, last)}不见了。")
    elif expected == last + 1 and previous != head.last_hash:
        faults.append(f"第 {last} 条与链头记录对不上。")
    return faults


def forget_before(moment: datetime) -> int:
    """Drop entries older than `moment` from the old end; give how many. Call in a transaction.

    The newest entry stays, so that the chain always has a beginning.
    """
    _one_writer()
    head = _head()
    kept = select(func.min(AuditEntry.seq)).where(AuditEntry.at >= moment)
    first = min(db.session.scalar(kept) or head.last_seq, head.last_seq)
    entry = db.session.get(AuditEntry, first)
    if entry is None or first <= head.first_seq:
        return 0
    with deletions_allowed():
        gone = db.session.execute(delete(AuditEntry).where(AuditEntry.seq < first))
    head.first_seq, head.first_previous_hash = first, entry.previous_hash
    db.session.execute(
        update(_HEADS).values(
            first_seq=first, first_previous_hash=entry.previous_hash, seal=_seal_of(head)
        )
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _one_writer() -> None:
    """Make writers of the chain take turns; on SQLite the write transaction already does."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _head() -> AuditHead:
    """Give the head as it stands, outside the session; made with the first entry."""
    row = db.session.connection().execute(_READ_HEAD).one_or_none()
    if row is not None:
        return AuditHead(**row._asdict())
    head = AuditHead(
        id=1,
        first_seq=1,
        first_previous_hash=BEFORE_FIRST,
        last_seq=0,
        last_hash=BEFORE_FIRST,
        seal="",
    )
    values = {column.name: getattr(head, column.name) for column in _HEADS.columns}
    db.session.execute(insert(_HEADS).values(values))
    return head


def _batch_from(seq: int) -> list[AuditEntry]:
    rows = select(AuditEntry).where(AuditEntry.seq >= seq).order_by(AuditEntry.seq).limit(_BATCH)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def _faults_at(entry: AuditEntry, expected: int, previous: str) -> list[str]:
    faults = []
    if entry.seq > expected:
        faults.append(f"{_span(expected, entry.seq - 1)}不见了。")
    elif entry.previous_hash != previous:
        faults.append(f"第 {entry.seq} 条接不上前一条。")
    if not hmac.compare_digest(entry.hash.encode(), _hash_of(entry).encode()):
        faults.append(f"第 {entry.seq} 条的内容被改动过。")
    return faults


def _span(first: int, last: int) -> str:
    return f"第 {first} 条" if first == last else f"第 {first} 到 {last} 条"


def _hash_of(entry: AuditEntry) -> str:
    """Give the keyed hash over everything the entry says and the hash before it."""
    said = {
        "seq": entry.seq,
        "at": entry.at.isoformat(timespec="microseconds"),
        "action": entry.action,
        "subject": entry.subject,
        "actor": entry.actor,
        "division": entry.division,
        "fields": entry.fields,
        "previous_hash": entry.previous_hash,
    }
    return sealer().fingerprint("audit", _canonical(said))


def _seal_of(head: AuditHead) -> str:
    held = [head.first_seq, head.first_previous_hash, head.last_seq, head.last_hash]
    return sealer().fingerprint("audit-head", _canonical(held))


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
