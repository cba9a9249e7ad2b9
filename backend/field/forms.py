"""The referral form: its fields, the choices it offers, and the body it stands for."""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from backend.field.phone_box import open_text
from backend.problems import FieldError, Invalid, Problem

CAUSES = (
    ("illness", "生大病"),
    ("disability", "有残疾人"),
    ("no_income", "断了收入"),
    ("accident", "出了意外"),
    ("disaster", "遭了灾"),
    ("elderly", "老人没人管"),
    ("children", "孩子没人管"),
    ("schooling", "上学没钱"),
    ("housing", "没房、危房"),
    ("violence", "家里打人"),
)
_TEXTS = ("place", "name", "phone", "address", "people", "description", "consent_reason")
_CHOICES = {"urgency": {"normal", "urgent"}, "consent": {"yes", "no"}}
_MOST_FIELDS = 60
_UNREADABLE = "手机里存的这一份坏了，读不出来。请重新登记一次。"
_PAPER = re.compile(r"[A-Z0-9]{8}", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
# pointer of a finding -> field beside which it is shown
_BESIDE = {
    "/place": "place",
    "/household/name": "name",
    "/household/phone": "phone",
    "/household/address": "address",
    "/household/people": "people",
    "/situation/description": "description",
    "/situation/causes": "causes",
    "/urgency": "urgency",
    "/consent": "consent",
    "/consent/given": "consent",
    "/consent/reason": "consent",
}


def new_key() -> str:
    return secrets.token_urlsafe(18)


def is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def key_of_paper(form_id: str) -> str | None:
    """Give the once-only key of a paper form by the id printed on it, so that one sheet typed in
    twice is one referral; None for no such id."""
    return f"paper-{form_id}" if _PAPER.fullmatch(form_id) else None


def new_paper_id() -> str:
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(8))


def read_form(owner: str) -> tuple[dict[str, str], set[str], str]:
    """Give the texts as typed, the causes ticked and the once-only key (a fresh one if unusable).

    What the phone kept without signal comes sealed and is opened first. Raises Invalid when it is
    not `owner`'s.
    """
    key = request.form.get("once_key", "")
    sent: MultiDict[str, str] = request.form
    if sealed := request.form.get("sealed", ""):
        sent = _unsealed(open_text(sealed, owner, key))
    filled = {name: sent.get(name, "") for name in _TEXTS}
    for name, allowed in _CHOICES.items():
        value = sent.get(name, "")
        filled[name] = value if value in allowed else ""
    causes = {cause for cause in sent.getlist("cause") if cause in dict(CAUSES)}
    return filled, causes, key if _KEY.fullmatch(key) else new_key()


def _unsealed(text: str) -> MultiDict[str, str]:
    """Give the fields of a form the phone kept: a list of names and values. Raises Invalid."""
    try:
        pairs = json.loads(text)
        fields = [(str(name), str(value)) for name, value in pairs[:_MOST_FIELDS]]
        "".join(value for _, value in fields).encode()  # half a character is refused here
        return MultiDict(fields)
    except (ValueError, TypeError, RecursionError) as error:
        raise Invalid(errors=[FieldError("/sealed", _UNREADABLE)]) from error


def body_of(filled: dict[str, str], causes: set[str]) -> dict[str, Any]:
    """Give the form as the body the API takes; what was left empty is left out. Who ticked what
    happened need not type it as well."""
    household: dict[str, Any] = {"name": filled["name"]}
    for name in ("phone", "address"):
        if filled[name].strip():
            household[name] = filled[name]
    people = filled["people"].strip()
    if people:
        household["people"] = int(people) if re.fullmatch(r"[0-9]{1,3}", people) else people
    consent: dict[str, Any] = {}
    if filled["consent"]:
        consent["given"] = filled["consent"] == "yes"
    if filled["consent_reason"].strip() and filled["consent"] != "yes":
        consent["reason"] = filled["consent_reason"]
    ticked = "、".join(label for cause, label in CAUSES if cause in causes)
    body: dict[str, Any] = {
        "place": filled["place"],
        "household": household,
        "situation": {
            "description": filled["description"].strip() or ticked,
            "causes": sorted(causes),
        },
        "consent": consent,
    }
    if filled["urgency"]:
        body["urgency"] = filled["urgency"]
    return body


def faults_of(problem: Problem) -> dict[str, str]:
    """Give field -> sentence; what has no field of its own stands above the form under ""."""
    found: dict[str, str] = {}
    for error in problem.errors:
        found.setdefault(_BESIDE.get(error.pointer, ""), error.detail)
    return found or {"": problem.detail}
