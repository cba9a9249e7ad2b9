"""The API of referrals, for grid workers with a bearer token."""

from __future__ import annotations

import json

from flask import Response, jsonify
from flask_openapi import APIBlueprint, Tag

from backend.accounts.current import current_actor
from backend.doors.description import also_takes
from backend.doors.schemas import KEY_HEADER, STAFF_ONLY, problem_responses
from backend.extensions import utc_now
from backend.inputs import idempotency_key
from backend.once import once
from backend.referrals.queries import own_referrals
from backend.referrals.schemas import ListQuery, OwnReferrals, ReferralBody, ReferralReceipt
from backend.referrals.services import submit_referral
from backend.transaction import transaction

_tag = Tag(name="网格员转介", description="替困难家庭登记，看自己登记的办到哪一步")
api = APIBlueprint(
    "referrals_api", __name__, url_prefix="/api/v1", abp_tags=[_tag], abp_security=STAFF_ONLY
)


@api.post(
    "/referrals",
    summary="替困难家庭登记",
    responses={201: ReferralReceipt, **problem_responses(400, 401, 403, 409, 415, 422)},
    openapi_extensions=also_takes(KEY_HEADER),
)
def submit(body: ReferralBody) -> tuple[Response, int]:
    """登记一户困难家庭，送到那个地方的窗口。只能登记自己负责范围内的村（社区）。"""
    key, actor, now = idempotency_key(), current_actor(), utc_now()
    plain = body.model_dump(mode="json")
    with transaction():
        receipt = once(
            f"referral:{actor.staff_id}",
            key,
            json.dumps(plain, sort_keys=True, ensure_ascii=False),
            lambda: submit_referral(plain, actor, "api", now),
        )
    return jsonify(receipt), 201


@api.get(
    "/referrals",
    summary="自己登记的和办到哪一步",
    responses={200: OwnReferrals, **problem_responses(401, 403, 422)},
)
def own_list(query: ListQuery) -> Response:
    """自己登记的困难家庭，新的在前，每页 20 件；姓名已遮挡，不含理由和金额。"""
    lines, has_more = own_referrals(current_actor(), query.page)
    return jsonify(referrals=[line.as_dict() for line in lines], page=query.page, has_more=has_more)
