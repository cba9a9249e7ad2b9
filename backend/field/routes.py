"""The grid worker's pages: own referrals, the form, one referral with its number and photos."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from backend.accounts.actor import Actor
from backend.accounts.current import current_actor
from backend.applications.reference import read_number, spoken
from backend.attachments.desk import keep_for_staff
from backend.attachments.papers import CHOICES
from backend.attachments.services import attachments_of
from backend.attachments.uploads import Upload, read_upload
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.field.forms import (
    CAUSES,
    body_of,
    faults_of,
    is_key,
    key_of_paper,
    new_key,
    new_paper_id,
    read_form,
)
from backend.field.phone_box import lock, open_box, owner_of
from backend.field.places import find_place, own_places, usual_place
from backend.inputs import invalid_from
from backend.mandates.services import mandates_held
from backend.once import once
from backend.printing.qr import svg
from backend.problems import FieldError, Invalid, Problem
from backend.referrals.queries import ReferralLine, own_referral, own_referrals
from backend.referrals.schemas import ReferralBody
from backend.referrals.services import submit_referral
from backend.regions.queries import full_name
from backend.transaction import transaction
from backend.visits.services import visits_due

bp = Blueprint("field", __name__, url_prefix="/field", template_folder="templates")
bp.add_app_template_filter(spoken, "spoken_number")


@bp.get("/")
def home() -> str:
    """Visits due, whom one may act for, and own referrals with how far each has come."""
    page = request.args.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    actor, day = current_actor(), beijing_day()
    lines, has_more = own_referrals(actor, max(1, number))
    with transaction():
        visits = visits_due(actor) if number == 1 else []
    return render_template(
        "field/home.html",
        lines=lines,
        page=max(1, number),
        has_more=has_more,
        visits=visits,
        mandates=mandates_held(actor, day) if number == 1 else [],
        today=day,
        owner=owner_of(actor.staff_id),
    )


@bp.get("/refer")
def refer_page() -> str:
    """The form; a paper form's address brings its id and place along."""
    paper, actor = request.args.get("paper", ""), current_actor()
    key = key_of_paper(paper) or new_key()
    place = request.args.get("place", "")[:12] or usual_place(actor)
    return _form({"place": place}, set(), {}, key, is_fresh=True)


@bp.post("/refer")
def refer() -> ResponseReturnValue:
    """Send in the form; pressed twice, it is still one referral."""
    actor, now = current_actor(), utc_now()
    try:
        filled, causes, key = read_form(owner_of(actor.staff_id))
    except Invalid as problem:
        return _form({}, set(), {"": problem.errors[0].detail}, new_key()), problem.status
    if "find" in request.form:
        written = request.form.get("find_place", "")[:200]
        code, fault = find_place(written, actor)
        filled["place"] = code or filled["place"]
        found = {"find_place": fault} if fault else {}
        return _form(filled | {"find_place": written}, causes, found, key), 422 if fault else 200
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
    return redirect(url_for("field.referral", number=receipt["number"], new="1", sent=key), 303)


@bp.get("/referrals/<number>")
def referral(number: str) -> str:
    """One of the worker's own referrals: the number to read out, the window, how far it is."""
    return _referral(own_referral(read_number(number) or "", current_actor()))


@bp.post("/referrals/<number>/papers")
def referral_paper(number: str) -> ResponseReturnValue:
    """Add a photo to one of the worker's own referrals; sent twice, it is still one.

    One the phone kept comes sealed, with a key of its own, and is answered as data (`Accept:
    application/json`), so that the phone knows when it may forget it.
    """
    actor = current_actor()
    line = own_referral(read_number(number) or "", actor)
    by_script = request.accept_mimetypes.best == "application/json"
    try:
        upload, key = _photo(actor)
        keep_for_staff(line.case_id, actor, upload, key, utc_now())
    except Problem as problem:
        fault = problem.errors[0].detail if problem.errors else problem.detail
        if by_script:
            return {"kept": False, "detail": fault}, problem.status
        return _referral(line, fault), problem.status
    if by_script:
        return {"kept": True}, 201
    return redirect(url_for("field.referral", number=line.number, photo="1"), 303)


@bp.get("/paper")
def paper() -> str:
    """A form to print and fill by hand; its code opens the same form here, already at the place."""
    place = request.args.get("place", "")[:12]
    known = {code for _, villages in own_places(current_actor()) for code, _ in villages}
    place = place if place in known else ""
    form_id = new_paper_id()
    base = current_app.extensions["settings"].public_base_url
    address = f"{base}/field/refer?paper={form_id}" + (f"&place={place}" if place else "")
    drawn = base64.b64encode(svg(address).encode()).decode()
    return render_template(
        "field/paper.html",
        form_id=form_id,
        place_name=full_name(place),
        picture=f"data:image/svg+xml;base64,{drawn}",
        causes=CAUSES,
        places=own_places(current_actor()),
    )


def _photo(actor: Actor) -> tuple[Upload, str]:
    """Read an upload, opened where the phone sealed it, and its once-only key.

    Raises what reading and opening raise.
    """
    upload = read_upload("csrf_token", "once_key", "sealed")
    key = request.form.get("once_key", "")
    if not request.form.get("sealed"):
        return upload, key if is_key(key) else upload.fingerprint
    if not is_key(key):
        raise Invalid(errors=[FieldError("/once_key", "缺少办理键，请刷新后再送。")])
    return replace(upload, raw=open_box(upload.raw, owner_of(actor.staff_id), key)), key


def _referral(line: ReferralLine, fault: str = "") -> str:
    sent = request.args.get("sent", "")
    return render_template(
        "field/referral.html",
        line=line,
        is_new=request.args.get("new") == "1",
        sent=sent if is_key(sent) else "",
        photo_done=request.args.get("photo") == "1",
        owner=owner_of(current_actor().staff_id),
        papers=attachments_of(line.case_id),
        kinds=CHOICES,
        fault=fault,
    )


def _form(
    filled: dict[str, str],
    chosen: set[str],
    faults: dict[str, str],
    key: str,
    *,
    is_fresh: bool = False,
) -> str:
    return render_template(
        "field/refer.html",
        filled=filled,
        chosen=chosen,
        faults=faults,
        once_key=key,
        is_fresh=is_fresh and not key.startswith("paper-"),
        is_paper=key.startswith("paper-"),
        owner=owner_of(current_actor().staff_id),
        lock=lock(),
        causes=CAUSES,
        places=own_places(current_actor()),
    )
