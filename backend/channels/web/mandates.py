"""The resident sees who may act for them, and takes it back; by number and access code."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from backend.channels.web.blueprint import bp
from backend.channels.web.status import Entered, entered
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.mandates.services import (
    MandateNotFound,
    MandateView,
    mandates_of_case,
    revoke_by_resident,
)
from backend.transaction import transaction


@bp.post("/status/mandates/<mandate_id>")
def status_revoke(mandate_id: str) -> ResponseReturnValue:
    """Take a mandate back at once."""
    found = entered()
    if not isinstance(found, Entered):
        return found
    fault = ""
    try:
        with transaction():
            revoke_by_resident(found.row.case_id, mandate_id, utc_now())
    except MandateNotFound as problem:
        fault = problem.detail
    return render_template("web/mandate_revoked.html", fault=fault, **found.names)


@bp.app_template_global()
def who_may_act(case_id: str) -> list[MandateView]:
    return mandates_of_case(case_id, beijing_day())
