"""Open pages leave compressed, for slow lines.

Only answers the gate has marked as open content (class E): what is secret is never compressed
together with what a stranger may write (BREACH). A proxy in front may do the same.
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, g, request

from backend.doors.requests import is_api

_TEXT = ("text/", "application/manifest+json", "image/svg+xml")
_LEAST = 600


def mark_open() -> None:
    """Say that this request asks for open content; called by the gate from the table of routes."""
    g.is_open_content = True


def bind(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not g.get("is_open_content") or request.method != "GET" or response.status_code != 200:
        return response
    if is_api():  # programs are on good lines, and some cannot unpack
        return response
    if not (response.mimetype or "").startswith(_TEXT) or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings.quality("gzip"):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _LEAST:
        return response
    response.set_data(gzip.compress(body, 6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, weak = response.get_etag()
    if tag and not weak:
        response.set_etag(tag, weak=True)
    return response
