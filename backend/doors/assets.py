"""Our own style sheets, scripts and pictures: addressed by content, so that they may be kept long."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from flask import Flask, Response, request

FOLDER = Path(__file__).parent / "static"
_A_YEAR = 365 * 24 * 3600


@functools.cache
def address_of(name: str) -> str:
    """Give the address of a file in `static/`; it changes whenever the file does."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:10]}"


@functools.cache
def version_of_all() -> str:
    """Give a mark that changes when any of the files does."""
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:10]


def bind(app: Flask) -> None:
    app.jinja_env.globals["asset"] = address_of
    app.after_request(_keep_long)


def _keep_long(response: Response) -> Response:
    if request.endpoint == "doors.static" and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    return response
