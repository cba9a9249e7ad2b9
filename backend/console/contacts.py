"""The one form for a contact about a case (记一次联系), and what the case page shows of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.current import current_actor
from backend.console.replies import SavedReply, replies_for
from backend.contacts.models import ContactOutcome
from backend.contacts.queries import ContactView, contacts_of
from backend.contacts.services import note_contact
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.inputs import read_text
from backend.intake.views import CaseView
from backend.intake.wording import CONTACT_TITLES
from backend.problems import FieldError, Invalid
from backend.transaction import transaction

bp = Blueprint(
    "console_contacts", __name__, url_prefix="/console/cases", template_folder="templates"
)


@bp.post("/<case_id>/note-contact")
def note(case_id: str) -> ResponseReturnValue:
    """Write down a contact; what was typed comes back when something must be mended."""
    form = request.form
    try:
        with transaction():
            note_contact(
                case_id,
                current_actor(),
                form.get("how", ""),
                form.get("outcome", ""),
                read_text(form.get("words", ""), "words"),
                day_of(form, "next_on"),
                utc_now(),
            )
    except Invalid as problem:
        faults = {error.pointer.strip("/"): error.detail for error in problem.errors}
        shown = render_template("console/contact.html", case_id=case_id, filled=form, faults=faults)
        return shown, problem.status
    return redirect(url_for("console_case.page", case_id=case_id) + "#contacts", 303)


def day_of(form: Mapping[str, str], name: str) -> date | None:
    """Give the day of a date field, or of one typed as 2026-11-30 or 2026/11/30; None when empty.

    Raises Invalid.
    """
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError as error:
        sentence = "日子写成 2026-11-30 这样。"
        raise Invalid(errors=[FieldError(f"/{name}", sentence)]) from error


@bp.app_template_global()
def contacts_of_case(case_id: str) -> list[ContactView]:
    return contacts_of(case_id)


@bp.app_template_global()
def contact_ways() -> list[tuple[str, str]]:
    return list(CONTACT_TITLES.items())


@bp.app_template_global()
def contact_outcomes() -> list[tuple[str, str]]:
    return [(str(one), one.caption) for one in ContactOutcome]


@bp.app_template_global()
def earliest_contact_day() -> date:
    return beijing_day()


@bp.app_template_global()
def saved_replies(view: CaseView, action: str, field: str) -> list[SavedReply]:
    """Give the sentences offered for one box of one form of this case."""
    fitting = replies_for(str(view.state), view.scheme, view.division_code)
    return [one for one in fitting if (one.action, one.field) == (action, field)]


@bp.app_template_global()
def chosen_reply(view: CaseView) -> SavedReply | None:
    """Give the sentence whose link was followed to open this page, if it still fits."""
    wanted = request.args.get("reply", "")
    fitting = replies_for(str(view.state), view.scheme, view.division_code)
    return next((one for one in fitting if one.id == wanted), None)
