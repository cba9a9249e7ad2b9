"""The API the mini-program adds: a visit, my pre-applications, my number, my consent, round codes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from flask import Response, jsonify
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from backend.applications.answers import StatusAnswer
from backend.applications.following import status_of
from backend.applications.looks import open_by_code
from backend.applications.queries import pre_applications_of
from backend.applications.schemas import AccessBody
from backend.channels.mini_program.codes import image_of
from backend.channels.mini_program.login import address_of, asked, client
from backend.doors.headers import cache_for
from backend.doors.requests import request_source
from backend.doors.schemas import RESIDENT_ONLY, problem_responses
from backend.extensions import utc_now
from backend.inputs import Body, CleanText
from backend.notifications import ways
from backend.residents import services as residents
from backend.transaction import transaction

_tag = Tag(name="小程序", description="小程序登录后，凭令牌看自己的预申请")
api = APIBlueprint("mini_program", __name__, url_prefix="/api/v1", abp_tags=[_tag])


class CodeBody(Body):
    """A code the mini-program got from WeChat (wx.login, or the phone-number button)."""

    code: Annotated[CleanText, Field(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")]


class VisitAnswer(BaseModel):
    token: str
    expires_at: datetime


class PhoneAnswer(BaseModel):
    phone: str


class BindBody(AccessBody):
    number: Annotated[CleanText, Field(min_length=1, max_length=40)]


class ConsentBody(Body):
    """Whether one message was agreed to; no also means: no notices at all until the next yes."""

    accepted: bool


class ConsentAnswer(BaseModel):
    remaining: int
    notices: bool


class OwnList(BaseModel):
    pre_applications: list[StatusAnswer]


class GuideCodePath(BaseModel):
    code: Annotated[str, Field(max_length=40)]


@api.post(
    "/sessions/mini-program",
    summary="小程序登录",
    responses={201: VisitAnswer, **problem_responses(400, 404, 415, 422)},
)
def open_visit(body: CodeBody) -> tuple[Response, int]:
    """用 wx.login 的 code 换一个令牌，12 小时有效。不建账号，不留会话密钥。"""
    address = address_of(body.code)
    with transaction():
        token, ends = residents.begin_visit(address, utc_now())
    return jsonify(token=token, expires_at=_iso(ends)), 201


@api.get(
    "/mini-program/pre-applications",
    summary="我的预申请",
    security=RESIDENT_ONLY,
    responses={200: OwnList, **problem_responses(401)},
)
def own_list() -> Response:
    """列出绑定在我名下的预申请和进度，新的在前。"""
    resident, now = residents.signed_in_resident(), utc_now()
    rows = pre_applications_of(residents.cases_of(resident)[:50])
    return jsonify(pre_applications=[status_of(row, now) for row in rows])


@api.post(
    "/mini-program/pre-applications",
    summary="绑定一件预申请",
    security=RESIDENT_ONLY,
    responses={200: StatusAnswer, **problem_responses(400, 401, 404, 415, 422)},
)
def bind_own(body: BindBody) -> Response:
    """凭编号和办理码，把一件预申请放到“我的”里，以后不用再输办理码。"""
    resident, now = residents.signed_in_resident(), utc_now()
    row = open_by_code(body.number, body.access_code, request_source(), now)
    with transaction():
        residents.bind(resident, row.case_id, now)
        answer = status_of(row, now)
    return jsonify(answer)


@api.post(
    "/mini-program/phone",
    summary="手机号组件",
    security=RESIDENT_ONLY,
    responses={200: PhoneAnswer, **problem_responses(400, 401, 404, 415, 422)},
)
def phone(body: CodeBody) -> Response:
    """用手机号按钮给的 code 换手机号，填进表里；这里不保存。"""
    residents.signed_in_resident()
    return jsonify(phone=asked(lambda: client().phone_of(body.code)))


@api.post(
    "/mini-program/consents",
    summary="同意收一条订阅消息",
    security=RESIDENT_ONLY,
    responses={200: ConsentAnswer, **problem_responses(400, 401, 415, 422)},
)
def consent(body: ConsentBody) -> Response:
    """每点一次“允许”记一条，办件有进展时发一条；不同意就不发。"""
    resident, now = residents.signed_in_resident(), utc_now()
    with transaction():
        left = residents.agree(resident, body.accepted, now)
        if body.accepted:
            ways.opt_in(resident.address)
        else:
            ways.opt_out(resident.address, now)
    return jsonify(remaining=left, notices=body.accepted)


@api.get(
    "/mini-program/guides/<code>/image",
    summary="指引的小程序码",
    responses={
        200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
        **problem_responses(404, 422),
    },
)
def guide_image(path: GuideCodePath) -> Response:
    """一个指引码的小程序码图片，扫了打开小程序里的这份指引（scene 就是指引码）。"""
    picture = image_of(path.code)
    cache_for(3600)
    return Response(picture, content_type="image/png")


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
