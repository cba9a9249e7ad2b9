"""The chat's API: ask, and say whether the answer helped."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, jsonify, request
from flask_openapi import APIBlueprint, Tag

from backend.chat.schemas import Answer, FeedbackBody, MessageBody, MessagePath, Received
from backend.chat.services import Chat, ChatAnswer, record_feedback
from backend.doors.description import also_takes
from backend.doors.requests import request_source
from backend.doors.schemas import OPTIONAL_KEY_HEADER, problem_responses
from backend.extensions import utc_now
from backend.inputs import optional_key
from backend.once import answered, once
from backend.problems import Malformed
from backend.transaction import transaction

api = APIBlueprint(
    "chat",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="问一问", description="用自己的话问，答案带依据")],
)
_TO_WINDOWS = "60/minute"
_SCOPE = "question:first"
_SHORTEST_KEY = 16
_KEY = OPTIONAL_KEY_HEADER | {
    "schema": {"type": "string", "pattern": f"^[A-Za-z0-9_-]{{{_SHORTEST_KEY},64}}$"},
    "description": "办理键：还没有 conversation_id 时带上，重发时用同一个键；至少 16 位随机字符",
}
_EXPLAIN = {
    "name": "explain",
    "in": "query",
    "required": False,
    "schema": {"type": "boolean"},
    "description": "true：同时给出为什么这样理解",
}


@api.post(
    "/chat/messages",
    summary="问一句",
    responses={200: Answer, **problem_responses(400, 409, 415, 422, 429)},
    openapi_extensions=also_takes(_EXPLAIN, _KEY),
)
def ask(body: MessageBody) -> Response:
    """用自己的话问一句，得到简短的、带依据的回答。接着问时带上 conversation_id。

    说“找人工”的，知道在哪个乡镇就送到窗口，回答里有编号和办理码；不知道就先问一次在哪。
    同一个 conversation_id 只登记一件，重发也是。第一句还没有 conversation_id，请带 Idempotency-Key：
    没收到回答再发一次，得到同一个回答，不会登记成两件。两样都没有的，重发就是另一件——
    一个村的人常用同一个网络地址，服务分不出是一个人重发还是两个人说了同样的话。
    """
    chat: Chat = current_app.extensions["chat"]
    key, explain = _own_key(), request.args.get("explain", "").lower() in {"true", "1"}
    said = f"{body.model_dump_json()}\n{explain}" if key else ""
    if key and (before := answered(_SCOPE, key, said)) is not None:
        return jsonify(before)
    answer = chat.answer_question(
        body.text,
        channel="api",
        conversation_id=body.conversation_id,
        place=body.place,
        now=utc_now(),
    )
    words = _words_to_window(chat, answer, request_source())
    if key is None:
        return jsonify(_brought(chat, answer, words, "api").as_dict(explain=explain))

    def work() -> dict[str, Any]:
        return _to_window(chat, answer, words, "api").as_dict(explain=explain)

    with transaction():
        return jsonify(once(_SCOPE, key, said, work))


def _own_key() -> str | None:
    """Give the key of this call. Raises Malformed also for one two people may happen to choose: the
    answer may hold an access code."""
    key = optional_key()
    if key is not None and len(key) < _SHORTEST_KEY:
        raise Malformed(
            f"Idempotency-Key 请用至少 {_SHORTEST_KEY} 位的随机键：回答里可能有办理码，键太短会和别人的撞上。"
        )
    return key


def with_a_person(chat: Chat, answer: ChatAnswer, channel: str, address: str) -> ChatAnswer:
    """Bring the question to the window when a person was asked for; else give the answer as it is."""
    return _brought(chat, answer, _words_to_window(chat, answer, address), channel)


def _words_to_window(chat: Chat, answer: ChatAnswer, address: str) -> str | None:
    """Give what goes to the window; None when no person was asked for."""
    if not chat.goes_to_a_person(answer):
        return None
    current_app.extensions["rates"].count(_TO_WINDOWS, "chat.a_person", address)
    return chat.memory.words_of(answer.conversation_id)


def _brought(chat: Chat, answer: ChatAnswer, words: str | None, channel: str) -> ChatAnswer:
    if words is None:
        return answer
    with transaction():
        return _to_window(chat, answer, words, channel)


def _to_window(chat: Chat, answer: ChatAnswer, words: str | None, channel: str) -> ChatAnswer:
    return answer if words is None else chat.handed_over(answer, words, channel, utc_now())


@api.post(
    "/chat/messages/<message_id>/feedback",
    summary="这个回答有没有帮助",
    responses={200: Received, **problem_responses(400, 404, 415, 422)},
)
def feedback(path: MessagePath, body: FeedbackBody) -> Response:
    """告诉我们有没有帮助；没帮助的会有人看。"""
    chat: Chat = current_app.extensions["chat"]
    chat.memory.log.flush()
    with transaction():
        record_feedback(path.message_id, body.helpful, body.comment, utc_now())
    return jsonify(received=True)
