"""The API's door to the papers of a case, for staff."""

from __future__ import annotations

from typing import Annotated

from flask import Response, jsonify
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from backend.accounts.current import current_actor
from backend.accounts.gate import ask_proof
from backend.attachments import desk
from backend.attachments.answers import FILE_ANSWER, AttachmentCard, AttachmentList, hand_out
from backend.attachments.uploads import UPLOAD_BODY, read_upload
from backend.doors.description import also_takes
from backend.doors.schemas import OPTIONAL_KEY_HEADER, STAFF_ONLY, problem_responses
from backend.extensions import utc_now
from backend.inputs import Body, LineText, idempotency_key
from backend.transaction import transaction

TAG = Tag(name="材料", description="办件里的照片和文件")
api = APIBlueprint(
    "attachments_api",
    __name__,
    url_prefix="/api/v1/intake/cases",
    abp_tags=[TAG],
    abp_security=STAFF_ONLY,
)


class CasePath(BaseModel):
    case_id: Annotated[str, Field(max_length=64)]


class AttachmentPath(CasePath):
    attachment_id: Annotated[str, Field(max_length=64)]


class OpenBody(Body):
    reason: Annotated[LineText, Field(max_length=500)] | None = None


@api.get(
    "/<case_id>/attachments",
    summary="有哪些材料",
    responses={200: AttachmentList, **problem_responses(401, 403, 404, 422)},
)
def case_attachments(path: CasePath) -> Response:
    """这一件有哪些材料；只有种类和大小，没有内容。"""
    found = desk.list_for_staff(path.case_id, current_actor())
    return jsonify(attachments=[one.as_dict() for one in found])


@api.post(
    "/<case_id>/attachments",
    summary="加一份材料",
    responses={201: AttachmentCard, **problem_responses(400, 401, 403, 404, 409, 415, 422)},
    openapi_extensions=also_takes(OPTIONAL_KEY_HEADER, body=UPLOAD_BODY),
)
def add_attachment(path: CasePath) -> tuple[Response, int]:
    """窗口替本人加一份照片或 PDF，先当面征得同意。"""
    actor = current_actor()
    desk.list_for_staff(path.case_id, actor)  # whose case it is comes before what is in the form
    upload = read_upload()
    key = idempotency_key(upload.fingerprint)
    return jsonify(desk.add_by_staff(path.case_id, actor, upload, key, utc_now())), 201


@api.post(
    "/<case_id>/attachments/<attachment_id>",
    summary="打开一份材料（留痕）",
    responses={200: FILE_ANSWER, **problem_responses(400, 401, 403, 404, 415, 422)},
)
def open_attachment(path: AttachmentPath, body: OpenBody) -> Response:
    """认领的人直接打开；别人要写理由，居民看得到。"""
    actor = current_actor()
    if not desk.is_own(path.case_id, actor):
        ask_proof()
    with transaction():
        file = desk.open_by_staff(path.case_id, path.attachment_id, actor, body.reason, utc_now())
    return hand_out(file)
