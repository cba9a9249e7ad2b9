"""Each Problem shown in the manner of its door: problem+json for programs, a page for people."""

from __future__ import annotations

import json
import logging

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError, TimeoutError
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed as HttpMethodNotAllowed

from backend.doors.requests import is_api, request_id
from backend.extensions import db
from backend.inputs import invalid_from
from backend.problems import (
    FormExpired,
    Malformed,
    MethodNotAllowed,
    NotFound,
    OutOfService,
    Problem,
    TooLarge,
    TooManyRequests,
    Unexpected,
    WrongMediaType,
)

log = logging.getLogger(__name__)

_BY_STATUS: dict[int, type[Problem]] = {
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
    415: WrongMediaType,
    429: TooManyRequests,
}


def bind(app: Flask) -> None:
    app.register_error_handler(Problem, show)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(DBAPIError, _from_database)
    app.register_error_handler(TimeoutError, _from_database)
    app.register_error_handler(Exception, _from_bug)


def show(problem: Problem) -> Response:
    """Render `problem` for the door the request came through."""
    headers = dict(problem.headers)
    if problem.status in (429, 503):
        headers.setdefault("Retry-After", "60" if problem.status == 429 else "5")
    if problem.status == 401:
        headers.setdefault("WWW-Authenticate", "Bearer")
    instance = f"/requests/{request_id()}"
    if is_api() or request.accept_mimetypes.best == "application/json":
        body = json.dumps(problem.as_dict(instance), ensure_ascii=False)
        response = make_response(body, problem.status)
        response.mimetype = "application/problem+json"
    else:
        page = render_template("problem.html", problem=problem, instance=instance)
        response = make_response(page, problem.status)
    response.headers.update(headers)
    return response


def invalid_response(error: ValidationError) -> Response:
    """What the schema layer answers when a body, path or query does not fit."""
    return show(invalid_from(error))


def _from_http(error: HTTPException) -> Response:
    if error.response is not None and isinstance(error.response, Response):
        return error.response  # already shown, by invalid_response
    if isinstance(error, CSRFError):
        return show(FormExpired())
    status = error.code or 500
    if status in (301, 302, 303, 307, 308):
        return make_response(error.get_response())
    headers = {}
    if isinstance(error, HttpMethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(error.valid_methods)
    kind = _BY_STATUS.get(status, Unexpected if status >= 500 else Malformed)
    return show(kind(headers=headers))


def _from_database(error: Exception) -> Response:
    """A busy, full or lost store is 503; anything else the database refuses is our own bug."""
    db.session.rollback()
    lost = isinstance(error, TimeoutError) or (
        isinstance(error, OperationalError) and not isinstance(error, ProgrammingError)
    )
    if lost and "no such" not in str(getattr(error, "orig", "")):
        log.error("store unavailable", extra={"request": request_id()})
        return show(OutOfService())
    return _from_bug(error)


def _from_bug(error: Exception) -> Response:
    log.error(
        "unexpected %s", type(error).__name__, exc_info=error, extra={"request": request_id()}
    )
    return show(Unexpected())
