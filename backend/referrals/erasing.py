"""Erasing what a grid worker sent in: all of it, or its sensitive parts."""

from __future__ import annotations

from sqlalchemy import delete

from backend.applications.sensitive import without_sensitive
from backend.extensions import db
from backend.referrals.models import Referral
from backend.sealing import sealer


def erase_referral(referral_id: str) -> None:
    db.session.execute(delete(Referral).where(Referral.id == referral_id))


def strip_referral(referral_id: str, this_year: int) -> None:
    """Take health, money and what was told out of the body. Call in a transaction."""
    row = db.session.get(Referral, referral_id, with_for_update=True, populate_existing=True)
    if row is None:
        return
    body = sealer().open_json(row.body_sealed, "referral", row.id, "body")
    plain = without_sensitive(body, this_year)
    row.body_sealed = sealer().seal_json(plain, "referral", row.id, "body")
    db.session.flush()
