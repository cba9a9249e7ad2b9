"""Write the trail, hold it against itself, and let go of what is older than its period."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Connection, Table, delete, func, insert, select, text, update

from backend.audit.models import AuditEntry, AuditHead
from backend.audit.protection import deletions_allowed, protect
from backend.extensions import db, utc_now
from backend.open_transaction import LOCKING
from backend.sealing import sealer
from backend.statements import Filled, Ready, WholeRow, write_and_ask
from backend.transaction import connection, rows_taken_along, write_last

BEFORE_FIRST = "0" * 64
_LOCK = 7_305_021  # PostgreSQL advisory lock: one writer of the chain at a time
_BATCH = 1000
_ENTRIES = cast(Table, AuditEntry.__table__)
_HEADS = cast(Table, AuditHead.__table__)
protect(_ENTRIES)
_ADD_HEAD: Final = insert(_HEADS)
# Plain words, made once: they run with every move, and the session need not keep the rows.
_ENTRY: Final = WholeRow(AuditEntry)
_OF_ENTRY: Final = "audit"
_OF_HEAD: Final = "audit-head"
_ASK_HEAD: Final = "SELECT first_seq, first_previous_hash, last_seq, last_hash FROM audit_head"
# The lock on the head makes writers of the chain take turns.
_LOCK_HEAD: Final = {"sqlite": f"{_ASK_HEAD}{LOCKING}", "postgresql": f"{_ASK_HEAD} FOR UPDATE"}
_MOVE_HEAD: Final = "UPDATE audit_head SET last_seq = {0}, last_hash = {0}, seal = {0}"
_SAID: Final = (
    "seq", "at", "action", "subject", "actor", "division", "fields", "previous_hash",
)  # fmt: skip


class _Head(NamedTuple):
    """What the head's seal covers."""

    first_seq: int
    first_previous_hash: str
    last_seq: int
    last_hash: str


def record(
    action: str,
    subject: str,
    actor: str | None,
    division: str | None,
    fields: Mapping[str, str | int],
    beside: Sequence[Filled] = (),
) -> None:
    """Add one entry to the chain, inside the caller's transaction, with the rows `beside` it.

    `fields` holds field names, ids, codes and counts; never a person's data. Other writers of the
    trail wait from its head to the commit: it is written last (`write_last`), and no row `beside` may
    be one another transaction could be writing too.
    """
    db.session.flush()
    ours = connection()
    rows = [*rows_taken_along(), *(row.ready(ours.dialect) for row in beside)]
    said = {
        "action": action,
        "subject": subject,
        "actor": actor,
        "division": division,
        "fields": dict(fields),
    }
    write_last(lambda: _append(ours, said, rows))


def _append(ours: Connection, said: Mapping[str, Any], beside: Sequence[Ready]) -> None:
    head = _locked_head(ours, beside)
    entry: dict[str, Any] = {
        "seq": head.last_seq + 1,
        "at": utc_now(),
        **said,
        "previous_hash": head.last_hash,
    }
    entry["hash"] = _hash_of(entry)
    _add(ours, entry, head._replace(last_seq=entry["seq"], last_hash=entry["hash"]))


def _add(ours: Connection, entry: dict[str, Any], moved: _Head) -> None:
    """Write the entry and where the chain ends now; on PostgreSQL in one way to the server and back."""
    row = _ENTRY.ready(ours.dialect, entry)
    end = (moved.last_seq, moved.last_hash, _seal_of(moved))
    if ours.dialect.name == "postgresql":
        move = _MOVE_HEAD.format("%s")
        ours.exec_driver_sql(f"WITH moved AS ({move}) {row.words}", end + row.values)
        return
    ours.exec_driver_sql(row.words, row.values)
    ours.exec_driver_sql(_MOVE_HEAD.format("?"), end)


def verify() -> list[str]:
    """Give one Chinese sentence for every place where the trail was altered; empty means whole."""
    head = db.session.get(AuditHead, 1, populate_existing=True)
    if head is None:
        left = db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        return [f"链头记录不见了，但还有 {left} 条留痕。"] if left else []
    faults = []
    sealed = _Head(head.first_seq, head.first_previous_hash, head.last_seq, head.last_hash)
    if not sealer().matches(head.seal, _OF_HEAD, _canonical(list(sealed))):
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
    head = _locked_head(connection())
    kept = select(func.min(AuditEntry.seq)).where(AuditEntry.at >= moment)
    first = min(db.session.scalar(kept) or head.last_seq, head.last_seq)
    entry = db.session.get(AuditEntry, first)
    if entry is None or first <= head.first_seq:
        return 0
    with deletions_allowed():
        gone = db.session.execute(delete(AuditEntry).where(AuditEntry.seq < first))
    moved = head._replace(first_seq=first, first_previous_hash=entry.previous_hash)
    db.session.execute(
        update(_HEADS).values(
            first_seq=first, first_previous_hash=entry.previous_hash, seal=_seal_of(moved)
        )
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _locked_head(ours: Connection, beside: Sequence[Ready] = ()) -> _Head:
    """Give the head as it stands, ours until the transaction ends; made with the first entry. The
    rows `beside` are written in the same go."""
    ask = _LOCK_HEAD[ours.dialect.name]
    row = write_and_ask(ours, beside, ask).one_or_none()
    if row is None and ours.dialect.name == "postgresql":
        # Nothing to lock yet: whoever makes the head goes first, the others read what was made.
        ours.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        row = ours.exec_driver_sql(ask).one_or_none()
    if row is not None:
        return _Head(*row)
    head = _Head(1, BEFORE_FIRST, 0, BEFORE_FIRST)
    ours.execute(_ADD_HEAD, head._asdict() | {"id": 1, "seal": _seal_of(head)})
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
    said = {name: getattr(entry, name) for name in _SAID}
    if not sealer().matches(entry.hash, _OF_ENTRY, _said(said)):
        faults.append(f"第 {entry.seq} 条的内容被改动过。")
    return faults


def _span(first: int, last: int) -> str:
    return f"第 {first} 条" if first == last else f"第 {first} 到 {last} 条"


def _hash_of(entry: Mapping[str, Any]) -> str:
    """Give the keyed hash over everything the entry says (`_SAID`), the hash before it included."""
    return sealer().fingerprint(_OF_ENTRY, _said(entry))


def _said(entry: Mapping[str, Any]) -> str:
    return _canonical(dict(entry) | {"at": entry["at"].isoformat(timespec="microseconds")})


def _seal_of(head: _Head) -> str:
    return sealer().fingerprint(_OF_HEAD, _canonical(list(head)))


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
