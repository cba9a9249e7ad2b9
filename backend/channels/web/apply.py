"""登记预申请: the form without scripts, and the receipt. What was filled in is never lost."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from backend.applications.consent import NOTICE_VERSION, consent_faults
from backend.applications.reference import spoken
from backend.applications.schemas import PreApplicationBody
from backend.applications.services import Submission, submit_pre_application
from backend.channels.passes import address_of_visitor
from backend.channels.web.application_form import (
    CAUSES,
    FILED_BY,
    body_of,
    fault_fields,
)
from backend.channels.web.blueprint import (
    Place,
    asked_guide,
    asked_place,
    bp,
    library,
    place_of,
    scheme_of,
    schemes_for_residents,
    townships,
    villages_of,
)
from backend.channels.web.from_screening import begun
from backend.channels.web.once_keys import known_key, new_key
from backend.channels.web.sitting import is_put_away, put_away_page, step
from backend.content.names import Scheme
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.inputs import invalid_from
from backend.once import KeyReused, is_used, once
from backend.problems import FieldError, Invalid, Problem
from backend.transaction import in_transaction

_SCOPE = "pre_application:web"
_LEVELS_SERVED = {"township", "village"}
_SENT_ALREADY = (
    "这张表刚才已经交成功了，不用再交。要看进度，请用回执上的编号和办理码；"
    "如果是给另一个人登记，请看好内容再点一次“交上去”。"
)


@bp.get("/apply")
@bp.get("/apply/")
def apply_list() -> str:
    """The schemes one may register for; for whoever does not know, the general one comes first."""
    return render_template(
        "web/apply_list.html", schemes=schemes_for_residents(), place=asked_place()
    )


@bp.get("/apply/<scheme>")
def apply_form(scheme: str) -> str:
    """First the township, then the form; a guide or a link brings the place along."""
    chosen, place = scheme_of(scheme), _place_to_serve()
    if place is None:
        return render_template(
            "web/apply_place.html",
            scheme=chosen,
            townships=townships(),
            filed_by=request.args.get("filed_by", ""),
            guide=request.args.get("guide", "")[:20],
        )
    filled = {"filed_by": request.args.get("filed_by", "self")}
    return _form(chosen, place, filled, [], {}, "")


@bp.post("/apply/<scheme>/from-screening")
def apply_from_screening(scheme: str) -> str:
    """The form begun with what 查一查 was told; it came in the body and is kept nowhere."""
    chosen, place = scheme_of(scheme), _place_to_serve()
    filled, causes = ({}, []) if is_put_away() else begun(request.form)
    step()
    return _form(chosen, place, filled, causes, {}, "")


@bp.post("/apply/<scheme>/township")
def apply_in_township(scheme: str) -> ResponseReturnValue:
    """The form for another township, with all that was filled in."""
    if is_put_away():
        return put_away_page()
    step()
    filled, causes = request.form.to_dict(), request.form.getlist("causes")
    other = place_of(filled.get("township", ""))
    if other is None or other.level not in _LEVELS_SERVED:
        other = _place_to_serve()
    key = known_key(filled.get("once_key", ""))
    return _form(scheme_of(scheme), other, filled, causes, {}, "", key)


@bp.post("/apply/<scheme>")
def apply_submit(scheme: str) -> ResponseReturnValue:
    """Take the pre-application in once and show its receipt; faults stand beside their fields."""
    chosen, place = scheme_of(scheme), _place_to_serve()
    filled, causes = request.form.to_dict(), request.form.getlist("causes")
    key = known_key(request.form.get("once_key", "")) or new_key()
    was_put_away = is_put_away()
    if was_put_away and is_used(_SCOPE, key):
        return put_away_page()
    step()
    try:
        receipt = _submit(chosen, filled, causes, key)
    except ValidationError as error:
        found = [*invalid_from(error).errors, *_consent_faults(filled, causes)]
        (faults, general), status = fault_fields(found), 422
    except KeyReused:
        faults, general, status, key = {}, _SENT_ALREADY, 422, new_key()
    except Problem as problem:
        found = [*(problem.errors or [FieldError("", problem.detail)])]
        if isinstance(problem, Invalid):
            found += _consent_faults(filled, causes)
        faults, general = fault_fields(found)
        status = problem.status
    else:
        return render_template(
            "web/receipt.html",
            once_key=key,
            scheme=chosen,
            receipt=receipt,
            number=spoken(receipt["number"]),
            due_on=date.fromisoformat(receipt["due"]["due_on"]) if receipt["due"] else None,
        )
    if was_put_away:
        return put_away_page()
    return _form(chosen, place, filled, causes, faults, general, key), status


def _submit(scheme: Scheme, filled: dict[str, str], causes: list[str], key: str) -> dict[str, Any]:
    body = PreApplicationBody.model_validate(
        body_of(scheme, filled, causes, request.form.getlist("also"))
    )
    plain, now = body.model_dump(mode="json"), utc_now()
    notify = address_of_visitor(now)
    said = json.dumps(plain, sort_keys=True, ensure_ascii=False)

    def submitted() -> dict[str, Any]:
        return submit_pre_application(Submission(plain, "web", notify), library(), now)

    return in_transaction(lambda: once(_SCOPE, key, said, submitted))


def _consent_faults(filled: dict[str, str], causes: list[str]) -> list[FieldError]:
    """Tell of a missing consent together with the other faults, so that one round is enough."""
    body = body_of(Scheme.GENERAL, filled, causes)
    no_money = {"monthly_income_fen": None, "yearly_essential_expenses_fen": None}
    plain = body | {"household": [], "situation": no_money | body["situation"]}
    year, agreed = beijing_day().year, body["consents"] | {"personal_information": True}
    return [*consent_faults(plain, year), *consent_faults(plain | {"consents": agreed}, year)]


def _place_to_serve() -> Place | None:
    place, guide = asked_place(), asked_guide()
    if place is None and guide is not None:
        place = place_of(guide.place)
    return place if place is not None and place.level in _LEVELS_SERVED else None


def _form(
    scheme: Scheme,
    place: Place | None,
    filled: dict[str, str],
    causes: list[str],
    faults: dict[str, str],
    general: str,
    key: str = "",
) -> str:
    """Show the form; without a place it offers the townships in place of the villages."""
    township = None
    if place is not None:
        township = place if place.level == "township" else place_of(place.parent_code)
    guide = asked_guide()
    return render_template(
        "web/apply.html",
        scheme=scheme,
        place=place,
        township=township,
        villages=villages_of(township.code) if township else townships(),
        townships=townships() if township else [],
        filled=filled,
        chosen_causes=causes,
        others=[one for one in schemes_for_residents() if one is not scheme],
        chosen_others=request.form.getlist("also"),
        causes=CAUSES,
        filers=FILED_BY,
        faults=faults,
        general=general,
        once_key=key or new_key(),
        guide=guide.code if guide else "",
        notice_version=NOTICE_VERSION,
    )
