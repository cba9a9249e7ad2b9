"""Ask and be answered, one turn a page; and why an answer came out as it did."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.channels.pages.blueprint import (
    chat,
    pages,
    place_argument,
    place_parts,
    scheme_or_none,
    short_title,
    text_argument,
)
from backend.chat.services import NoSuchMessage, record_feedback
from backend.extensions import utc_now
from backend.transaction import transaction

_MOST = 500


@pages.get("/chat")
def chat_page() -> str:
    topic = scheme_or_none(request.args.get("topic", ""))
    return render_template(
        "pages/chat.html", answer=None, question="", topic=topic, **place_parts(place_argument())
    )


@pages.post("/chat")
def chat_turn() -> ResponseReturnValue:
    question = text_argument("text", _MOST)
    place = place_argument()
    topic = scheme_or_none(request.form.get("topic", ""))
    if not question:
        return redirect(url_for("pages.chat_page", place=place, topic=topic), 303)
    conversation = request.form.get("conversation_id", "")
    known = conversation if len(conversation) == 32 and conversation.isalnum() else None
    answer = chat().answer_question(
        question,
        channel="web",
        conversation_id=known,
        place=place,
        topic=topic,
        now=utc_now(),
    )
    return render_template(
        "pages/chat.html",
        answer=answer,
        question=question,
        topic=topic,
        number_first=answer.understanding.kind == "emergency",
        **place_parts(place),
    )


@pages.post("/chat/<message_id>/helpful")
def chat_helpful(message_id: str) -> ResponseReturnValue:
    """Take in whether an answer helped."""
    chat().memory.log.flush()
    with transaction():
        record_feedback(message_id, request.form.get("helpful") == "yes", None, utc_now())
    return render_template("pages/thanks.html")


@pages.get("/explain/<message_id>")
def explain(message_id: str) -> str:
    """Show which words spoke for which reading, and what the answer rests on."""
    told = chat().explain(message_id) if len(message_id) == 32 else None
    if told is None:
        raise NoSuchMessage
    return render_template("pages/explain.html", told=told, short_title=short_title)
