"""Notices about a case: to the resident by the address they left, to staff by their post.

The notice says that there is news and where to look; see notifications.messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from backend.extensions import db
from backend.intake.models import CaseEvent, IntakeCase
from backend.notifications import outbox
from backend.regions.queries import window_by_id
from backend.sealing import sealer
from backend.statements import Filled
from backend.transaction import see, seen_once

NO_NOTICE = "none"
_SUMMARY = "summary"
# What offices only do between themselves; the person sees it when they look.
QUIET = frozenset(
    {"case:supplement_approved", "case:supplement_wanted", "case:supplement_refused"}
    | {"case:followed_up", "case:outcome_reported"}
    | {"case:marked_urgent"}
    | {"case:transfer_recalled", "case:referral_accepted", "case:transfer_returned"}
)
CONVERSATIONS = ("wechat_official:", "mini_program:")


def open_summary(case: IntakeCase) -> dict[str, Any]:
    """Give what the applicant's door handed in (class A); a copy of one's own."""
    sealed = case.summary_sealed
    found: dict[str, Any] = seen_once(
        (_SUMMARY, sealed), lambda: sealer().open_json(sealed, "intake_case", case.id, "summary")
    )
    return dict(found)


def seal_summary(case_id: str, summary: dict[str, Any]) -> str:
    sealed = sealer().seal_json(summary, "intake_case", case_id, "summary")
    see((_SUMMARY, sealed), summary)
    return sealed


def address_of(summary: dict[str, Any]) -> str | None:
    """Give where notices go: `notify` as the door said (`none`: no notices, they are not safe), else
    the phone; None when there is neither."""
    notify = summary.get("notify")
    if notify:
        return None if notify == NO_NOTICE else str(notify)
    return f"phone:{summary['phone']}" if summary.get("phone") else None


def rows_to_tell(
    case: IntakeCase, event: str, now: datetime, details: Mapping[str, Any], to_staff: str | None
) -> list[Filled]:
    """Give the rows by which one move is told: the resident, and staff where `to_staff` names a
    notice."""
    for_resident = None if _is_quiet(case, event, details) else _for_resident(case, event, details)
    for_staff = _for_staff(case, to_staff, _responsible(case)) if to_staff else None
    return outbox.rows_of([one for one in (for_resident, for_staff) if one], now)


def _is_quiet(case: IntakeCase, event: str, details: Mapping[str, Any]) -> bool:
    """Whether no notice leaves: nobody needs to be told by message of the talk they just had, nor a
    second time of the case an objection or a review opens."""
    if event == "case:opened" and case.kind in ("dispute", "review"):
        return True
    return event in QUIET or (event == "case:contact_noted" and bool(details.get("reached")))


def _for_resident(
    case: IntakeCase, event: str, details: Mapping[str, Any], key: str = ""
) -> outbox.Notice | None:
    """Give one notice per event; none at all where notices are not safe. A question asked in a
    conversation is answered there, in words."""
    summary = open_summary(case)
    if summary.get("notify") == NO_NOTICE:
        return None
    address = address_of(summary)
    key = key or f"resident:{case.id}:{case.version}"
    if case.kind == "question" and address and address.startswith(CONVERSATIONS):
        words = _words_for_the_person(event, details)
        return outbox.reply("chat:clerk_replied", case.id, address, words, key) if words else None
    window = window_by_id(case.window_id)
    values = {"number": number_of(case), "window_phone": window.phone if window else ""}
    sealed = outbox.seal_address(address, key) if address else None
    return outbox.Notice(event, case.id, "resident", sealed, values, key, case.urgent)


def tell_referrer(case: IntakeCase, now: datetime) -> None:
    """Tell the grid worker who referred the household that there is an outcome; what it is they
    see on their own page."""
    if case.kind != "referral":
        return
    first = select(CaseEvent.actor_id).where(
        CaseEvent.case_id == case.id, CaseEvent.seq == 1, CaseEvent.actor_kind == "staff"
    )
    referrer = db.session.scalar(first)
    if referrer is None:
        return
    key = f"referrer:{case.id}:{case.version}"
    sealed = outbox.seal_address(f"staff:{referrer}", key)
    values = {"number": number_of(case)}
    outbox.put("case:referral_ended", case.id, "staff", sealed, values, key, now=now)


def _words_for_the_person(event: str, details: Mapping[str, Any]) -> str:
    """Give what a clerk wrote to the person with this move; empty for moves among ourselves."""
    if event == "case:closed":
        return str(details.get("reason") or "")
    if event == "case:stage_recorded":
        return str(details.get("note") or "")
    if event == "case:supplement_requested":
        return "；".join([*details.get("items", ()), str(details.get("message") or "")]).strip("；")
    return ""


def number_of(case: IntakeCase) -> str:
    """Give the number the resident knows the matter by; an objection goes by its case's."""
    if case.number is None and case.parent_id:
        parent = db.session.get(IntakeCase, case.parent_id)
        return (parent.number if parent else None) or ""
    return case.number or ""


def tell_staff(
    case: IntakeCase,
    event: str,
    now: datetime,
    *,
    department: str = "",
    holder_id: str | None = None,
    window_id: str = "",
) -> None:
    """Leave a notice for the holder (`holder_id`: who held it until now), else for the window; for
    another window (`window_id`, unless `holder_id` says who there), or for one department."""
    if department:
        address = f"department:{department}:{case.division_code}"
    elif holder_id or not window_id:
        address = _responsible(case, holder_id)
    else:
        address = f"window:{window_id}"
    _put(case, event, now, address, f"staff:{case.id}:{case.version}:{department or window_id}")


def tell_supervisor(case: IntakeCase, event: str, now: datetime) -> None:
    """Leave a notice for whoever supervises the place the case lies in."""
    address = f"supervisors:{case.division_code}"
    _put(case, event, now, address, f"supervisor:{case.id}:{case.version}:{event}")


def remind_staff(
    case: IntakeCase, event: str, now: datetime, due_on: date, address: str = "", clock: str = ""
) -> None:
    """Leave a hint about a due date, once for each date, kind of hint and clock; to the holder or
    the window unless `address` says who is to act."""
    key = f"{event}:{case.id}:{clock}:{due_on}"
    _put(case, event, now, address or _responsible(case), key)


def remind_resident(case: IntakeCase, event: str, now: datetime, due_on: date) -> None:
    """Tell the resident, once for each day, that a day is near by which something is theirs to do."""
    told = _for_resident(case, event, {}, f"resident:{event}:{case.id}:{due_on}")
    outbox.put_all([told] if told else [], now=now)


def _responsible(case: IntakeCase, holder_id: str | None = None) -> str:
    holder_id = holder_id or case.holder_id
    return f"staff:{holder_id}" if holder_id else f"window:{case.window_id}"


def _put(case: IntakeCase, event: str, now: datetime, address: str, key: str) -> None:
    outbox.put_all([_for_staff(case, event, address, key)], now=now)


def _for_staff(case: IntakeCase, event: str, address: str, key: str = "") -> outbox.Notice:
    key = key or f"staff:{case.id}:{case.version}:"
    sealed = outbox.seal_address(address, key)
    return outbox.Notice(event, case.id, "staff", sealed, {"number": number_of(case)}, key)
