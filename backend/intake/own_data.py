"""The resident's own data in a case: set right, consent taken back, deletion asked for. The door has
checked number and access code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from backend.intake import notices
from backend.intake.casework import RESIDENT, leave_trace
from backend.intake.guards import locked_case
from backend.intake.models import IntakeCase
from backend.intake.states import CaseState
from backend.persons import person_fingerprint


def correct_person(
    case_id: str,
    now: datetime,
    titles: Sequence[str],
    summary: Mapping[str, Any],
    person_hash: str | None,
) -> None:
    """Set name, phone and address right; `titles` name what changed, never the values. The notice
    goes to where notices went until now, so that nobody turns them away unseen."""
    case = locked_case(case_id, None)
    _tell(case, "case:corrected", now, {"items": list(titles)})
    case.summary_sealed = notices.seal_summary(case.id, notices.open_summary(case) | dict(summary))
    phone = str(summary.get("phone") or "")
    case.phone_hash = person_fingerprint("phone", phone) if phone else None
    case.person_hash = person_hash


def consent_withdrawn(case_id: str, now: datetime, title: str) -> None:
    """Tell the window which consent was taken back: from now on nothing is done under it."""
    _tell(locked_case(case_id, None), "case:consent_withdrawn", now, {"items": [title]})


def deletion_asked(case_id: str, now: datetime, erased_on: date) -> None:
    details = {"note": f"{erased_on.isoformat()} 起删除"}
    _tell(locked_case(case_id, None), "case:deletion_asked", now, details)


def _tell(case: IntakeCase, name: str, now: datetime, details: Mapping[str, Any]) -> None:
    """Write an event that changes no state, and tell whoever answers for the case."""
    case.version += 1
    leave_trace(case, name, RESIDENT, now, CaseState(case.state), details, name)
