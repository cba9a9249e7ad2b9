"""The API's door to one's own data: a copy, corrections, consents, deletion."""

from __future__ import annotations

from flask import Response, jsonify

from backend.applications import rights
from backend.applications.copies import copy_as_pdf
from backend.applications.holdings import held_about
from backend.applications.rights_schemas import (
    Changed,
    ConsentBody,
    CorrectionBody,
    DeletionBody,
    HeldCopy,
)
from backend.applications.routes import CODE_HEADER, NumberPath, api, code_header, opened
from backend.doors.description import also_takes
from backend.doors.schemas import problem_responses
from backend.extensions import utc_now
from backend.transaction import transaction

_PDF = {
    "description": "同样的内容，能读能印",
    "content": {
        "application/pdf": {"schema": {"type": "string", "contentMediaType": "application/pdf"}}
    },
}


@api.post(
    "/pre-applications/<number>/copy",
    summary="要一份自己的信息",
    responses={200: HeldCopy, **problem_responses(400, 404, 422)},
    openapi_extensions=also_takes(CODE_HEADER),
)
def copy(path: NumberPath) -> Response:
    """留着的全部信息，和谁看过、什么时候、为什么。"""
    row = opened(path.number, code_header())
    return jsonify(held_about(row, utc_now()))


@api.post(
    "/pre-applications/<number>/copy.pdf",
    summary="要一份能读能印的",
    responses={200: _PDF, **problem_responses(400, 404, 422)},
    openapi_extensions=also_takes(CODE_HEADER),
)
def readable_copy(path: NumberPath) -> Response:
    """和上面同样的内容，排成一份 PDF。"""
    row = opened(path.number, code_header())
    return Response(copy_as_pdf(row, utc_now()), content_type="application/pdf")


@api.post(
    "/pre-applications/<number>/corrections",
    summary="更正",
    responses={200: Changed, **problem_responses(400, 404, 409, 415, 422)},
    openapi_extensions=also_takes(CODE_HEADER),
)
def correct(path: NumberPath, body: CorrectionBody) -> Response:
    """姓名、证件号、电话、住址、写的难处填错了，在这里改；原来的内容密封留存，窗口会看到改了哪几项。"""
    row = opened(path.number, code_header())
    with transaction():
        changed = rights.correct(row, body.model_dump(exclude_unset=True), utc_now())
    return jsonify(_changed(row.number, changed, None))


@api.post(
    "/pre-applications/<number>/consents/withdraw",
    summary="撤回同意",
    responses={200: Changed, **problem_responses(400, 404, 409, 415, 422)},
    openapi_extensions=also_takes(CODE_HEADER),
)
def withdraw_consent(path: NumberPath, body: ConsentBody) -> Response:
    """撤回一项同意，马上生效；撤回敏感信息的同意，相关内容和照片当时就删。"""
    row = opened(path.number, code_header())
    with transaction():
        erased_on = rights.withdraw_consent(row, body.consent, utc_now())
    return jsonify(_changed(row.number, [body.consent], erased_on))


@api.post(
    "/pre-applications/<number>/deletion",
    summary="要求删除",
    responses={200: Changed, **problem_responses(400, 404, 409, 415, 422)},
    openapi_extensions=also_takes(CODE_HEADER),
)
def ask_deletion(path: NumberPath, body: DeletionBody) -> Response:
    """马上停办。没有受理过的，三天后全部删除；受理过的是办件档案，留满两年再删。"""
    row = opened(path.number, code_header())
    with transaction():
        erased_on = rights.ask_deletion(row, utc_now())
    return jsonify(_changed(row.number, [], erased_on))


def _changed(number: str, changed: list[str], erased_on: object) -> dict[str, object]:
    return {
        "number": number,
        "changed": changed,
        "erased_on": str(erased_on) if erased_on else None,
    }
