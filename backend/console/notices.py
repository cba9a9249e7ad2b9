"""公示 from the page of a case: put up by its holder, taken down before its day."""

from __future__ import annotations

import re

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.current import current_actor
from backend.extensions import utc_now
from backend.problems import FieldError, Invalid
from backend.public_notices.services import notices_of, publish, take_down
from backend.transaction import transaction

bp = Blueprint("console_notices", __name__, url_prefix="/console/cases")
_YUAN = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})?", re.ASCII)


@bp.app_template_filter()
def public_notices(case_id: str) -> list[object]:
    """Give the notices of a case, for its page."""
    return list(notices_of(case_id, utc_now()))


@bp.post("/<case_id>/notice")
def put_up(case_id: str) -> ResponseReturnValue:
    form = request.form
    with transaction():
        publish(
            case_id,
            current_actor(),
            utc_now(),
            _number(form.get("version", "")),
            _number(form.get("people", "")),
            _fen(form.get("amount", "").strip()),
            _number(form.get("days", "")),
        )
    return redirect(url_for("console_case.page", case_id=case_id) + "#notice", 303)


@bp.post("/<case_id>/notice/take-down")
def down(case_id: str) -> ResponseReturnValue:
    with transaction():
        take_down(case_id, current_actor(), utc_now())
    return redirect(url_for("console_case.page", case_id=case_id) + "#notice", 303)


def _number(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def _fen(text: str) -> int | None:
    """Give yuan as typed in fen; nothing typed is no amount."""
    if not text:
        return None
    if not _YUAN.fullmatch(text):
        raise Invalid(errors=[FieldError("/amount", "金额写成 398 或 398.50 这样，单位是元。")])
    yuan, _, cents = text.partition(".")
    return int(yuan) * 100 + int(cents.ljust(2, "0") or "0")
