"""Refer a household: permit, check the place, number, open the case, keep it sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.applications.completeness import conditions_from
from backend.applications.following import window_as_dict
from backend.applications.reference import new_number
from backend.audit.trail import record
from backend.doors.layout import BEIJING, beijing_day
from backend.extensions import db, new_id
from backend.intake.opening import NewCase, OpenedCase, open_case
from backend.persons import person_fingerprint
from backend.problems import NotAllowed
from backend.referrals.models import Referral
from backend.referrals.problems import PlaceOutsidePost, ReferredAlready
from backend.regions.queries import current_division
from backend.sealing import sealer
from backend.transaction import take_turns

_PER_HOUSEHOLD = 5  # a day
_TRIES = 4
_DANGEROUS_AT_HOME = {"violence", "abuse"}


def submit_referral(
    body: Mapping[str, Any], actor: Actor, channel: str, now: datetime
) -> dict[str, Any]:
    """Take in a referral (`body` has the schema's shape); give number, case, window and due date.

    Raises NotAllowed, PlaceOutsidePost, ReferredAlready, PlaceNotServed.
    """
    if not actor.may(Permission.REFER_HOUSEHOLD):
        raise NotAllowed
    place = _own_place(str(body["place"]), actor)
    person_hash = _person_hash(body["household"], place)
    _respect_quota(person_hash, now)
    row_id = new_id()
    case = _open_numbered(body, row_id, place, actor, channel, now)
    db.session.add(
        Referral(
            id=row_id,
            number=case.number,
            case_id=case.id,
            referrer_id=actor.staff_id,
            scheme=body["scheme"],
            place=place,
            urgency=body["urgency"],
            has_consent=body["consent"]["given"],
            person_hash=person_hash,
            channel=channel,
            body_sealed=sealer().seal_json(dict(body), "referral", row_id, "body"),
            received_at=now,
        )
    )
    db.session.flush()
    consent = "given" if body["consent"]["given"] else "reason"
    record("referral:submitted", row_id, actor.staff_id, place, {"consent": consent})
    return {
        "number": case.number,
        "case_id": case.id,
        "window": window_as_dict(case.window) | {"routing_reason": case.routing_reason},
        "due": case.due.as_dict() if case.due else None,
    }


def _own_place(code: str, actor: Actor) -> str:
    """Give the division that stands for `code` today, when it lies within the worker's own post."""
    division = current_division(code)
    if (
        division is None
        or division.level not in {"township", "village"}
        or not actor.covers(Permission.REFER_HOUSEHOLD, division.code)
    ):
        raise PlaceOutsidePost
    return division.code


def _person_hash(household: Mapping[str, Any], place: str) -> str:
    if household["phone"]:
        return person_fingerprint("phone", household["phone"])
    return sealer().fingerprint("referral-household", f"{place}:{household['name']}")


def _respect_quota(person_hash: str, now: datetime) -> None:
    take_turns(f"referred:{person_hash}")
    start = datetime.combine(beijing_day(now), time.min, BEIJING)
    today = select(func.count()).where(
        Referral.person_hash == person_hash, Referral.received_at >= start
    )
    if (db.session.scalar(today) or 0) >= _PER_HOUSEHOLD:
        raise ReferredAlready


def _open_numbered(
    body: Mapping[str, Any], row_id: str, place: str, actor: Actor, channel: str, now: datetime
) -> OpenedCase:
    """Open the case under a fresh number; one that is taken (about one in a million) is redrawn."""
    for _ in range(_TRIES - 1):
        number = new_number(beijing_day(now))
        try:
            with db.session.begin_nested():
                return open_case(_new_case(body, row_id, number, place, actor, channel), now)
        except IntegrityError:
            continue
    number = new_number(beijing_day(now))
    return open_case(_new_case(body, row_id, number, place, actor, channel), now)


def _new_case(
    body: Mapping[str, Any], row_id: str, number: str, place: str, actor: Actor, channel: str
) -> NewCase:
    return NewCase(
        kind="referral",
        scheme=body["scheme"],
        place=place,
        subject_ref=row_id,
        number=number,
        urgent=body["urgency"] == "urgent",
        summary=_summary(body, actor),
        channel=channel,
        opened_by=actor.staff_id,
    )


def _summary(body: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Give what the window needs to know (class A). No notice goes to a phone that someone who
    hurts the household may hold."""
    household, situation, consent = body["household"], body["situation"], body["consent"]
    said = "已征得本人同意" if consent["given"] else f"未征得同意：{consent['reason']}"
    summary: dict[str, Any] = {
        "name": household["name"],
        "phone": household["phone"] or "",
        "address": household["address"] or "",
        "people": household["people"],
        "description": situation["description"],
        "causes": list(situation["causes"]),
        "conditions": sorted(conditions_from(situation["causes"])),
        "consent": said,
        "referred_by": actor.name,
    }
    if _DANGEROUS_AT_HOME & set(situation["causes"]):
        summary["notify"] = "none"
    return summary
