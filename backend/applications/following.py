"""What the applicant can do afterwards: look, supplement, withdraw, dispute."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend.applications.models import PreApplication
from backend.applications.reference import spoken
from backend.intake import services as intake
from backend.regions.queries import Window


def status_of(row: PreApplication) -> dict[str, Any]:
    """Give what the applicant may see: where it stands, who holds it, due when and why."""
    progress = intake.progress_of(row.case_id)
    return {
        "number": row.number,
        "number_spoken": spoken(row.number),
        "scheme": row.scheme,
        **progress.as_dict(),
    }


def supplement(row: PreApplication, text: str, now: datetime) -> dict[str, Any]:
    """Hand in what was asked for, in words."""
    intake.supplement_received(row.case_id, now, message=text)
    return status_of(row)


def withdraw(row: PreApplication, reason: str | None, now: datetime) -> dict[str, Any]:
    """Take the pre-application back; processing stops at once."""
    intake.withdraw(row.case_id, now, reason or "")
    return status_of(row)


def dispute(row: PreApplication, reason: str, now: datetime) -> dict[str, Any]:
    """Object to how it was handled; the supervisor of the window sees it."""
    intake.dispute(row.case_id, now, reason)
    return status_of(row)


def window_as_dict(window: Window) -> dict[str, Any]:
    return {
        "name": window.name,
        "address": window.address,
        "phone": window.phone,
        "hours": window.hours,
        "is_demo": window.is_demo,
    }
