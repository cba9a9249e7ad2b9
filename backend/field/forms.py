"""The referral form: its fields, the choices it offers, and the body it stands for."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import request

from backend.problems import Problem

CAUSES = (
    ("illness", "有人生大病、常年吃药"),
    ("disability", "有残疾人"),
    ("no_income", "没有收入或收入断了"),
    ("accident", "出了事故、意外"),
    ("disaster", "遭了灾、着了火"),
    ("elderly", "老人没人照顾"),
    ("children", "孩子没人抚养、没人管"),
    ("schooling", "孩子上学负担重"),
    ("housing", "没房住、房子危险"),
    ("violence", "家里有人打人、受伤害"),
)
_TEXTS = ("place", "name", "phone", "address", "people", "description", "consent_reason")
_CHOICES = {"urgency": {"normal", "urgent"}, "consent": {"yes", "no"}}
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


def read_form() -> tuple[dict[str, str], set[str], str]:
    """Give the texts as typed, the causes ticked and the once-only key (a fresh one if unusable)."""
    filled = {name: request.form.get(name, "") for name in _TEXTS}
    for name, allowed in _CHOICES.items():
        value = request.form.get(name, "")
        filled[name] = value if value in allowed else ""
    causes = {cause for cause in request.form.getlist("cause") if cause in dict(CAUSES)}
    key = request.form.get("once_key", "")
    return filled, causes, key if _KEY.fullmatch(key) else new_key()


def body_of(filled: dict[str, str], causes: set[str]) -> dict[str, Any]:
    """Give the form as the body the API takes; what was left empty is left out."""
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
    body: dict[str, Any] = {
        "place": filled["place"],
        "household": household,
        "situation": {"description": filled["description"], "causes": sorted(causes)},
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
