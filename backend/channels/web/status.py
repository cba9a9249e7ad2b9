"""查进度: by number and access code, sent anew with every step; nothing stands in an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from backend.applications import following
from backend.applications.looks import open_by_code
from backend.applications.models import PreApplication
from backend.applications.papers import add_paper, agreed_to_papers, open_paper, papers_of
from backend.applications.problems import NoSuchPreApplication, TooManyLooks
from backend.applications.reference import (
    read_access_code,
    read_number,
    show_access_code,
    spoken,
)
from backend.applications.schemas import DisputeBody, SupplementBody, WithdrawBody
from backend.attachments.answers import hand_out
from backend.attachments.papers import CHOICES
from backend.attachments.uploads import read_upload
from backend.channels.web.blueprint import bp, clipped
from backend.channels.web.sitting import asks_code_again, bring_back, step, written_so_far
from backend.content.names import Scheme
from backend.doors.requests import request_source
from backend.extensions import utc_now
from backend.problems import Problem
from backend.slips.answers import FORMS, answer_with
from backend.slips.services import kinds_for_resident, slip_for_resident
from backend.transaction import transaction

Work = Callable[[PreApplication], ResponseReturnValue | None]
_WITH_WORDS = frozenset({"/status/supplement", "/status/dispute", "/status/mine/correct"})
_WORDS = ("text", "reason", "name", "phone", "id_number", "address", "description")
_RESTED = "隔了半个多小时，先收起来了，免得别人看到。请再写一次编号和办理码。"
_WORDS_WAIT = "隔了半个多小时，先收起来了。您刚才写的话还在：再写一次编号和办理码，一起交上去。"
_WRITE_FIRST = "请先写几句，再点提交；太长了也请删短一点。"
_DONE = {
    "supplement": "收到了。窗口会看您写的内容，需要原件时会打电话。",
    "withdraw": "已经撤回，窗口不再办理。以后可以重新登记。",
    "dispute": "收到了。会另派人看，再给您回话。",
    "papers": "收到一份材料，已经加密存好。还有的话接着传。",
}


@bp.get("/status")
def status_form() -> str:
    """Two boxes: number and access code."""
    return render_template("web/status.html")


@bp.post("/status")
def status_look() -> ResponseReturnValue:
    """Where it stands."""
    return _step("", lambda _row: None)


@bp.post("/status/supplement")
def status_supplement() -> ResponseReturnValue:
    """Hand in, in words, what was asked for."""

    def hand_in(row: PreApplication) -> None:
        body = SupplementBody.model_validate({"text": request.form.get("text", "")})
        with transaction():
            following.supplement(row, body.text, utc_now())

    return _step("supplement", hand_in)


@bp.post("/status/withdraw")
def status_withdraw() -> ResponseReturnValue:
    """Ask once more, then take it back."""
    if request.form.get("confirm") != "yes":
        return _step("ask", lambda _row: None)

    def take_back(row: PreApplication) -> None:
        written = request.form.get("reason", "")
        body = WithdrawBody.model_validate({"reason": written} if written.strip() else {})
        with transaction():
            following.withdraw(row, body.reason, utc_now())

    return _step("withdraw", take_back)


@bp.post("/status/dispute")
def status_dispute() -> ResponseReturnValue:
    """Say that one disagrees, or ask to have it opened again."""

    def disagree(row: PreApplication) -> None:
        wants_reopen = request.form.get("reopen") == "yes"
        written = {"reason": request.form.get("reason", ""), "reopen": wants_reopen}
        body = DisputeBody.model_validate(written)
        with transaction():
            following.dispute(row, body.reason, utc_now(), reopen=body.reopen)

    return _step("dispute", disagree)


@bp.post("/status/papers")
def status_papers() -> ResponseReturnValue:
    """Hand in a photo or a scan; the same one again is no second one."""

    def hand_in(row: PreApplication) -> None:
        upload = read_upload("csrf_token", "number", "access_code")
        add_paper(row, upload, upload.fingerprint, utc_now())

    return _step("papers", hand_in)


@bp.post("/status/papers/<attachment_id>")
def status_paper(attachment_id: str) -> ResponseReturnValue:
    """Give one's own paper back."""

    def give(row: PreApplication) -> ResponseReturnValue:
        with transaction():
            file = open_paper(row, attachment_id)
        return hand_out(file)

    return _step("", give)


@dataclass(frozen=True)
class Entered:
    """Who came in by number and code, and what every page of theirs names."""

    row: PreApplication
    names: dict[str, str]


def entered() -> Entered | tuple[str, int, dict[str, str]]:
    """Open by the number and code of the form, or give the page with the two boxes and what is wrong."""
    number, code = clipped("number", 40), clipped("access_code", 40)
    if asks_code_again():
        return _ask_again(number)
    try:
        row = open_by_code(number, code, request_source(), utc_now())
    except (NoSuchPreApplication, TooManyLooks) as problem:
        kept = request.form.get("kept", "")
        page = render_template(
            "web/status.html",
            number=number,
            fault=problem.detail,
            action=request.path if kept else "",
            kept=kept,
        )
        return page, problem.status, problem.headers
    step()
    bring_back(row.number)
    names = {
        "number": spoken(row.number),
        "access_code": show_access_code(read_access_code(code)),
        "scheme_title": Scheme(row.scheme).title_zh,
    }
    return Entered(row, names)


def _ask_again(number: str) -> tuple[str, int, dict[str, str]]:
    """Give the empty boxes. What was written goes along sealed: it is neither shown nor lost."""
    has_words = request.path in _WITH_WORDS and any(clipped(name, 2000) for name in _WORDS)
    page = render_template(
        "web/status.html",
        number="",
        fault=_WORDS_WAIT if has_words else _RESTED,
        action=request.path if has_words else "/status",
        kept=written_so_far(read_number(number) or "") if has_words else "",
    )
    return page, 403, {}


@bp.post("/status/slips/<name>")
def status_slip(name: str) -> ResponseReturnValue:
    """Give a written notice about the case, as a sheet or as plain text: acceptance.pdf …"""
    kind, _, form = name.rpartition(".")
    if form not in FORMS:
        abort(404)

    def hand_over(row: PreApplication) -> ResponseReturnValue:
        with transaction():
            slip = slip_for_resident(row.case_id, kind)
        return answer_with(slip, form)

    return _step("slip", hand_over)


def _step(name: str, work: Work) -> ResponseReturnValue:
    """Open by number and code, do the work, show where it stands; a refusal stands on the page."""
    found = entered()
    if not isinstance(found, Entered):
        return found
    row, names = found.row, found.names
    if name == "ask":
        return render_template("web/withdraw.html", **names)
    fault, status = "", 200
    try:
        if (given := work(row)) is not None:
            return given
    except ValidationError:
        fault, status = _WRITE_FIRST, 422
    except Problem as problem:
        fault, status = problem.detail, problem.status
    page = render_template(
        "web/status_result.html",
        progress=following.progress_for(row, utc_now()),
        fault=fault,
        at=name if fault else "",
        done="" if fault else _DONE.get(name, ""),
        written=clipped("text", 2000) or clipped("reason", 2000),
        papers=papers_of(row),
        slips=kinds_for_resident(row.case_id),
        kinds=CHOICES,
        agreed=agreed_to_papers(row),
        **names,
    )
    return page, status
