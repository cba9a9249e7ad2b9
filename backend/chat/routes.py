"""The chat's API: ask, and say whether the answer helped."""

from __future__ import annotations

from flask import Response, current_app, jsonify, request
from flask_openapi import APIBlueprint, Tag

from backend.chat.schemas import Answer, FeedbackBody, MessageBody, MessagePath, Received
from backend.chat.services import Chat, ChatAnswer, record_feedback
from backend.doors.description import also_takes
from backend.doors.requests import request_source
from backend.doors.schemas import problem_responses
from backend.extensions import utc_now
from backend.transaction import transaction

api = APIBlueprint(
    "chat",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="问一问", description="用自己的话问，答案带依据")],
)
_TO_WINDOWS = "60/minute"
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
    openapi_extensions=also_takes(_EXPLAIN),
)
def ask(body: MessageBody) -> Response:
    """用自己的话问一句，得到简短的、带依据的回答。接着问时带上 conversation_id。

    说“找人工”的，知道在哪个乡镇就送到窗口，回答里有编号和办理码；不知道就先问一次在哪。
    同一个 conversation_id 只登记一件，重发也是。
    """
    chat: Chat = current_app.extensions["chat"]
    answer = chat.answer_question(
        body.text,
        channel="api",
        conversation_id=body.conversation_id,
        place=body.place,
        now=utc_now(),
    )
    answer = with_a_person(chat, answer, "api", request_source())
    explain = request.args.get("explain", "").lower() in {"true", "1"}
    return jsonify(answer.as_dict(explain=explain))


def with_a_person(chat: Chat, answer: ChatAnswer, channel: str, address: str) -> ChatAnswer:
    """Bring the question to the window when a person was asked for; else give the answer as it is."""
    if not chat.goes_to_a_person(answer):
        return answer
    current_app.extensions["rates"].count(_TO_WINDOWS, "chat.a_person", address)
    words = chat.memory.words_of(answer.conversation_id)
    with transaction():
        return chat.handed_over(answer, words, channel, utc_now())


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
