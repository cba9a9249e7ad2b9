"""Erasing what was sent in: all of it, or its sensitive parts. The caller erases the case with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import delete, select

from backend.applications.details import body_of, seal_body
from backend.applications.history import details_of, history_of, seal_details
from backend.applications.models import LookPass, PreApplication, PreApplicationChange
from backend.applications.sensitive import without_sensitive
from backend.attachments.services import erase_of
from backend.doors.layout import beijing_day
from backend.erasures.register import note
from backend.extensions import db
from backend.intake.erasing import strip_sensitive
from backend.sealing import sealer

_BATCH: Final = 200


def erase_pre_application(pre_application_id: str) -> None:
    """Delete the row, its history and the sources that once opened it. Call in a transaction."""
    number = db.session.scalar(
        select(PreApplication.number).where(PreApplication.id == pre_application_id)
    )
    if number is None:
        return
    hashes = sealer().fingerprints("number", number)
    own = PreApplicationChange.pre_application_id == pre_application_id
    db.session.execute(delete(LookPass).where(LookPass.number_hash.in_(hashes)))
    db.session.execute(delete(PreApplicationChange).where(own))
    db.session.execute(delete(PreApplication).where(PreApplication.id == pre_application_id))


def strip_pre_application(pre_application_id: str, this_year: int) -> None:
    """Take sensitive parts out of the body and out of the old values in its history."""
    row = db.session.get(
        PreApplication, pre_application_id, with_for_update=True, populate_existing=True
    )
    if row is None:
        return
    seal_body(row, without_sensitive(body_of(row), this_year))
    for change in history_of(row.id):
        details = details_of(change)
        if "description" in details.get("old", {}):
            details["old"]["description"] = None
            seal_details(change, details)
    db.session.flush()


def erase_sensitive(pre_application_id: str, case_id: str, now: datetime, why: str) -> int:
    """Erase sensitive kinds everywhere: in what was sent, in what the window sees, all papers; give
    how many papers. Call in a transaction."""
    strip_pre_application(pre_application_id, beijing_day(now).year)
    count = erase_of(strip_sensitive(case_id))
    note("sensitive", case_id, why, now)
    return count


def asked_to_be_erased(today: date) -> list[str]:
    """Give the cases whose person asked for deletion and whose day has come."""
    due = select(PreApplication.case_id).where(PreApplication.erase_on <= today)
    return list(db.session.scalars(due.order_by(PreApplication.erase_on).limit(_BATCH)))
