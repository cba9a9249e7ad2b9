"""The form that asks a grid worker to look in at the household, and what they saw."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.current import current_actor
from backend.console.contacts import day_of
from backend.extensions import utc_now
from backend.inputs import read_text
from backend.problems import Invalid
from backend.transaction import transaction
from backend.visits.services import VisitView, ask_visit, visits_of_case

bp = Blueprint("console_visits", __name__, url_prefix="/console/cases", template_folder="templates")


@bp.post("/<case_id>/visit")
def ask(case_id: str) -> ResponseReturnValue:
    """Ask for a visit; what was typed comes back when something must be mended."""
    form = request.form
    try:
        with transaction():
            words, due_on = read_text(form.get("words", ""), "words"), day_of(form, "due_on")
            ask_visit(case_id, current_actor(), words, due_on, utc_now())
    except Invalid as problem:
        faults = {error.pointer.strip("/"): error.detail for error in problem.errors}
        shown = render_template("console/visit.html", case_id=case_id, filled=form, faults=faults)
        return shown, problem.status
    return redirect(url_for("console_case.page", case_id=case_id) + "#visits", 303)


@bp.app_template_global()
def visits_of(case_id: str) -> list[VisitView]:
    return visits_of_case(case_id)
