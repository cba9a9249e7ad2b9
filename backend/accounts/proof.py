"""Proving once more who sits there, before a step that opens or changes much (step-up).

Password or code, counted like a sign-in so that an unattended desk cannot be guessed at. A session
fresh from signing in has proved it already; ten minutes later it has not.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from backend.accounts.misses import count_try, take_back
from backend.accounts.models import StaffMember, StaffSession
from backend.accounts.passwords import matches
from backend.accounts.problems import ProofRefused, SignInDelayed
from backend.accounts.second_factor import check_code
from backend.audit.trail import record
from backend.extensions import db
from backend.transaction import transaction

RECENT = timedelta(minutes=10)


def is_recent(proved_at: datetime, now: datetime) -> bool:
    """Whether the last proof still counts; one from the future (clock set back) does not."""
    return timedelta() <= now - proved_at < RECENT


def prove(session_id: str, staff_id: str, text: str, source: str, now: datetime) -> None:
    """Take password, code or recovery code as proof for this session; opens its own transactions.

    Raises ProofRefused, SignInDelayed.
    """
    name = f"proof\n{staff_id}"
    with transaction():
        wait = count_try(name, source, now)
        wanted = select(StaffMember.password_hash).where(StaffMember.id == staff_id)
        password_hash = db.session.scalar(wanted)
    if wait:
        raise SignInDelayed(wait)
    is_right = matches(text, password_hash)
    with transaction():
        is_right = is_right or check_code(staff_id, text, now)
        if is_right:
            take_back(name, source, now)
            here = update(StaffSession).where(StaffSession.id == session_id)
            db.session.execute(here.values(proved_at=now))
        else:
            record("proof:missed", staff_id, staff_id, None, {})
    if not is_right:
        raise ProofRefused
