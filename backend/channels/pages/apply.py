"""The pre-application form: without scripts, nothing lost when something must be mended."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from backend.applications.consent import NOTICE_VERSION
from backend.applications.reference import spoken
from backend.applications.schemas import PreApplicationBody
from backend.applications.services import Submission, submit_pre_application
from backend.channels.pages.blueprint import (
    library,
    once_key,
    pages,
    place_argument,
    place_parts,
    scheme_or_none,
    townships,
    words,
)
from backend.extensions import utc_now
from backend.inputs import invalid_from
from backend.once import once
from backend.problems import Problem
from backend.regions.queries import children_of
from backend.transaction import transaction

CAUSES = (
    ("illness", "家里有人生大病、常年吃药"),
    ("disability", "家里有残疾人"),
    ("no_income", "没有收入或收入断了"),
    ("accident", "出了事故、意外"),
    ("disaster", "遭了灾、着了火"),
    ("schooling", "孩子上学负担重"),
    ("elderly", "老人没人照顾"),
    ("children", "孩子没人抚养"),
    ("housing", "没房住、房子危险"),
)
HELPERS = (
    ("self", "我本人"),
    ("relative", "替家里人、亲戚"),
    ("village_assistant", "村（社区）干部、协理员代办"),
)
_FIELDS = (
    "name", "phone", "residence", "id_number", "address", "description",
    "filed_by", "helper_name", "helper_phone", "guide",
)  # fmt: skip
# pointer of a finding -> field of the form beside which it is shown
_BESIDE = {
    "/applicant/name": "name",
    "/applicant/phone": "phone",
    "/applicant/residence": "residence",
    "/applicant/id_number": "id_number",
    "/applicant/address": "address",
    "/situation/description": "description",
    "/situation/causes": "causes",
    "/filed_by/name": "helper_name",
    "/filed_by/phone": "helper_phone",
    "/consents/personal_information": "consent",
}


@pages.get("/apply/")
def apply_list() -> str:
    return render_template(
        "pages/apply_list.html", schemes=words().schemes.values(), **place_parts(place_argument())
    )


@pages.get("/apply/<name>")
def apply_page(name: str) -> ResponseReturnValue:
    filled = {"residence": place_argument() or "", "guide": request.args.get("guide", "")[:20]}
    helper = request.args.get("filed_by", "self")
    filled["filed_by"] = helper if helper in dict(HELPERS) else "self"
    return _form(name, filled, set(), {}, once_key())


@pages.post("/apply/<name>")
def apply_submit(name: str) -> ResponseReturnValue:
    if scheme_or_none(name) is None:
        abort(404)
    filled = {field: request.form.get(field, "") for field in _FIELDS}
    causes = {cause for cause in request.form.getlist("cause") if cause in dict(CAUSES)}
    key = request.form.get("once_key", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", key):
        key = once_key()
    try:
        plain = PreApplicationBody.model_validate(_body(name, filled, causes)).model_dump(mode="json")
        now = utc_now()
        with transaction():
            receipt = once(
                "pre_application_page",
                key,
                json.dumps(plain, sort_keys=True, ensure_ascii=False),
                lambda: submit_pre_application(Submission(plain, "web"), library(), now),
            )
    except ValidationError as error:
        return _form(name, filled, causes, _faults(invalid_from(error)), key), 422
    except Problem as problem:
        faults = _faults(problem) or {"": problem.detail}
        return _form(name, filled, causes, faults, key), problem.status
    return render_template(
        "pages/receipt.html", receipt=receipt, number=spoken(receipt["number"]), scheme=name
    )


def _form(
    name: str, filled: dict[str, str], causes: set[str], faults: dict[str, str], key: str
) -> str:
    scheme = scheme_or_none(name)
    if scheme is None:
        abort(404)
    residence = filled.get("residence", "")
    township = (request.values.get("township") or residence)[:9].ljust(12, "0")
    return render_template(
        "pages/apply.html",
        entry=words().schemes[scheme],
        filled=filled,
        chosen=causes,
        sensitive=request.form.get("sensitive") == "yes",
        faults=faults,
        once_key=key,
        causes=CAUSES,
        helpers=HELPERS,
        townships=townships(),
        township=township,
        villages=children_of(township) if residence or request.values.get("township") else [],
        notice_version=NOTICE_VERSION,
    )


def _body(scheme: str, filled: dict[str, str], causes: set[str]) -> dict[str, Any]:
    """Give the form as the body the API takes; empty fields are left out."""
    applicant = {
        field: filled[field]
        for field in ("name", "phone", "residence", "id_number", "address")
        if filled[field].strip() or field in ("name", "phone", "residence")
    }
    situation: dict[str, Any] = {
        "causes": sorted(causes),
        "urgent": request.form.get("urgent") == "yes",
    }
    if filled["description"].strip():
        situation["description"] = filled["description"]
    filed_by = {"kind": filled["filed_by"] or "self"}
    for field, target in (("helper_name", "name"), ("helper_phone", "phone")):
        if filled[field].strip():
            filed_by[target] = filled[field]
    body: dict[str, Any] = {
        "scheme": scheme,
        "applicant": applicant,
        "situation": situation,
        "filed_by": filed_by,
        "consents": {
            "personal_information": request.form.get("consent") == "yes",
            "sensitive_information": request.form.get("sensitive") == "yes",
            "notice_version": NOTICE_VERSION,
        },
    }
    if filled["guide"].strip():
        body["guide_code"] = filled["guide"][:20]
    return body


def _faults(problem: Problem) -> dict[str, str]:
    """Give field -> sentence; what has no field of its own stands above the form."""
    found: dict[str, str] = {}
    for error in problem.errors:
        found.setdefault(_BESIDE.get(error.pointer, ""), error.detail)
    return found


@pages.get("/apply")
def apply_root() -> ResponseReturnValue:
    return redirect(url_for("pages.apply_list"), 301)
