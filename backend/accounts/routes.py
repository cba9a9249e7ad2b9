"""The API's door for staff: sign in for a bearer token, sign out."""

from __future__ import annotations

from flask import Response, jsonify, request
from flask_openapi import APIBlueprint, Tag

from backend.accounts.current import sign_out
from backend.accounts.schemas import SessionOpened, SignInBody
from backend.accounts.sign_in import sign_in
from backend.doors.schemas import STAFF_ONLY, problem_responses
from backend.extensions import utc_now
from backend.transaction import transaction

api = APIBlueprint("accounts_api", __name__, url_prefix="/api/v1")
_TAG = Tag(name="工作人员", description="登录与退出")


@api.post(
    "/sessions",
    summary="工作人员登录",
    tags=[_TAG],
    responses={201: SessionOpened, **problem_responses(400, 401, 415, 422)},
)
def open_staff_session(body: SignInBody) -> tuple[Response, int]:
    """核对用户名和密码，给一个令牌；以后的请求放在 Authorization: Bearer 里。"""
    source = request.remote_addr or "unknown"
    done = sign_in(body.username, body.password, source, utc_now())
    answer = {
        "token": done.token,
        "expires_at": done.expires_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "staff": {"name": done.name, "roles": list(done.roles)},
    }
    return jsonify(answer), 201


@api.delete(
    "/sessions",
    summary="工作人员退出",
    tags=[_TAG],
    security=STAFF_ONLY,
    responses={204: None, **problem_responses(401)},
)
def end_staff_session() -> tuple[str, int]:
    """结束请求所带令牌的这次登录。"""
    with transaction():
        sign_out()
    return "", 204
