"""What the calls about attachments give, and how a file is handed out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from flask import Response
from pydantic import BaseModel

from backend.attachments.papers import Paper
from backend.attachments.services import OpenedFile


class AttachmentCard(BaseModel):
    """One paper: what kind, how large, since when; never what stands on it."""

    id: str
    kind: Paper
    kind_title: str
    media_type: Literal["image/jpeg", "application/pdf"]
    size_bytes: int
    pages: int
    added_by: Literal["resident", "staff"]
    received_at: datetime


class AttachmentList(BaseModel):
    attachments: list[AttachmentCard]


FILE_ANSWER: Final[dict[str, Any]] = {
    "description": "文件本身，作为下载给出",
    "content": {
        media_type: {"schema": {"type": "string", "contentMediaType": media_type}}
        for media_type in ("image/jpeg", "application/pdf")
    },
}
_SANDBOX: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"


def hand_out(file: OpenedFile, *, inline: bool = False) -> Response:
    """Give the file so that a browser stores it and runs nothing of it; `inline` for thumbnails."""
    response = Response(file.data, content_type=file.media_type)
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if not inline:
        response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
