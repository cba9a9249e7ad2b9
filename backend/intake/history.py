"""A case's history as it was written down; for this room's own use, and for its evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, func, select

from backend.extensions import db
from backend.intake.models import CaseEvent, IntakeCase
from backend.sealing import sealer
from backend.transaction import connection


class WrittenDown(NamedTuple):
    """Of an event, what is asked for when one name of them is looked for."""

    case_id: str
    seq: int
    at: datetime
    details_sealed: str


def events_of(case_id: str) -> list[CaseEvent]:
    """Give the history in order."""
    query = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
    return list(db.session.scalars(query))


def details_of(event: CaseEvent | WrittenDown) -> dict[str, Any]:
    """Open what was written down with an event (class B)."""
    found: dict[str, Any] = sealer().open_json(
        event.details_sealed, "case_event", event.case_id, str(event.seq)
    )
    return found


def last_reopened(case: IntakeCase) -> int:
    """Give the number of the event that last reopened the case; 0 when none did."""
    query = select(func.max(CaseEvent.seq)).where(
        CaseEvent.case_id == case.id, CaseEvent.name == "case:reopened"
    )
    return db.session.scalar(query) or 0


_NAMED: Final = (
    select(CaseEvent.case_id, CaseEvent.seq, CaseEvent.at, CaseEvent.details_sealed)
    .where(CaseEvent.case_id == bindparam("of_case"), CaseEvent.name == bindparam("named"))
    .order_by(CaseEvent.seq)
)


def events_named(case_id: str, name: str) -> list[tuple[WrittenDown, dict[str, Any]]]:
    """Give the events of one name with what was written down, in order."""
    rows = connection().execute(_NAMED, {"of_case": case_id, "named": name})
    found = [WrittenDown(*row) for row in rows]
    return [(event, details_of(event)) for event in found]


def recorded_stages(
    case_id: str, scheme: str | None = None
) -> list[tuple[WrittenDown, dict[str, Any]]]:
    """Give what was written down of stages, in order: of the case's own scheme, or of one added."""
    found = events_named(case_id, "case:stage_recorded")
    return [(event, details) for event, details in found if details.get("scheme") == scheme]
