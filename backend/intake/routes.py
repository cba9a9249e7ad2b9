"""The API's door to the queue: lists, one case, and reading it in full."""

from __future__ import annotations

from flask import Response, jsonify
from flask_openapi import APIBlueprint, Tag

from backend.accounts.current import current_actor
from backend.doors.layout import beijing_day
from backend.doors.schemas import STAFF_ONLY, problem_responses
from backend.extensions import utc_now
from backend.intake.cards import CaseList, CaseSheet
from backend.intake.queries import list_cases, queue_counts
from backend.intake.reading import note_reading, read_case, unmask_case
from backend.intake.schemas import CaseListQuery, CasePath, UnmaskBody
from backend.transaction import transaction

api = APIBlueprint(
    "intake_api", __name__, url_prefix="/api/v1/intake/cases", abp_security=STAFF_ONLY
)
TAG = Tag(name="办件", description="一门受理窗口的办件")


@api.get(
    "",
    summary="办件列表",
    tags=[TAG],
    responses={200: CaseList, **problem_responses(401, 403, 422)},
)
def case_list(query: CaseListQuery) -> Response:
    """您看得到的办件，急的在前，再按到期日；不选单子就是全部。姓名电话已遮挡。"""
    actor, day = current_actor(), beijing_day()
    found = list_cases(actor, day, query.queue, query.state, query.page, query.size)
    return jsonify(
        cases=[row.as_dict(day) for row in found.rows],
        page=found.page,
        has_more=found.has_more,
        counts={str(queue): count for queue, count in queue_counts(actor, day).items()},
    )


@api.get(
    "/<case_id>",
    summary="看一件办件",
    tags=[TAG],
    responses={200: CaseSheet, **problem_responses(401, 403, 404)},
)
def case_sheet(path: CasePath) -> Response:
    """这一件和它的经过；个人信息只有认领的人看得到全部，看了会留痕。"""
    actor = current_actor()
    detail = read_case(path.case_id, actor)
    if detail.is_full:
        with transaction():
            note_reading(detail, actor)
    return jsonify(detail.as_dict(beijing_day()))


@api.post(
    "/<case_id>/unmask",
    summary="填写理由后看完整信息（留痕）",
    tags=[TAG],
    responses={200: CaseSheet, **problem_responses(400, 401, 403, 404, 415, 422)},
)
def case_unmask(path: CasePath, body: UnmaskBody) -> Response:
    """不是认领人要看全部个人信息时用；理由会留痕，居民也看得到。"""
    with transaction():
        found = unmask_case(path.case_id, current_actor(), body.reason, utc_now())
    return jsonify(found.as_dict(beijing_day()))
