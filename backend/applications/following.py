"""What the applicant can do afterwards: look, supplement, withdraw, dispute."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from backend.applications.models import PreApplication
from backend.applications.reference import spoken
from backend.doors.layout import beijing_day
from backend.intake import services as intake
from backend.intake.progress import Outcome, Progress
from backend.regions.queries import Window


def progress_for(row: PreApplication, now: datetime) -> Progress:
    """Give where the case stands, as the page shows it."""
    return intake.progress_of(row.case_id, beijing_day(now))


def status_of(row: PreApplication, now: datetime) -> dict[str, Any]:
    """Give what the applicant may see as plain data: where it stands, who holds it, due when and
    why, what is asked, how it ended. Instants are UTC ISO 8601."""
    progress = progress_for(row, now)
    due = None
    if progress.due_on:
        due = {
            "due_on": progress.due_on.isoformat(),
            "why": progress.due_why,
            "days": [asdict(one) for one in progress.due_days],
            "provisional": progress.due_provisional,
            "overdue": progress.is_overdue,
        }
    return {
        "number": row.number,
        "number_spoken": spoken(row.number),
        "scheme": row.scheme,
        "status": str(progress.status),
        "status_title": progress.status_title,
        "holder": progress.holder,
        "since": _iso(progress.since),
        "handing_over": [one.as_dict() for one in progress.handing_over],
        "due": due,
        "asked": progress.asked,
        "asked_message": progress.asked_message,
        "asked_until": progress.asked_until.due_on.isoformat() if progress.asked_until else None,
        "stages_due": [
            {
                "title": one.title,
                "scheme": one.scheme or row.scheme,
                "due_on": one.due.due_on.isoformat(),
                "why": list(one.due.why),
                "paused": one.is_still,
            }
            for one in progress.clocks
        ],
        "outcome": _outcome(progress.outcome),
        "items": [
            {
                "scheme": one.scheme,
                "title": one.title,
                "now": one.now,
                "result_title": one.result_title,
                "reason": one.reason,
                "article": one.article,
                "way_to_object": one.way_to_object,
            }
            for one in progress.items
        ],
        "steps": [
            {
                "title": one.title,
                "note": one.note,
                "done_at": _iso(one.done_at) if one.done_at else None,
                "optional": one.is_optional,
                "now": one.is_now,
                "left_out": one.left_out,
            }
            for one in progress.steps
        ],
        "reviews": [
            {
                "opened_at": _iso(one.opened_at),
                "status_title": one.status_title,
                "outcome": _outcome(one.outcome),
            }
            for one in progress.reviews
        ],
        "window": window_as_dict(progress.window) if progress.window else None,
        "events": [{"at": _iso(at), "words": words} for at, words in progress.events],
        "actions": [str(action) for action in progress.actions],
    }


def supplement(row: PreApplication, text: str, now: datetime) -> dict[str, Any]:
    """Hand in what was asked for, in words."""
    intake.supplement_received(row.case_id, now, message=text)
    return status_of(row, now)


def withdraw(row: PreApplication, reason: str | None, now: datetime) -> dict[str, Any]:
    """Take the pre-application back; processing stops at once."""
    intake.withdraw(row.case_id, now, reason)
    return status_of(row, now)


def dispute(
    row: PreApplication, reason: str, now: datetime, *, reopen: bool = False
) -> dict[str, Any]:
    """Object to how it was handled, or ask to have it opened again; a case of its own is opened
    for the answer."""
    intake.dispute(row.case_id, now, reason, wants_reopen=reopen)
    return status_of(row, now)


def window_as_dict(window: Window) -> dict[str, Any]:
    return {
        "name": window.name,
        "address": window.address,
        "phone": window.phone,
        "hours": window.hours,
        "is_demo": window.is_demo,
    }


def _outcome(outcome: Outcome | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    return {
        "title": outcome.title,
        "reason": outcome.reason,
        "article": outcome.article,
        "way_to_object": outcome.way_to_object,
        "decided_at": _iso(outcome.decided_at),
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
