"""The grid worker's pages: own referrals, the form, one referral with its number."""

from __future__ import annotations

import json

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from backend.accounts.current import current_actor
from backend.applications.reference import read_number, spoken
from backend.attachments.desk import keep_for_staff
from backend.attachments.papers import CHOICES
from backend.attachments.uploads import read_upload
from backend.extensions import utc_now
from backend.field.forms import CAUSES, body_of, faults_of, new_key, own_places, read_form
from backend.inputs import invalid_from
from backend.once import once
from backend.problems import Problem
from backend.referrals.queries import own_referral, own_referrals
from backend.referrals.schemas import ReferralBody
from backend.referrals.services import submit_referral
from backend.transaction import transaction

bp = Blueprint("field", __name__, url_prefix="/field", template_folder="templates")
bp.add_app_template_filter(spoken, "spoken_number")


@bp.get("/")
def home() -> str:
    """Own referrals, newest first, each with how far it has come."""
    page = request.args.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    lines, has_more = own_referrals(current_actor(), max(1, number))
    return render_template("field/home.html", lines=lines, page=max(1, number), has_more=has_more)


@bp.get("/refer")
def refer_page() -> str:
    return _form({"place": request.args.get("place", "")[:12]}, set(), {}, new_key())


@bp.post("/refer")
def refer() -> ResponseReturnValue:
    """Send in the form; pressed twice, it is still one referral."""
    filled, causes, key = read_form()
    actor, now = current_actor(), utc_now()
    try:
        plain = ReferralBody.model_validate(body_of(filled, causes)).model_dump(mode="json")
        with transaction():
            receipt = once(
                f"referral_page:{actor.staff_id}",
                key,
                json.dumps(plain, sort_keys=True, ensure_ascii=False),
                lambda: submit_referral(plain, actor, "field", now),
            )
    except ValidationError as error:
        return _form(filled, causes, faults_of(invalid_from(error)), key), 422
    except Problem as problem:
        return _form(filled, causes, faults_of(problem), key), problem.status
    return redirect(url_for("field.referral", number=receipt["number"], new="1"), 303)


@bp.get("/referrals/<number>")
def referral(number: str) -> str:
    """One of the worker's own referrals: the number to read out, the window, how far it is."""
    line = own_referral(read_number(number) or "", current_actor())
    return render_template(
        "field/referral.html",
        line=line,
        is_new=request.args.get("new") == "1",
        photo_done=request.args.get("photo") == "1",
        kinds=CHOICES,
    )


@bp.post("/referrals/<number>/papers")
def referral_paper(number: str) -> ResponseReturnValue:
    """Add a photo to one of the worker's own referrals; sent twice, it is still one."""
    actor = current_actor()
    line = own_referral(read_number(number) or "", actor)
    upload = read_upload("csrf_token")
    keep_for_staff(line.case_id, actor, upload, upload.fingerprint, utc_now())
    return redirect(url_for("field.referral", number=line.number, photo="1"), 303)


def _form(filled: dict[str, str], chosen: set[str], faults: dict[str, str], key: str) -> str:
    return render_template(
        "field/refer.html",
        filled=filled,
        chosen=chosen,
        faults=faults,
        once_key=key,
        causes=CAUSES,
        places=own_places(current_actor()),
    )
