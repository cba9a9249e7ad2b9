"""The API's door to the applicant's own papers, by number and access code."""

from __future__ import annotations

from typing import Annotated

from flask import Response, jsonify
from pydantic import Field

from backend.applications.papers import add_paper, open_paper
from backend.applications.routes import CODE_HEADER, NumberPath, api, code_header, opened
from backend.attachments.answers import FILE_ANSWER, AttachmentCard, hand_out
from backend.attachments.uploads import UPLOAD_BODY, read_upload
from backend.doors.description import also_takes
from backend.doors.schemas import OPTIONAL_KEY_HEADER, problem_responses
from backend.extensions import utc_now
from backend.inputs import idempotency_key
from backend.transaction import transaction


class OwnAttachmentPath(NumberPath):
    attachment_id: Annotated[str, Field(max_length=64)]


@api.post(
    "/pre-applications/<number>/attachments",
    summary="传一份材料",
    responses={201: AttachmentCard, **problem_responses(400, 404, 409, 415, 422)},
    openapi_extensions=also_takes(CODE_HEADER, OPTIONAL_KEY_HEADER, body=UPLOAD_BODY),
)
def attach(path: NumberPath) -> tuple[Response, int]:
    """传一张照片或一个 PDF，最大 10 MB；同一份再传一次不会变成两份。"""
    row = opened(path.number, code_header())
    upload = read_upload()
    return jsonify(add_paper(row, upload, idempotency_key(upload.fingerprint), utc_now())), 201


@api.post(
    "/pre-applications/<number>/attachments/<attachment_id>",
    summary="取回自己的一份材料",
    responses={200: FILE_ANSWER, **problem_responses(400, 404, 422)},
    openapi_extensions=also_takes(CODE_HEADER),
)
def own_attachment(path: OwnAttachmentPath) -> Response:
    """把自己传的材料取回来看。"""
    row = opened(path.number, code_header())
    with transaction():
        file = open_paper(row, path.attachment_id)
    return hand_out(file)
