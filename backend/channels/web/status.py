"""查进度: by number and access code, sent anew with every step; nothing stands in an address."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from backend.applications import following
from backend.applications.looks import open_by_code
from backend.applications.models import PreApplication
from backend.applications.problems import NoSuchPreApplication, TooManyLooks
from backend.applications.reference import read_access_code, show_access_code, spoken
from backend.applications.schemas import DisputeBody, SupplementBody
from backend.channels.web.blueprint import bp, clipped
from backend.content.names import Scheme
from backend.extensions import utc_now
from backend.inputs import CleanText
from backend.problems import Problem
from backend.transaction import transaction
from pydantic import TypeAdapter, ValidationError

_REASON = TypeAdapter(CleanText)
_WRITE_FIRST = "请先写几句，再点提交。最多两千字。"
DONE = {
    "supplement": "收到了。窗口会看您写的内容，需要原件时会打电话。",
    "withdraw": "已经撤回，窗口不再办理。以后可以重新登记。",
    "dispute": "收到了。会另派人看，再给您回话。",
}


@bp.get("/status")
def status_form() -> str:
    """Two boxes: number and access code."""
    return render_template("web/status.html", number="", fault="")


@bp.post("/status")
def status_look() -> ResponseReturnValue:
    """Where it stands."""
    row = _opened()
    return _shown(row) if isinstance(row, PreApplication) else row


@bp.post("/status/supplement")
def status_supplement() -> ResponseReturnValue:
    """Hand in, in words, what was asked for."""
    row = _opened()
    if not isinstance(row, PreApplication):
        return row
    try:
        text = SupplementBody.model_validate({"text": request.form.get("text", "")}).text
    except ValidationError:
        return _shown(row, fault=_WRITE_FIRST, at="supplement"), 422
    try:
        with transaction():
            following.supplement(row, text, utc_now())
    except Problem as problem:
        return _shown(row, fault=problem.detail, at="supplement"), problem.status
    return _shown(row, done="supplement")


@bp.post("/status/withdraw")
def status_withdraw() -> ResponseReturnValue:
    """Ask once more, then take it back."""
    row = _opened()
    if not isinstance(row, PreApplication):
        return row
    if request.form.get("confirm") != "yes":
        return render_template("web/withdraw.html", **_names(row))
    try:
        reason = _REASON.validate_python(request.form.get("reason", "")[:500]) or None
        with transaction():
            following.withdraw(row, reason, utc_now())
    except ValidationError:
        return _shown(row, fault=_WRITE_FIRST, at="withdraw"), 422
    except Problem as problem:
        return _shown(row, fault=problem.detail, at="withdraw"), problem.status
    return _shown(row, done="withdraw")


@bp.post("/status/dispute")
def status_dispute() -> ResponseReturnValue:
    """Say that one disagrees."""
    row = _opened()
    if not isinstance(row, PreApplication):
        return row
    try:
        reason = DisputeBody.model_validate({"reason": request.form.get("reason", "")}).reason
    except ValidationError:
        return _shown(row, fault=_WRITE_FIRST, at="dispute"), 422
    try:
        with transaction():
            following.dispute(row, reason, utc_now())
    except Problem as problem:
        return _shown(row, fault=problem.detail, at="dispute"), problem.status
    return _shown(row, done="dispute")


def _opened() -> PreApplication | ResponseReturnValue:
    """Give the pre-application, or the form again with what was wrong; the code is not repeated."""
    number = clipped("number", 40)
    try:
        return open_by_code(number, clipped("access_code", 40), request.remote_addr or "", utc_now())
    except (NoSuchPreApplication, TooManyLooks) as problem:
        page = render_template("web/status.html", number=number, fault=problem.detail)
        return page, problem.status, problem.headers


def _names(row: PreApplication) -> dict[str, str]:
    """What every step sends again."""
    return {
        "number": spoken(row.number),
        "access_code": show_access_code(read_access_code(clipped("access_code", 40))),
        "scheme_title": Scheme(row.scheme).title_zh,
    }


def _shown(row: PreApplication, *, fault: str = "", at: str = "", done: str = "") -> str:
    return render_template(
        "web/status_result.html",
        progress=following.progress_for(row, utc_now()),
        fault=fault,
        at=at,
        done=DONE.get(done, ""),
        written=clipped("text", 2000) or clipped("reason", 2000),
        **_names(row),
    )
