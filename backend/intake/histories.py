"""Hold every case's history against its own chain, against the case, and against the trail."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from backend.audit.models import AuditEntry
from backend.extensions import db
from backend.intake.chain import BEFORE_FIRST, FIELDS, hash_of
from backend.intake.history import details_of
from backend.intake.models import CaseEvent, IntakeCase
from backend.sealing import SealBroken

_BATCH: Final = 500  # cases
_DECIDED_BY: Final = {"closed": "case:closed", "declined": "case:declined"}
_NAMED: Final = 100  # of a kind of fault; the rest is counted


def history_faults() -> list[str]:
    """Give one Chinese sentence for every place where a history was altered; empty means whole.

    Finds changed, missing, added and re-ordered events, a cut tail, a state, an acceptance or a
    decision no step led to, a case with its history gone, and a history rewritten, cut or added to
    together with its chain and the case's version (the trail's keyed entries hold its hashes).
    """
    faults = _lost_cases()
    since = db.session.scalar(select(func.min(AuditEntry.at)))
    for cases in _batches():
        ids = [case.id for case in cases]
        events = _events(ids)
        witnessed = _witnessed(ids)
        for case in cases:
            history = _History(case, events.get(case.id, []), witnessed.get(case.id, {}), since)
            faults += [f"办件 {case.number or case.id}{fault}" for fault in _faults_in(history)]
    return faults


class _Case(NamedTuple):
    """What of a case its history must agree with."""

    id: str
    number: str | None
    version: int
    state: str
    accepted_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None
    result: str | None
    article: str | None


class _History(NamedTuple):
    """A case, its steps, what the trail says of them, and since when the trail reaches back."""

    case: _Case
    events: list[CaseEvent]
    witnessed: dict[int, str]
    since: datetime | None


def _faults_in(history: _History) -> Iterator[str]:
    version, witnessed = history.case.version, history.witnessed
    previous, expected = BEFORE_FIRST, 1
    for event in history.events:
        if event.seq > expected:
            yield f"的经过：{_span(expected, event.seq - 1)}不见了。"
        elif event.previous_hash != previous:
            yield f"的经过：第 {event.seq} 步接不上前一步。"
        counted = hash_of({name: getattr(event, name) for name in FIELDS})
        if not hmac.compare_digest(counted, event.hash):
            yield f"的经过：第 {event.seq} 步的内容被改动过。"
        elif (kept := witnessed.get(event.seq)) is not None and kept != event.hash:
            yield f"的经过：第 {event.seq} 步和留痕里记的对不上。"
        elif kept is None and _must_be_witnessed(event, history):
            yield f"的经过：第 {event.seq} 步是多出来的，留痕里没有这一步。"
        previous, expected = event.hash, event.seq + 1
    last = max(version, *witnessed, 0)
    if expected <= last:
        yield f"的经过：{_span(expected, last)}不见了。"
    elif expected > version + 1:
        yield f"的经过：{_span(version + 1, expected - 1)}是多出来的。"
    elif history.events and history.events[-1].state_to != history.case.state:
        yield "的状态被改动过，和最后一步对不上。"
    else:
        yield from _decision_faults(history)


def _decision_faults(history: _History) -> Iterator[str]:
    """Hold acceptance and decision on the row against the steps that made them: an insider who turns
    a no into a yes need not touch the history."""
    case, last = history.case, {one.name: one for one in history.events}
    accepted = last.get("case:accepted")
    if case.accepted_at != (accepted.at if accepted else None):
        yield "的受理时间被改动过，和受理那一步对不上。"
    decided = last.get(_DECIDED_BY.get(case.state, ""))
    if decided is None:
        return
    if (case.decided_at, case.decided_by) != (decided.at, decided.actor_id):
        yield "由谁、何时决定的被改动过，和作决定那一步对不上。"
    try:
        said = details_of(decided)
    except SealBroken:
        yield f"的经过：第 {decided.seq} 步写的打不开。"
        return
    if (case.result, case.article) != (said.get("result"), said.get("article") or None):
        yield "的结果或依据被改动过，和作决定那一步对不上。"


def _must_be_witnessed(event: CaseEvent, history: _History) -> bool:
    """The trail lets go of its oldest entries only: what came after one it holds, it holds too."""
    is_within = history.since is not None and event.at > history.since
    return is_within or any(seq < event.seq for seq in history.witnessed)


def _batches() -> Iterator[list[_Case]]:
    """Give every case, some hundreds at a time, by id."""
    last = ""
    query = select(*(getattr(IntakeCase, name) for name in _Case._fields)).order_by(IntakeCase.id)
    while rows := db.session.execute(query.where(IntakeCase.id > last).limit(_BATCH)).all():
        yield [_Case(*row) for row in rows]
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
