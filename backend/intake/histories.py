"""Hold every case's history against its own chain, against the case, and against the trail."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import Final

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from backend.audit.models import AuditEntry
from backend.extensions import db
from backend.intake.chain import BEFORE_FIRST, FIELDS, hash_of
from backend.intake.models import CaseEvent, IntakeCase

_BATCH: Final = 500  # cases
_NAMED: Final = 100  # of a kind of fault; the rest is counted


def history_faults() -> list[str]:
    """Give one Chinese sentence for every place where a history was altered; empty means whole.

    Finds changed, missing, added and re-ordered events, a cut tail, a case with its history gone,
    and a history rewritten together with its chain (the trail's keyed entries hold its hashes).
    """
    faults = _lost_cases()
    for cases in _batches():
        ids = [case_id for case_id, _, _ in cases]
        events = _events(ids)
        witnessed = _witnessed(ids)
        for case_id, number, version in cases:
            name = f"办件 {number or case_id}"
            faults += [
                f"{name}{fault}"
                for fault in _of_case(events.get(case_id, []), version, witnessed.get(case_id, {}))
            ]
    return faults


def _of_case(events: list[CaseEvent], version: int, witnessed: dict[int, str]) -> Iterator[str]:
    previous, expected = BEFORE_FIRST, 1
    for event in events:
        if event.seq > expected:
            yield f"的经过：{_span(expected, event.seq - 1)}不见了。"
        elif event.previous_hash != previous:
            yield f"的经过：第 {event.seq} 步接不上前一步。"
        counted = hash_of({name: getattr(event, name) for name in FIELDS})
        if not hmac.compare_digest(counted, event.hash):
            yield f"的经过：第 {event.seq} 步的内容被改动过。"
        elif (kept := witnessed.get(event.seq)) is not None and kept != event.hash:
            yield f"的经过：第 {event.seq} 步和留痕里记的对不上。"
        previous, expected = event.hash, event.seq + 1
    if expected <= version:
        yield f"的经过：{_span(expected, version)}不见了。"
    elif expected > version + 1:
        yield f"的经过：{_span(version + 1, expected - 1)}是多出来的。"


def _batches() -> Iterator[list[tuple[str, str | None, int]]]:
    """Give (id, number, version) of every case, some hundreds at a time, by id."""
    last = ""
    query = select(IntakeCase.id, IntakeCase.number, IntakeCase.version).order_by(IntakeCase.id)
    while rows := db.session.execute(query.where(IntakeCase.id > last).limit(_BATCH)).all():
        yield [(row.id, row.number, row.version) for row in rows]
        last = rows[-1].id


def _events(case_ids: list[str]) -> dict[str, list[CaseEvent]]:
    found: dict[str, list[CaseEvent]] = {}
    query = select(CaseEvent).where(CaseEvent.case_id.in_(case_ids))
    ordered = query.order_by(CaseEvent.case_id, CaseEvent.seq)
    for event in db.session.scalars(ordered.execution_options(populate_existing=True)):
        found.setdefault(event.case_id, []).append(event)
        db.session.expunge(event)
    return found


def _witnessed(case_ids: list[str]) -> dict[str, dict[int, str]]:
    """Give what the trail says of each event: case -> number of the event -> hash. Entries older
    than the trail's own period are gone; then the chain speaks for itself."""
    found: dict[str, dict[int, str]] = {}
    query = select(AuditEntry.subject, AuditEntry.fields).where(
        AuditEntry.subject.in_(case_ids), AuditEntry.action.like("case:%")
    )
    for subject, fields in db.session.execute(query):
        if "event_hash" in fields:
            found.setdefault(subject, {})[int(fields["version"])] = str(fields["event_hash"])
    return found


def _lost_cases() -> list[str]:
    """Name cases the trail saw opened that are gone without having been deleted at their time, and
    histories without a case."""
    deleted = aliased(AuditEntry)
    lost = select(AuditEntry.subject).where(
        AuditEntry.action == "case:opened",
        ~exists().where(IntakeCase.id == AuditEntry.subject),
        ~exists().where(
            and_(deleted.subject == AuditEntry.subject, deleted.action == "case:deleted")
        ),
    )
    stray = (
        select(CaseEvent.case_id)
        .where(~exists().where(IntakeCase.id == CaseEvent.case_id))
        .distinct()
    )
    sentences = [
        f"办件 {one} 整件不见了，留痕里没有到期删除的记录。"
        for one in db.session.scalars(lost.limit(_NAMED))
    ]
    return sentences + [
        f"有一段经过找不到办件：{one}。" for one in db.session.scalars(stray.limit(_NAMED))
    ]


def _span(first: int, last: int) -> str:
    return f"第 {first} 步" if first == last else f"第 {first} 到 {last} 步"
