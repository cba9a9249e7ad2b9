"""A grid worker's own referrals and how far each has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.applications.following import window_as_dict
from backend.extensions import db
from backend.intake.progress import Progress, progress_of
from backend.intake.states import CaseState
from backend.masks import mask_name
from backend.problems import NotFound
from backend.referrals.models import Referral
from backend.regions.codes import prefix_of
from backend.regions.queries import full_name
from backend.sealing import sealer

PAGE_SIZE: Final = 20


class ReferralNotFound(NotFound):
    slug, title, status = "referral-not-found", "没有找到这件登记", 404
    detail_default = "请核对编号；只能看自己登记的，而且要在自己负责的范围内。"


@dataclass(frozen=True)
class ReferralLine:
    """One referral as its own grid worker sees it: the household masked, no reasons, no amounts."""

    number: str
    case_id: str
    received_at: datetime
    place: str
    place_name: str
    household: str
    urgency: str
    status: CaseState
    status_title: str
    holder: str
    outcome: str | None
    due_on: date | None
    window: dict[str, Any] | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "case_id": self.case_id,
            "received_at": self.received_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "place": self.place,
            "place_name": self.place_name,
            "household": self.household,
            "urgency": self.urgency,
            "status": self.status.value,
            "status_title": self.status_title,
            "holder": self.holder,
            "outcome": self.outcome,
        }


def own_referrals(actor: Actor, page: int = 1) -> tuple[Sequence[ReferralLine], bool]:
    """Give a page of the worker's own referrals, newest first, and whether there are more."""
    rows = list(
        db.session.scalars(
            select(Referral)
            .where(*_own(actor))
            .order_by(Referral.received_at.desc(), Referral.id)
            .offset((page - 1) * PAGE_SIZE)
            .limit(PAGE_SIZE + 1)
        )
    )
    return [_line(row) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


def own_referral(number: str, actor: Actor) -> ReferralLine:
    """Give one of the worker's own referrals. Raises ReferralNotFound, foreign and unknown alike."""
    row = db.session.scalar(select(Referral).where(Referral.number == number, *_own(actor)))
    if row is None:
        raise ReferralNotFound
    return _line(row)


def last_place(actor: Actor) -> str | None:
    """Give the village of the worker's newest referral, inside the post held today."""
    newest = select(Referral.place).where(*_own(actor)).order_by(Referral.received_at.desc())
    return db.session.scalar(newest.limit(1))


def _own(actor: Actor) -> list[ColumnElement[bool]]:
    """Sent in by this worker, and inside the post held today: who moved on sees no more of it."""
    reach = actor.reach(Permission.REFER_HOUSEHOLD)
    inside = or_(*(Referral.place.startswith(prefix_of(code), autoescape=True) for code in reach))
    return [Referral.referrer_id == actor.staff_id, inside]


def _line(row: Referral) -> ReferralLine:
    progress = progress_of(row.case_id)
    body = sealer().open_json(row.body_sealed, "referral", row.id, "body")
    return ReferralLine(
        number=row.number,
        case_id=row.case_id,
        received_at=row.received_at,
        place=row.place,
        place_name=full_name(row.place),
        household=mask_name(body["household"]["name"]),
        urgency=row.urgency,
        status=progress.status,
        status_title=_title(progress),
        holder=progress.holder,
        outcome=_outcome(progress),
        due_on=progress.due_on,
        window=window_as_dict(progress.window) if progress.window else None,
    )


def _outcome(progress: Progress) -> str | None:
    """Give how it ended; of several schemes each that has ended, also while others go on."""
    ended = [f"{one.title}：{one.result_title}" for one in progress.items if one.result_title]
    own = progress.outcome.title if progress.outcome else None
    if own and not any(one.is_lead and one.result_title for one in progress.items):
        ended.insert(0, own)
    return "；".join(ended) or None


def _title(progress: Progress) -> str:
    """Give the state in words; what is said to the household as "you" is said about it here."""
    return progress.status_title.replace("等您补", "等这一户补")
