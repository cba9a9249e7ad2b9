"""The API's door for paper at the window; staff only."""

from __future__ import annotations

from flask import Response, current_app, jsonify
from flask_openapi import APIBlueprint, Tag

from backend.accounts.current import current_actor
from backend.applications.answers import Receipt
from backend.applications.at_window import type_in
from backend.applications.schemas import AtWindowBody
from backend.doors.description import also_takes
from backend.doors.schemas import KEY_HEADER, STAFF_ONLY, problem_responses
from backend.extensions import utc_now
from backend.inputs import idempotency_key
from backend.transaction import transaction

api = APIBlueprint(
    "applications_window",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="预申请", description="不用账号；凭编号和办理码查看")],
    abp_security=STAFF_ONLY,
)


@api.post(
    "/pre-applications/at-window",
    summary="窗口代录纸质申请",
    responses={201: Receipt, **problem_responses(400, 401, 403, 409, 415, 422)},
    openapi_extensions=also_takes(KEY_HEADER),
)
def submit(body: AtWindowBody) -> tuple[Response, int]:
    """经办人员把当面交来的纸质材料录进来；办件直接在录的人手里，回执交给居民。"""
    key, now = idempotency_key(), utc_now()
    with transaction():
        receipt = type_in(
            body.application,
            body.papers_seen,
            current_actor(),
            current_app.extensions["library"],
            key,
            now,
        )
    return jsonify(receipt), 201
