"""Emergency access: reading one case outside one's own reach, with a reason, for an hour.

A person may lie on the floor in the next township while the window there is shut. So the door can
be broken: the reason is typed, the supervisor of the place learns of it at once, it ends by itself,
and it stays on a list until somebody has said whether it was fit. It opens reading, no move.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, or_, select

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.accounts.problems import EmergencyNotFound
from backend.accounts.queries import names_of
from backend.accounts.rights_models import EmergencyAccess
from backend.audit.trail import record
from backend.extensions import db, new_id
from backend.notifications import outbox
from backend.regions.codes import prefix_of
from backend.sealing import sealer

LASTS: Final = timedelta(hours=1)
LEAST_REASON: Final = 8  # characters


@dataclass(frozen=True)
class EmergencyLine:
    """One use as its reviewer sees it."""

    id: str
    staff_id: str
    name: str
    subject: str
    number: str
    division_code: str
    reason: str
    opened_at: datetime
    until_at: datetime
    reviewed_at: datetime | None
    reviewer: str
    verdict: str | None
    words: str


def open_emergency(
    subject: str, number: str, division_code: str, actor: Actor, reason: str, now: datetime
) -> str:
    """Let `actor` read this subject for an hour; tell the supervisors of its place at once."""
    row_id = new_id()
    db.session.add(
        EmergencyAccess(
            id=row_id,
            staff_id=actor.staff_id,
            subject=subject,
            subject_number=number,
            division_code=division_code,
            reason_sealed=sealer().seal(reason, "emergency_access", row_id, "reason"),
            opened_at=now,
            until_at=now + LASTS,
        )
    )
    db.session.flush()
    key = f"emergency:{row_id}"
    sealed = outbox.seal_address(f"supervisors:{division_code}", key)
    outbox.put("case:emergency_read", subject, "staff", sealed, {"number": number}, key, now=now)
    record("access:emergency", subject, actor.staff_id, division_code, {"access": row_id})
    return row_id


def open_emergencies_of(staff_id: str, now: datetime) -> tuple[str, ...]:
    """Give the ids this person may read just now by emergency access."""
    held = select(EmergencyAccess.subject).where(
        EmergencyAccess.staff_id == staff_id,
        EmergencyAccess.opened_at <= now,
        EmergencyAccess.until_at > now,
    )
    return tuple(db.session.scalars(held))


def emergencies_to_review(actor: Actor, limit: int = 50) -> list[EmergencyLine]:
    """Give the uses in the actor's reach: those not reviewed first, then the newest."""
    query = (
        select(EmergencyAccess)
        .where(_in_reach(actor))
        .order_by(EmergencyAccess.reviewed_at.is_not(None), EmergencyAccess.opened_at.desc())
        .limit(limit)
    )
    rows = list(db.session.scalars(query.execution_options(populate_existing=True)))
    names = names_of([row.staff_id for row in rows] + [row.reviewed_by or "" for row in rows])
    return [_line(row, names) for row in rows]


def review_emergency(access_id: str, actor: Actor, verdict: str, words: str, now: datetime) -> None:
    """Say whether a use was fit. Nobody judges their own. Raises EmergencyNotFound."""
    row = db.session.scalar(
        select(EmergencyAccess)
        .where(
            EmergencyAccess.id == access_id,
            EmergencyAccess.reviewed_at.is_(None),
            EmergencyAccess.staff_id != actor.staff_id,
            _in_reach(actor),
        )
        .with_for_update()
    )
    if row is None:
        raise EmergencyNotFound
    row.reviewed_at, row.reviewed_by = now, actor.staff_id
    row.verdict = "fit" if verdict == "fit" else "unfit"
    row.words_sealed = sealer().seal(words, "emergency_access", row.id, "words")
    db.session.flush()
    fields: dict[str, str | int] = {"access": row.id, "verdict": row.verdict}
    record("access:emergency_reviewed", row.subject, actor.staff_id, row.division_code, fields)


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    reach = actor.reach(Permission.SUPERVISE)
    inside = [
        EmergencyAccess.division_code.startswith(prefix_of(code), autoescape=True) for code in reach
    ]
    return or_(*inside) if inside else EmergencyAccess.id.is_(None)


def _line(row: EmergencyAccess, names: dict[str, str]) -> EmergencyLine:
    opened = sealer()
    return EmergencyLine(
        id=row.id,
        staff_id=row.staff_id,
        name=names.get(row.staff_id, ""),
        subject=row.subject,
        number=row.subject_number,
        division_code=row.division_code,
        reason=opened.open(row.reason_sealed, "emergency_access", row.id, "reason"),
        opened_at=row.opened_at,
        until_at=row.until_at,
        reviewed_at=row.reviewed_at,
        reviewer=names.get(row.reviewed_by or "", ""),
        verdict=row.verdict,
        words=opened.open(row.words_sealed, "emergency_access", row.id, "words")
        if row.words_sealed
        else "",
    )
