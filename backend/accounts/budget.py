"""How many cases one person may read whole in a day without holding them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import current_app
from sqlalchemy import delete, func, select

from backend.accounts.problems import ViewBudgetSpent
from backend.accounts.rights_models import WholeView
from backend.config import Settings
from backend.doors.layout import BEIJING, beijing_day
from backend.extensions import db
from backend.transaction import take_turns

KEPT = timedelta(days=180)


def spend_view(staff_id: str, subject: str, now: datetime) -> None:
    """Count that this person reads `subject` whole; again on the same day costs nothing.

    Call inside a transaction. Raises ViewBudgetSpent.
    """
    take_turns(f"views:{staff_id}")
    day = beijing_day(now)
    if db.session.get(WholeView, (staff_id, day, subject)) is not None:
        return
    settings: Settings = current_app.extensions["settings"]
    if views_on(staff_id, day) >= settings.view_budget:
        midnight = datetime.combine(day + timedelta(days=1), time.min, BEIJING)
        raise ViewBudgetSpent(int((midnight - now).total_seconds()))
    db.session.add(WholeView(staff_id=staff_id, on=day, subject=subject))
    db.session.flush()


def views_on(staff_id: str, day: date) -> int:
    """Give how many cases were read whole on `day`."""
    seen = select(func.count()).where(WholeView.staff_id == staff_id, WholeView.on == day)
    return db.session.scalar(seen) or 0


def forget_old_views(now: datetime) -> int:
    """Drop counts older than half a year; give how many. Call inside a transaction."""
    gone = db.session.execute(delete(WholeView).where(WholeView.on < beijing_day(now) - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]
