"""请窗口的人回答: what a machine cannot answer goes to a person; phone and name may stay empty."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from backend.applications.questions import Question, ask_a_person
from backend.applications.reference import spoken
from backend.applications.schemas import QuestionBody
from backend.channels.handover import sounds_urgent
from backend.channels.web.blueprint import asked_place, bp, townships
from backend.channels.web.once_keys import known_key, new_key
from backend.channels.web.sitting import is_put_away, put_away_page, step
from backend.extensions import utc_now
from backend.inputs import invalid_from
from backend.once import KeyReused, is_used, once
from backend.problems import Problem
from backend.transaction import transaction

_MOST = 500
_SCOPE = "question:web"
_SENT_ALREADY = "刚才已经送到窗口了，不用再送；看回答请用回执上的编号和办理码。"
_NO_PLACE = "请选您住的乡镇、街道，好知道送给哪个窗口。"


@bp.get("/ask")
def ask_person() -> str:
    """An empty form; a link may bring the place along."""
    return _form({}, {})


@bp.post("/ask/from-chat")
def ask_person_from_chat() -> str:
    """The form with what was just asked in the chat; it came in the body and is kept nowhere."""
    text = "" if is_put_away() else request.form.get("text", "")[:_MOST]
    step()
    return _form({"text": text}, {})


@bp.post("/ask")
def ask_person_submit() -> ResponseReturnValue:
    """Send the question to the window once and show its receipt."""
    filled = request.form.to_dict()
    key = known_key(filled.get("once_key", "")) or new_key()
    was_put_away = is_put_away()
    if was_put_away and is_used(_SCOPE, key):
        return put_away_page()
    step()
    try:
        receipt = _send(filled, key)
    except ValidationError as error:
        faults = {one.pointer.strip("/"): one.detail for one in invalid_from(error).errors}
        if not filled.get("place"):
            faults["place"] = _NO_PLACE
        general, status = "", 422
    except KeyReused:
        faults, general, status, key = {}, _SENT_ALREADY, 422, new_key()
    except Problem as problem:
        faults = {one.pointer.strip("/"): one.detail for one in problem.errors}
        general, status = "" if faults else problem.detail, problem.status
    else:
        return _receipt(receipt, key)
    return put_away_page() if was_put_away else (_form(filled, faults, general, key), status)


def _receipt(receipt: dict[str, Any], key: str) -> str:
    return render_template(
        "web/asked.html",
        once_key=key,
        receipt=receipt,
        number=spoken(receipt["number"]),
        due_on=date.fromisoformat(receipt["due"]["due_on"]) if receipt["due"] else None,
    )


def _send(filled: dict[str, str], key: str) -> dict[str, Any]:
    body = QuestionBody.model_validate(
        {
            "text": filled.get("text", ""),
            "place": filled.get("place", ""),
            "phone": filled.get("phone", "").strip() or None,
            "name": filled.get("name", "").strip() or None,
            "personal_information": filled.get("personal_information") == "yes",
        }
    )
    plain, now = body.model_dump(mode="json"), utc_now()
    question = Question(
        body.text, body.place, "web", "general", body.phone, body.name, body.personal_information,
        urgent=sounds_urgent(body.text),
    )  # fmt: skip
    with transaction():
        return once(
            _SCOPE,
            key,
            json.dumps(plain, sort_keys=True, ensure_ascii=False),
            lambda: ask_a_person(question, now),
        )


def _form(filled: dict[str, str], faults: dict[str, str], general: str = "", key: str = "") -> str:
    place = asked_place()
    return render_template(
        "web/ask.html",
        filled=filled,
        faults=faults,
        general=general,
        place=place,
        townships=townships(),
        once_key=key or new_key(),
    )
