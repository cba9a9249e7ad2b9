"""Where a county's own system reports: signed, timed, once."""

from __future__ import annotations

import json
import time

from flask import Blueprint, Response, jsonify, request
from pydantic import ValidationError

from backend.extensions import utc_now
from backend.inputs import invalid_from, parse_json
from backend.problems import NotFound, Problem, TooLarge, WrongMediaType
from backend.transaction import transaction
from backend.webhooks.register import source
from backend.webhooks.reports import take_in
from backend.webhooks.schemas import Report
from backend.webhooks.signing import is_id, is_recent, is_signed

bp = Blueprint("webhooks", __name__, url_prefix="/channels/webhooks")
_MOST_BYTES = 64 * 1024


@bp.post("/<name>")
def report(name: str) -> Response:
    """Take a report in. An unknown source and a wrong signature look alike: not found."""
    try:
        return jsonify(received=True, repeat=not _taken_in(name))
    except Problem as problem:  # a program is answered as a program
        body = json.dumps(problem.as_dict(request.path), ensure_ascii=False)
        headers = {"Content-Type": "application/problem+json", **problem.headers}
        return Response(body, problem.status, headers)


def _taken_in(name: str) -> bool:
    if (request.content_length or 0) > _MOST_BYTES:
        raise TooLarge
    body = request.get_data(cache=False)
    known = source(name) if len(name) <= 40 else None
    stamp = request.headers.get("X-Webhook-Timestamp", "")
    message_id = request.headers.get("X-Webhook-Id", "")
    signature = request.headers.get("X-Webhook-Signature", "")
    is_ours = is_signed(signature, known.secret if known else "-", stamp, message_id, body)
    if known is None or not is_ours or not is_id(message_id) or not is_recent(stamp, time.time()):
        raise NotFound
    if request.mimetype != "application/json":
        raise WrongMediaType
    try:
        found = Report.model_validate(parse_json(body)).root
    except ValidationError as error:
        raise invalid_from(error) from error
    with transaction():
        return take_in(known, message_id, body, found, utc_now())
