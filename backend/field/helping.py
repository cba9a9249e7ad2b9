"""A helper's pages: taking a mandate, following the case, handing in; and visits made."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from backend.accounts.current import current_actor
from backend.applications.looks import open_by_code
from backend.applications.problems import NoSuchPreApplication, TooManyLooks
from backend.applications.schemas import SupplementBody
from backend.doors.layout import beijing_day
from backend.doors.requests import request_source
from backend.extensions import utc_now
from backend.inputs import read_text
from backend.mandates import services as mandates
from backend.problems import Invalid, Problem
from backend.transaction import transaction
from backend.visits.services import make_visit, visits_due

_USUAL = timedelta(days=30)
bp = Blueprint("field_helping", __name__, url_prefix="/field", template_folder="templates")


@bp.get("/mandates/new")
def new_page() -> str:
    return _new({}, {})


@bp.post("/mandates/new")
def take() -> ResponseReturnValue:
    """Take a mandate by number and access code, given by the person who stands there."""
    actor, now, form = current_actor(), utc_now(), request.form
    faults: dict[str, str] = {}
    if form.get("agreed") != "yes":
        faults["agreed"] = "请先问本人（或监护人）同不同意，同意了再勾。"
    if faults:
        return _new(form, faults), 422
    try:
        row = open_by_code(
            form.get("number", "")[:40],
            form.get("access_code", "")[:40],
            request_source(),
            now,
        )
        with transaction():
            mandate_id = mandates.take_mandate(row, actor, _day(form.get("until_on", "")), now)
    except (NoSuchPreApplication, TooManyLooks) as problem:
        return _new(form, {"number": problem.detail}), problem.status
    except Invalid as problem:
        return _new(form, {"until_on": problem.errors[0].detail}), problem.status
    return redirect(url_for("field_helping.mandate", mandate_id=mandate_id), 303)


@bp.get("/mandates/<mandate_id>")
def mandate(mandate_id: str) -> str:
    return _mandate(mandate_id)


@bp.post("/mandates/<mandate_id>/supplement")
def supplement(mandate_id: str) -> ResponseReturnValue:
    """Hand in, for the person, what was asked for."""
    text = request.form.get("text", "")
    try:
        body = SupplementBody.model_validate({"text": text})
        with transaction():
            mandates.supplement_by_mandate(mandate_id, current_actor(), body.text, utc_now())
    except mandates.MandateNotFound:
        raise
    except (ValidationError, Problem) as problem:
        detail = problem.detail if isinstance(problem, Problem) else "请写几句再交，太长了请删短。"
        return _mandate(mandate_id, detail, text), 422
    return redirect(url_for("field_helping.mandate", mandate_id=mandate_id, done="1"), 303)


@bp.post("/mandates/<mandate_id>/give-back")
def give_back(mandate_id: str) -> ResponseReturnValue:
    with transaction():
        mandates.give_back(mandate_id, current_actor(), utc_now())
    return redirect(url_for("field.home"), 303)


@bp.post("/visits/<visit_id>")
def visit(visit_id: str) -> ResponseReturnValue:
    """Write down what was seen at the door."""
    actor, seen = current_actor(), request.form.get("seen", "")
    try:
        with transaction():
            make_visit(visit_id, actor, read_text(seen, "seen"), utc_now())
    except Invalid as problem:
        with transaction():
            visits = [one for one in visits_due(actor) if one.id == visit_id]
        shown = render_template(
            "field/visit.html", visits=visits, seen=seen, fault=problem.errors[0].detail
        )
        return shown, problem.status
    return redirect(url_for("field.home"), 303)


def _day(text: str) -> date:
    """Give the day typed; one that cannot be read is long past, and refused as such."""
    try:
        return date.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        return date.min


def _new(filled: object, faults: dict[str, str]) -> str:
    day = beijing_day()
    return render_template(
        "field/mandate_new.html",
        filled=filled,
        faults=faults,
        today=day,
        usual=day + _USUAL,
        latest=day + mandates.LONGEST,
    )


def _mandate(mandate_id: str, fault: str = "", written: str = "") -> str:
    with transaction():
        view, progress = mandates.progress_by_mandate(mandate_id, current_actor(), utc_now())
    return render_template(
        "field/mandate.html",
        view=view,
        progress=progress,
        fault=fault,
        written=written,
        done=request.args.get("done") == "1",
    )
