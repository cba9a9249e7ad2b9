"""A slip of a case as PDF or plain text, for whoever works it; each one leaves its entry."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from backend.accounts.current import current_actor
from backend.slips.answers import FORMS, answer_with
from backend.slips.services import slip_for_staff
from backend.transaction import transaction

bp = Blueprint("console_slips", __name__, url_prefix="/console/cases")


@bp.get("/<case_id>/slips/<name>")
def slip(case_id: str, name: str) -> Response:
    """Make the newest slip of a kind; `name` is acceptance.pdf, decline.txt …"""
    kind, _, form = name.rpartition(".")
    if form not in FORMS:
        abort(404)
    with transaction():
        made = slip_for_staff(case_id, current_actor(), kind)
    return answer_with(made, form)
