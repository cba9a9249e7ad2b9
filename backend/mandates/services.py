"""Take a mandate, take it back, act by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.applications import following
from backend.applications.models import PreApplication
from backend.audit.trail import record
from backend.content.names import Scheme
from backend.doors.layout import beijing_day
from backend.extensions import db, new_id
from backend.intake.progress import Progress
from backend.intake.queries import division_of
from backend.mandates.models import Mandate
from backend.problems import FieldError, Invalid, NotAllowed, NotFound

LONGEST: Final = timedelta(days=183)


class MandateNotFound(NotFound):
    slug, title, status = "mandate-not-found", "没有这份代办", 404
    detail_default = "可能已经到期，或者居民取消了。需要的话请当面再要一次编号和办理码。"


@dataclass(frozen=True)
class MandateView:
    """One mandate; `number` and `scheme_title` name the pre-application, no person."""

    id: str
    number: str
    scheme_title: str
    helper_name: str
    given_at: datetime
    until_on: date


def take_mandate(row: PreApplication, actor: Actor, until_on: date, now: datetime) -> str:
    """Let `actor` act for the person whose number and code were given; a second time moves the day.

    Raises NotAllowed, Invalid.
    """
    if not actor.may(Permission.REFER_HOUSEHOLD):
        raise NotAllowed
    today = beijing_day(now)
    if not today <= until_on <= today + LONGEST:
        raise Invalid(errors=[FieldError("/until_on", "从今天起，最长半年；到期可以再要一次。")])
    held = _in_force(today) & (Mandate.case_id == row.case_id)
    mandate = db.session.scalar(select(Mandate).where(held, Mandate.helper_id == actor.staff_id))
    if mandate is None:
        mandate = Mandate(
            id=new_id(),
            case_id=row.case_id,
            helper_id=actor.staff_id,
            helper_name=actor.name,
            given_at=now,
            until_on=until_on,
        )
        db.session.add(mandate)
    mandate.until_on = until_on
    db.session.flush()
    fields: dict[str, str | int] = {"until": until_on.isoformat()}
    record("mandate:given", row.case_id, actor.staff_id, division_of(row.case_id), fields)
    return mandate.id


def mandates_of_case(case_id: str, today: date) -> list[MandateView]:
    """Give who may act for this person today, for the person's own eyes."""
    return _views((Mandate.case_id == case_id) & _in_force(today))


def mandates_held(actor: Actor, today: date) -> list[MandateView]:
    """Give whom this helper may act for today, the soonest to end first."""
    return _views((Mandate.helper_id == actor.staff_id) & _in_force(today))


def revoke_by_resident(case_id: str, mandate_id: str, now: datetime) -> None:
    """Take back; once more changes nothing. Raises MandateNotFound."""
    mandate = db.session.get(Mandate, mandate_id)
    if mandate is None or mandate.case_id != case_id:
        raise MandateNotFound
    _revoke(mandate, "resident", now)


def give_back(mandate_id: str, actor: Actor, now: datetime) -> None:
    """The helper stops. Raises MandateNotFound."""
    _revoke(_held(mandate_id, actor, beijing_day(now)), "helper", now)


def progress_by_mandate(
    mandate_id: str, actor: Actor, now: datetime
) -> tuple[MandateView, Progress]:
    """Give what the resident would see; the look stands in the trail. Raises MandateNotFound."""
    mandate = _held(mandate_id, actor, beijing_day(now))
    row = _row(mandate)
    record("mandate:looked", row.case_id, actor.staff_id, division_of(row.case_id), {})
    return _view(mandate, row), following.progress_for(row, now)


def supplement_by_mandate(mandate_id: str, actor: Actor, text: str, now: datetime) -> None:
    """Hand in, for the resident, what was asked for; it says who did. Raises MandateNotFound."""
    mandate = _held(mandate_id, actor, beijing_day(now))
    row = _row(mandate)
    following.supplement(row, f"{text}\n（{actor.name}代交）", now)
    record("mandate:supplemented", row.case_id, actor.staff_id, division_of(row.case_id), {})


def _in_force(today: date) -> ColumnElement[bool]:
    return Mandate.revoked_at.is_(None) & (Mandate.until_on >= today)


def _held(mandate_id: str, actor: Actor, today: date) -> Mandate:
    mine = (Mandate.id == mandate_id) & (Mandate.helper_id == actor.staff_id) & _in_force(today)
    mandate = db.session.scalar(select(Mandate).where(mine))
    if mandate is None or not actor.may(Permission.REFER_HOUSEHOLD):
        raise MandateNotFound
    return mandate


def _row(mandate: Mandate) -> PreApplication:
    wanted = select(PreApplication).where(PreApplication.case_id == mandate.case_id)
    row = db.session.scalar(wanted)
    if row is None:
        raise MandateNotFound
    return row


def _views(wanted: ColumnElement[bool]) -> list[MandateView]:
    rows = db.session.execute(
        select(Mandate, PreApplication)
        .join(PreApplication, PreApplication.case_id == Mandate.case_id)
        .where(wanted)
        .order_by(Mandate.until_on)
    )
    return [_view(mandate, row) for mandate, row in rows]


def _view(mandate: Mandate, row: PreApplication) -> MandateView:
    return MandateView(
        mandate.id,
        row.number,
        Scheme(row.scheme).title_zh,
        mandate.helper_name,
        mandate.given_at,
        mandate.until_on,
    )


def _revoke(mandate: Mandate, by: str, now: datetime) -> None:
    if mandate.revoked_at is not None:
        return
    mandate.revoked_at, mandate.revoked_by = now, by
    db.session.flush()
    actor = mandate.helper_id if by == "helper" else "resident"
    record("mandate:revoked", mandate.case_id, actor, division_of(mandate.case_id), {"by": by})
