"""What every move leaves behind: next state, due date, event, notices and, last, the audit trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import update

from backend.accounts.actor import Actor
from backend.audit.trail import record
from backend.extensions import db, new_id
from backend.intake import chain, clocks, notices, running
from backend.intake.beside import hash_of_event
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.part_models import CaseTransfer
from backend.intake.problems import MoveNotAllowed
from backend.intake.states import FINAL, Action, CaseState, allowed_actions, next_state
from backend.intake.wording import EVENT_OF, surname
from backend.sealing import sealer
from backend.statements import Filled, WholeRow, taken_from_session

_EVENT_ROW: Final = WholeRow(CaseEvent)


@dataclass(frozen=True)
class Who:
    """Who moves a case: a staff member, the resident (no id), or the service itself."""

    kind: str
    id: str | None = None
    name: str = ""

    @classmethod
    def of(cls, actor: Actor) -> Who:
        return cls("system" if actor.is_system else "staff", actor.staff_id, actor.name)


RESIDENT = Who("resident")
SYSTEM = Who("system", "system", "系统")


def hold(case: IntakeCase, actor: Actor | None, now: datetime) -> None:
    """Put the case into the actor's hands; None puts it back to the window. What its holder still
    wished to ask the resident for is over with that."""
    if actor is None or actor.staff_id != case.holder_id:
        drop_wish(case)
    case.holder_id = actor.staff_id if actor else None
    case.holder_surname = surname(actor.name) if actor else None
    case.held_since = now if actor else None


def drop_wish(case: IntakeCase) -> None:
    """Nobody wishes to ask for papers once more (wishes)."""
    case.wanted_sealed = case.wanted_at = None


def finish(
    case: IntakeCase,
    action: Action,
    who: Who,
    now: datetime,
    details: Mapping[str, Any] | None = None,
    tell_staff: str | None = None,
    stay_in: CaseState | None = None,
) -> None:
    """Set the next state and due date, and leave event, notices and trail.

    `details` are kept sealed with the event; `tell_staff` names the staff notice, if any.
    `stay_in` keeps the state while further departments have not answered.
    """
    before = CaseState(case.state)
    after = next_state(
        before, action, accepted=case.accepted_at is not None, held=case.holder_id is not None
    )
    if after is None:
        raise MoveNotAllowed.from_state(before, action, allowed_actions(before))
    case.state = stay_in or after
    case.version += 1
    if case.state != CaseState.AWAITING_SUPPLEMENT:
        case.asked_sealed = None
    with db.session.no_autoflush:  # the row is whole again only when its due date is set, below
        _end_what_is_over(case, before, who, now)
    leave_trace(case, EVENT_OF[action], who, now, before, details, tell_staff)


def _end_what_is_over(case: IntakeCase, before: CaseState, who: Who, now: datetime) -> None:
    """An accepted or ended case is offered to nobody; an ended one has no clocks and no meeting."""
    is_final = case.state in FINAL
    if before is CaseState.AWAITING_SUPPLEMENT and case.state != before:
        clocks.resume(case, now)
        running.end(case.id, running.SUPPLEMENT, now)
        running.end(case.id, running.WAITING, now)
        running.go_on(case)
    if case.offered_window_id and (is_final or case.state == CaseState.ACCEPTED):
        settle_offer(case, "recalled", who.id or who.kind, now)
    asked = case.state == CaseState.AWAITING_SUPPLEMENT
    if case.wanted_at and (is_final or asked or _is_past_asking(case)):
        drop_wish(case)
    if is_final and before not in FINAL:
        case.meeting_since = None
        running.end_all(case.id, now)


def _is_past_asking(case: IntakeCase) -> bool:
    """Whether the case was accepted where papers may not be asked for after that."""
    return case.accepted_at is not None and not clocks.pauses_for_supplement(case)


def settle_offer(case: IntakeCase, answer: str, by: str, now: datetime, **words: str) -> None:
    """Write down how the open offer of a transfer ended; nobody is offered the case any more."""
    db.session.execute(
        update(CaseTransfer)
        .where(CaseTransfer.case_id == case.id, CaseTransfer.answered_at.is_(None))
        .values(answer=answer, answered_by=by, answered_at=now, **words)
        .execution_options(synchronize_session=False)
    )
    case.offered_window_id = case.offered_division = None
    running.end(case.id, running.TRANSFER, now)


def leave_trace(
    case: IntakeCase,
    name: str,
    who: Who,
    now: datetime,
    before: CaseState | None,
    details: Mapping[str, Any] | None = None,
    tell_staff: str | None = None,
    beside: Sequence[Filled] = (),
) -> None:
    """Write what happened: due date, event, notices, audit, in the caller's transaction; first of all
    the rows `beside`, which nobody else can be writing."""
    was_due = None
    if case in db.session:
        was_due = (case.due_on, case.due_rule)
        clocks.set_due(case)
    said = dict(details or {})
    if (case.due_on, case.due_rule) != was_due:
        said["due"] = _due(case)
    event = _event(case, name, who, now, before, said)
    told = notices.rows_to_tell(case, name, now, details or {}, tell_staff)
    fields: dict[str, str | int] = {
        "kind": case.kind,
        "from": str(before or ""),
        "to": str(case.state),
        "version": case.version,
        "event_hash": event["hash"],
    }
    # Nobody else writes these rows: their keys carry the version of a case that is ours to move.
    rows = [*beside, *taken_from_session(case), Filled(_EVENT_ROW, event), *told]
    record(name, case.id, who.id or who.kind, case.division_code, fields, rows)


def _event(
    case: IntakeCase,
    name: str,
    who: Who,
    now: datetime,
    before: CaseState | None,
    details: Mapping[str, Any],
) -> dict[str, Any]:
    """Give the row of the case's next event, chained to the last."""
    event: dict[str, Any] = {
        "id": new_id(),
        "case_id": case.id,
        "seq": case.version,
        "name": name,
        "state_from": before,
        "state_to": case.state,
        "actor_kind": who.kind,
        "actor_id": who.id,
        "actor_surname": surname(who.name),
        "at": now,
        "details_sealed": sealer().seal_json(
            dict(details), "case_event", case.id, str(case.version)
        ),
        "previous_hash": _last_hash(case),
    }
    return event | {"hash": chain.hash_of(event)}


def _due(case: IntakeCase) -> dict[str, Any] | None:
    """Give the clock as this event set it, with the count that made it; None when none runs."""
    if case.due_on is None:
        return None
    return {
        "on": case.due_on.isoformat(),
        "rule": case.due_rule,
        "source": case.due_source,
        "provisional": case.provisional,
        "derivation": case.due_derivation,
    }


def _last_hash(case: IntakeCase) -> str:
    """Give the hash of the case's last event; a case's first has none before it."""
    if case.version == 1:
        return chain.BEFORE_FIRST
    return hash_of_event(case.id, case.version - 1)
