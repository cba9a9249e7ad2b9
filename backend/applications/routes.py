"""The API of pre-applications. Entered by number and access code; there are no accounts."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from flask import Response, current_app, jsonify, request
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from backend.applications import following
from backend.applications.answers import Receipt, StatusAnswer
from backend.applications.looks import open_by_code
from backend.applications.models import PreApplication
from backend.applications.queries import case_of_number
from backend.applications.questions import Question, ask_a_person
from backend.applications.schemas import (
    AccessBody,
    DisputeBody,
    PreApplicationBody,
    QuestionBody,
    SupplementBody,
    WithdrawBody,
)
from backend.applications.services import Submission, submit_pre_application
from backend.doors.description import also_takes
from backend.doors.requests import request_source
from backend.doors.schemas import KEY_HEADER, problem_responses
from backend.extensions import utc_now
from backend.inputs import idempotency_key
from backend.once import once
from backend.problems import Malformed
from backend.residents.services import bind, current_resident
from backend.transaction import in_transaction, transaction

_tag = Tag(name="预申请", description="不用账号；凭编号和办理码查看")
api = APIBlueprint("applications", __name__, url_prefix="/api/v1", abp_tags=[_tag])

CODE_HEADER = {
    "name": "X-Access-Code",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 40},
    "description": "回执上的办理码",
}


class NumberPath(BaseModel):
    number: Annotated[str, Field(max_length=40)]


@api.post(
    "/pre-applications",
    summary="登记预申请",
    responses={201: Receipt, **problem_responses(400, 409, 415, 422)},
    openapi_extensions=also_takes(KEY_HEADER),
)
def submit(body: PreApplicationBody) -> tuple[Response, int]:
    """登记一件预申请。同一个办理键、同样的内容再发一次，得到同一张回执。"""
    key, plain, now = idempotency_key(), body.model_dump(mode="json"), utc_now()
    said = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    receipt = in_transaction(
        lambda: once("pre_application", key, said, lambda: _sent_in(plain, now))
    )
    return jsonify(receipt), 201


@api.post(
    "/questions",
    summary="请窗口的人回答",
    responses={201: Receipt, **problem_responses(400, 409, 415, 422)},
    openapi_extensions=also_takes(KEY_HEADER),
)
def question(body: QuestionBody) -> tuple[Response, int]:
    """机器答不了的，请窗口的人来答。可以不留电话；凭编号和办理码在“查进度”里看回答。"""
    key, plain, now = idempotency_key(), body.model_dump(mode="json"), utc_now()
    asked = Question(
        body.text,
        body.place,
        "api",
        body.scheme or "general",
        body.phone,
        body.name,
        body.personal_information,
    )
    with transaction():
        receipt = once(
            "question",
            key,
            json.dumps(plain, sort_keys=True, ensure_ascii=False),
            lambda: ask_a_person(asked, now),
        )
    return jsonify(receipt), 201


@api.post(
    "/pre-applications/<number>/status",
    summary="查进度",
    responses={200: StatusAnswer, **problem_responses(400, 404, 415, 422)},
)
def status(path: NumberPath, body: AccessBody) -> Response:
    """现在谁在办、从何时起、何时到期和为什么、还要您补什么。"""
    row = opened(path.number, body.access_code)
    return jsonify(following.status_of(row, utc_now()))


@api.post(
    "/pre-applications/<number>/supplements",
    summary="补充说明",
    responses={200: StatusAnswer, **problem_responses(400, 404, 409, 415, 422)},
    openapi_extensions=also_takes(CODE_HEADER),
)
def supplement(path: NumberPath, body: SupplementBody) -> Response:
    """把窗口要您补的情况写来；原件和照片可以送到窗口。"""
    row = opened(path.number, code_header())
    with transaction():
        answer = following.supplement(row, body.text, utc_now())
    return jsonify(answer)


@api.post(
    "/pre-applications/<number>/withdraw",
    summary="撤回",
    responses={200: StatusAnswer, **problem_responses(400, 404, 409, 415, 422)},
    openapi_extensions=also_takes(CODE_HEADER),
)
def withdraw(path: NumberPath, body: WithdrawBody) -> Response:
    """撤回预申请，立即停止办理；以后可以重新登记。"""
    row = opened(path.number, code_header())
    with transaction():
        answer = following.withdraw(row, body.reason, utc_now())
    return jsonify(answer)


@api.post(
    "/pre-applications/<number>/dispute",
    summary="对办理有意见",
    responses={200: StatusAnswer, **problem_responses(400, 404, 409, 415, 422)},
    openapi_extensions=also_takes(CODE_HEADER),
)
def dispute(path: NumberPath, body: DisputeBody) -> Response:
    """对办理或结果有意见，或请求重新打开，另派人看、再回话。"""
    row = opened(path.number, code_header())
    with transaction():
        answer = following.dispute(row, body.reason, utc_now(), reopen=body.reopen)
    return jsonify(answer)


def _sent_in(plain: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Take it in; sent with a resident's token it is theirs from the start."""
    resident = current_resident()
    submission = Submission(plain, "mini_program" if resident else "api")
    receipt = submit_pre_application(submission, current_app.extensions["library"], now)
    if resident is not None:
        bind(resident, case_of_number(receipt["number"]), now)
    return receipt


def code_header() -> str:
    code = request.headers.get("X-Access-Code", "").strip()
    if not 0 < len(code) <= 40:
        raise Malformed("请在请求头 X-Access-Code 里带上回执上的办理码。")
    return code


def opened(number: str, code: str) -> PreApplication:
    return open_by_code(number, code, request_source(), utc_now())
