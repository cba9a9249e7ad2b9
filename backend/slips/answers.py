"""A slip as an answer of the web: a file to keep, never shown inside the page."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from flask import Response

from backend.slips.paper import as_pdf
from backend.slips.sheet import Slip
from backend.slips.text import as_text

FORMS: Final = {"pdf": "application/pdf", "txt": "text/plain; charset=utf-8"}


def answer_with(slip: Slip, form: str) -> Response:
    """Give the file; `form` is one of FORMS."""
    content = as_pdf(slip) if form == "pdf" else as_text(slip).encode()
    name = quote(f"{slip.title}.{form}")
    return Response(
        content,
        content_type=FORMS[form],
        headers={
            "Content-Disposition": f"attachment; filename=\"slip.{form}\"; filename*=UTF-8''{name}",
            "Cache-Control": "no-store",
        },
    )
