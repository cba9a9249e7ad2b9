"""Find cases by number, phone or ID number, and break the glass in an emergency.

A person search is a POST: what was typed never stands in an address or a log, is compared as a keyed
hash, and finds only what the asking person may see anyway.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.actor import Actor
from backend.accounts.current import current_actor
from backend.accounts.emergencies import LEAST_REASON, open_emergency
from backend.applications.reference import read_number
from backend.console.day import row_of
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.inputs import plain_digits, without_unwanted
from backend.intake.day import find_by_person
from backend.intake.problems import CaseNotFound
from backend.intake.queries import find_by_number, place_of_number
from backend.intake.views import CaseView
from backend.persons import phone_fault, plain_phone
from backend.transaction import transaction

bp = Blueprint("console_search", __name__, url_prefix="/console", template_folder="templates")

_NOT_KNOWN = "写 12 位编号、手机号（或带区号的座机）、18 位身份证号，别的不认。"


@bp.post("/search")
def search() -> ResponseReturnValue:
    """Go to the one case found; list several; say so when there is none."""
    actor = current_actor()
    written = str(plain_digits(without_unwanted(request.form.get("q", "")[:60])))
    kind, value = _read(written)
    if not kind:
        return _found([], actor, fault=_NOT_KNOWN), 422
    views = _cases(kind, value, actor)
    if len(views) == 1:
        return redirect(url_for("console_case.page", case_id=views[0].id), 303)
    if not views:
        number = value if kind == "number" else ""
        return _found([], actor, number=number), 404
    return _found(views, actor)


@bp.post("/emergency")
def emergency() -> ResponseReturnValue:
    """Read one case outside one's reach for an hour; reason first, supervisors told at once."""
    actor, now = current_actor(), utc_now()
    number = read_number(request.form.get("number", "")) or ""
    reason = request.form.get("reason", "").strip()[:500]
    if len(reason) < LEAST_REASON:
        fault = f"请写清出了什么事、为什么等不得，至少 {LEAST_REASON} 个字。"
        return _found([], actor, number=number, emergency_fault=fault, reason=reason), 422
    place = place_of_number(number)
    if place is None:
        raise CaseNotFound
    case_id, division_code = place
    with transaction():
        open_emergency(case_id, number, division_code, actor, reason, now)
    return redirect(url_for("console_case.page", case_id=case_id), 303)


def _read(written: str) -> tuple[str, str]:
    """Give what kind of number this is, and its plain form; ("", "") for none."""
    if number := read_number(written):
        return "number", number
    if len(written) == 18 and written[:17].isascii() and written[:17].isdigit():
        return "id_number", written.upper()
    phone = plain_phone(written)
    return ("", "") if phone_fault(phone) else ("phone", phone)


def _cases(kind: str, value: str, actor: Actor) -> list[CaseView]:
    if kind != "number":
        return find_by_person(kind, value, actor)
    try:
        return [find_by_number(value, actor)]
    except CaseNotFound:
        return []


def _found(
    views: list[CaseView],
    actor: Actor,
    *,
    fault: str = "",
    number: str = "",
    emergency_fault: str = "",
    reason: str = "",
) -> str:
    day = beijing_day()
    return render_template(
        "console/found.html",
        rows=[row_of(one, actor, day) for one in views],
        fault=fault,
        number=number,
        emergency_fault=emergency_fault,
        reason=reason,
    )
