"""The API's door for staff: sign in for a bearer token, sign out."""

from __future__ import annotations

from flask import Response, jsonify
from flask_openapi import APIBlueprint, Tag

from backend.accounts.current import current_session, sign_out
from backend.accounts.problems import SecondFactorNeeded
from backend.accounts.proof import prove
from backend.accounts.schemas import ProofBody, SessionOpened, SignInBody
from backend.accounts.sign_in import finish_sign_in, sign_in
from backend.doors.requests import request_source
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
    source = request_source()
    now = utc_now()
    done = sign_in(body.username, body.password, source, now)
    if done.awaits_code:
        if body.code is None:
            raise SecondFactorNeeded
        done = finish_sign_in(done.token, body.code, source, now, "api")
    answer = {
        "token": done.token,
        "expires_at": done.expires_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "staff": {"name": done.name, "roles": list(done.roles)},
    }
    return jsonify(answer), 201


@api.post(
    "/sessions/proof",
    summary="再验证一次身份",
    tags=[_TAG],
    security=STAFF_ONLY,
    responses={204: None, **problem_responses(400, 401, 403, 415, 422)},
)
def prove_session(body: ProofBody) -> tuple[str, int]:
    """看完整信息、导出、改岗位前 10 分钟内要验证过：给密码、动态口令或恢复码。"""
    staff = current_session()
    source = request_source()
    prove(staff.session_id, staff.actor.staff_id, body.proof, source, utc_now())
    return "", 204


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
