"""The history of what a person changed about their own data: written here, only added to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from backend.applications.details import body_of, seal_body
from backend.applications.models import PreApplication, PreApplicationChange
from backend.extensions import db, new_id
from backend.sealing import sealer


def locked(row: PreApplication) -> PreApplication:
    """Give the row as it stands now, locked until the transaction ends."""
    return db.session.get_one(PreApplication, row.id, with_for_update=True, populate_existing=True)


def remember(row: PreApplication, kind: str, now: datetime, details: dict[str, Any]) -> None:
    """Add a line; `details` (class A) are sealed with it."""
    own = PreApplicationChange.pre_application_id == row.id
    last = db.session.scalar(select(func.max(PreApplicationChange.seq)).where(own)) or 0
    change = PreApplicationChange(
        id=new_id(), pre_application_id=row.id, seq=last + 1, kind=kind, at=now
    )
    seal_details(change, details)
    db.session.add(change)
    db.session.flush()


def history_of(pre_application_id: str) -> list[PreApplicationChange]:
    """Give the lines, oldest first."""
    own = PreApplicationChange.pre_application_id == pre_application_id
    query = select(PreApplicationChange).where(own).order_by(PreApplicationChange.seq)
    return list(db.session.scalars(query))


def details_of(change: PreApplicationChange) -> dict[str, Any]:
    found: dict[str, Any] = sealer().open_json(
        change.details_sealed, "pre_application_change", change.id, "details"
    )
    return found


def seal_details(change: PreApplicationChange, details: dict[str, Any]) -> None:
    change.details_sealed = sealer().seal_json(
        details, "pre_application_change", change.id, "details"
    )


def give_sensitive_consent(row: PreApplication, now: datetime) -> None:
    """Write down that the person agreed, with an upload, to have papers kept."""
    fresh = locked(row)
    body = body_of(fresh)
    if body["consents"]["sensitive_information"]:
        return
    body["consents"] = body["consents"] | {"sensitive_information": True}
    seal_body(fresh, body)
    remember(fresh, "consent_given", now, {"consent": "sensitive_information"})
