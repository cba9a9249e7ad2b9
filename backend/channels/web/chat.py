"""问一问: one question, one answer, and what may be asked next. The conversation is named in the form and
opens only in the sitting it was held in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from backend.channels.web.blueprint import (
    asked_guide,
    asked_place,
    bp,
    chat_service,
    clipped,
    place_of,
    today,
    townships,
)
from backend.channels.web.once_keys import known_key, new_key
from backend.channels.web.sitting import is_put_away, talk_of
from backend.chat.a_person import asks_for_a_person, is_exact
from backend.chat.routes import with_a_person
from backend.chat.schemas import MessageBody
from backend.chat.services import ChatAnswer, record_feedback
from backend.content.names import Scheme
from backend.doors.requests import request_source
from backend.extensions import new_id, utc_now
from backend.inputs import invalid_from
from backend.sealing import sealer
from backend.transaction import transaction

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_MOST = 500
_SOURCE = "依据："
_PUT_AWAY = "隔了半个多小时，前面说的已经收起来了，谁也看不到。有事请再问一次。"
EXAMPLES = (
    "低保要什么材料",
    "家里突然出事，没钱吃饭",
    "生大病花了很多钱，能帮吗",
    "残疾人有补贴吗",
)


@dataclass(frozen=True)
class Setting:
    """What the page a question comes from is about: place code and topic, both may be empty."""

    place: str
    place_name: str
    topic: str
    code: str


@bp.get("/chat")
def chat() -> str:
    """An empty sheet; `?code=` takes the village and topic of a guide along, `?text=` prefills."""
    return _page(_setting(), text=request.args.get("text", "")[:_MOST])


@bp.post("/chat")
def chat_answer() -> ResponseReturnValue:
    """Answer one question."""
    written, setting = request.form.get("text", ""), _setting()
    if is_put_away():
        return _page(setting, fault=_PUT_AWAY), 409
    try:
        question = MessageBody.model_validate({"text": written})
    except ValidationError as error:
        fault = invalid_from(error).errors[0].detail
        if not written.strip():
            fault = "请先写一句您想问的话。"
        elif len(written) > _MOST:
            fault = f"太长了，最多 {_MOST} 个字，请分成几句来问。"
        return _page(setting, text=written[:600], fault=fault), 422
    visible = _named(written)
    answer = chat_service().answer_question(
        question.text,
        channel="web",
        conversation_id=talk_of(visible),
        place=setting.place or None,
        topic=setting.topic or None,
        now=utc_now(),
    )
    answer = with_a_person(chat_service(), answer, "web", request_source())
    if setting.code:  # counted per code, day and topic; who asked is not kept
        topic = answer.intent.get("scheme") or answer.intent["kind"]
        current_app.extensions["guide_questions"].add((setting.code, today(), str(topic)))
    return _page(setting, question=question.text, answer=answer, conversation=visible)


@bp.post("/chat/feedback/<message_id>")
def chat_feedback(message_id: str) -> str:
    """Take in whether an answer helped. Raises NoSuchMessage."""
    helpful = request.form.get("helpful") == "yes"
    chat_service().memory.log.flush()
    with transaction():
        record_feedback(message_id, helpful, None, utc_now())
    return render_template("web/thanks.html", helpful=helpful)


def _named(written: str) -> str:
    """Give the name of the conversation in the form: the one that goes on, or a new one."""
    conversation = clipped("conversation_id", 32)
    if _ID.fullmatch(conversation):
        return conversation
    key = known_key(clipped("once_key", 64))
    return _begun_by(key, written) if key else new_id()


def _begun_by(key: str, written: str) -> str:
    """Give the conversation that these words begin on a sheet with this key: sent again after a lost
    answer it is the same one, while other words from the same sheet (a shared computer, a step back)
    begin another."""
    return sealer().fingerprint("chat-begun", f"{key}\n{written.strip()}")[:32]


def _setting() -> Setting:
    guide, place = asked_guide(), asked_place()
    if guide is not None and place is None:
        place = place_of(guide.place)
    topic = request.values.get("topic", "")
    if guide is not None:
        topic = guide.topic
    known = topic in set(Scheme) and topic != Scheme.GENERAL
    return Setting(
        place=place.code if place else "",
        place_name=place.name if place else "",
        topic=topic if known else "",
        code=guide.code if guide else "",
    )


def _page(
    setting: Setting,
    *,
    text: str = "",
    fault: str = "",
    question: str = "",
    answer: ChatAnswer | None = None,
    conversation: str = "",
) -> str:
    reply: dict[str, Any] = answer.reply if answer else {"text": "", "links": []}
    lines = [line for line in reply["text"].split("\n") if line]
    is_urgent = answer is not None and answer.intent["kind"] == "emergency"
    return render_template(
        "web/chat.html",
        setting=setting,
        text=text,
        fault=fault,
        question=question,
        answer=answer,
        calls=[one["url"].removeprefix("tel:") for one in reply["links"] if _is_call(one)],
        pages=[one for one in reply["links"] if not _is_call(one)],
        said=[line for line in lines if not line.startswith(_SOURCE)],
        rests_on=[line for line in lines if line.startswith(_SOURCE)],
        is_urgent=is_urgent,
        conversation=conversation,
        once_key="" if answer else new_key(),
        asks_where=answer is not None
        and asks_for_a_person(answer.understanding)
        and not is_exact(answer.place),
        townships=townships(),
        examples=EXAMPLES,
    )


def _is_call(link: dict[str, str]) -> bool:
    return link["url"].startswith("tel:")
