"""当面登记: a clerk types in what a person brought on paper or told at the window."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from backend.accounts.actor import Actor
from backend.accounts.current import current_actor
from backend.accounts.permissions import Permission
from backend.applications.at_window import type_in
from backend.applications.consent import NOTICE_VERSION
from backend.applications.labels import FILED_BY
from backend.applications.reference import spoken
from backend.applications.schemas import PreApplicationBody
from backend.attachments.uploads import read_upload
from backend.content.names import Scheme
from backend.extensions import utc_now
from backend.guides.form_words import CAUSES
from backend.guides.handed_in import form_in, form_of
from backend.guides.queries import Guide
from backend.inputs import invalid_from
from backend.once import KeyReused
from backend.problems import Problem
from backend.regions.queries import current_division, full_name, under
from backend.transaction import transaction

bp = Blueprint("console_paper", __name__, url_prefix="/console/paper", template_folder="templates")

_MOST_PLACES: Final = 600
_NOT_HERE: Final = (
    "这张表是{place}的，不归您的窗口。请把人介绍过去；要在这里登记的，自己选现住哪里。"
)
_SENT_ALREADY: Final = "这一张刚才已经录进去了。要录下一个人，请看好内容再点一次。"


@bp.get("/")
def form() -> ResponseReturnValue:
    """The empty form; `?form=`, the short code or address of a paper form, fills in what it says."""
    actor, written = current_actor(), request.args.get("form", "").strip()
    if not written:
        return _form(actor, {}, {})
    try:
        guide = form_of(written)
    except Problem as problem:
        return _form(actor, {"form": written[:40]}, _faults(problem)), problem.status
    return _begun(guide, actor)


@bp.post("/scan")
def scan() -> ResponseReturnValue:
    """Read the code on a photo or a scan of the paper form; the picture is not kept."""
    actor = current_actor()
    try:
        guide = form_in(read_upload("csrf_token").raw)
    except Problem as problem:
        said = problem.errors[0].detail if problem.errors else problem.detail
        return _form(actor, {}, {"scan": said}), problem.status
    return redirect(url_for("console_paper.form", form=guide.code), 303)


@bp.post("/")
def submit() -> ResponseReturnValue:
    """Type one paper in, once, and show the receipt to hand over; a fault loses nothing."""
    actor, filled = current_actor(), request.form.to_dict()
    causes = request.form.getlist("cause")
    key = filled.get("once_key", "")[:64] or _new_key()
    papers = [one.strip() for one in filled.get("papers_seen", "").splitlines() if one.strip()]
    try:
        body = PreApplicationBody.model_validate(_body(filled, causes))
        with transaction():
            receipt = type_in(
                body, papers[:30], actor, current_app.extensions["library"], key, utc_now()
            )
    except ValidationError as error:
        return _form(actor, filled, _faults(invalid_from(error)), key=key, causes=causes), 422
    except KeyReused:
        return _form(actor, filled, {}, _SENT_ALREADY, causes=causes), 422
    except Problem as problem:
        faults = _faults(problem)
        general = "" if faults else problem.detail
        return _form(actor, filled, faults, general, key, causes), problem.status
    return render_template(
        "console/paper_done.html",
        actor=actor,
        receipt=receipt,
        number=spoken(receipt["number"]),
        due_on=date.fromisoformat(receipt["due"]["due_on"]) if receipt["due"] else None,
        written_number=receipt["number"],
    )


def _begun(guide: Guide, actor: Actor) -> ResponseReturnValue:
    """Begin the form of a paper: its place and topic; another window's place is said, not chosen."""
    division = current_division(guide.place)
    place = division.code if division else guide.place
    filled = {"scheme": guide.topic, "guide": guide.code}
    if not actor.covers(Permission.WORK_CASE, place):
        return _form(actor, filled, {"form": _NOT_HERE.format(place=full_name(place))}), 422
    return _form(actor, filled | {"residence": place}, {}, begun=full_name(place))


def _body(filled: dict[str, str], causes: list[str]) -> dict[str, Any]:
    """Give the body the API would take; what was left empty is left out."""

    def told(name: str) -> str | None:
        return filled.get(name, "").strip() or None

    return {
        "scheme": filled.get("scheme", ""),
        "applicant": {
            "name": filled.get("name", ""),
            "phone": filled.get("phone", ""),
            "residence": filled.get("residence", ""),
            "id_number": told("id_number"),
            "address": told("address"),
            "household_register": told("household_register"),
        },
        "situation": {
            "causes": [word for word, _ in CAUSES if word in causes],
            "description": told("description"),
            "urgent": filled.get("urgent") == "yes",
        },
        "filed_by": {
            "kind": filled.get("filed_by") or "self",
            "name": told("filer_name"),
            "phone": told("filer_phone"),
            "relation": told("filer_relation"),
        },
        "consents": {
            "personal_information": filled.get("personal_information") == "yes",
            "sensitive_information": filled.get("sensitive_information") == "yes",
            "economic_verification": filled.get("economic_verification") == "yes",
            "notice_version": NOTICE_VERSION,
        },
        "guide_code": told("guide"),
    }


def _faults(problem: Problem) -> dict[str, str]:
    """Give field -> sentence by the last step of each pointer."""
    found: dict[str, str] = {}
    for error in problem.errors:
        steps = error.pointer.strip("/").split("/")
        name = steps[-1] if steps[0] != "filed_by" else f"filer_{steps[-1]}"
        found.setdefault(name, error.detail)
    return found


def _places(actor: Actor) -> list[tuple[str, str]]:
    """Give (code, name) of the townships and villages this clerk works for."""
    reach = actor.reach(Permission.WORK_CASE)
    found = [
        (one.code, one.name)
        for code in reach
        for level in ("township", "village")
        for one in under(code, level)
    ]
    return found[:_MOST_PLACES]


def _new_key() -> str:
    return secrets.token_urlsafe(24)


def _form(
    actor: Actor,
    filled: dict[str, str],
    faults: dict[str, str],
    general: str = "",
    key: str = "",
    causes: Sequence[str] = (),
    begun: str = "",
) -> str:
    return render_template(
        "console/paper.html",
        actor=actor,
        filled=filled,
        faults=faults,
        general=general,
        places=_places(actor),
        schemes=[(one.value, one.title_zh) for one in Scheme],
        filers=FILED_BY,
        causes=CAUSES,
        chosen=causes,
        begun=begun,
        once_key=key or _new_key(),
    )
