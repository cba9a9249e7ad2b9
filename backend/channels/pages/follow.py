"""Where does it stand? And: supplement, withdraw, object. By number and access code, every time."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from backend.applications import following
from backend.applications.looks import open_by_code
from backend.applications.models import PreApplication
from backend.applications.problems import NoSuchPreApplication, TooManyLooks
from backend.applications.reference import spoken
from backend.channels.pages.blueprint import pages, short_title, text_argument
from backend.extensions import utc_now
from backend.problems import Problem
from backend.transaction import transaction


@pages.get("/status")
def status_page() -> str:
    return render_template("pages/status.html", row=None, fault="", number="")


@pages.post("/status")
def status_look() -> ResponseReturnValue:
    """Open by number and code; do what the pressed button says; show where it stands."""
    number, code = request.form.get("number", "")[:40], request.form.get("access_code", "")[:40]
    try:
        row = open_by_code(number, code, request.remote_addr or "", utc_now())
    except (NoSuchPreApplication, TooManyLooks) as problem:
        page = render_template("pages/status.html", row=None, fault=problem.detail, number=number)
        return page, problem.status
    fault, done, status = "", "", 200
    try:
        done = _act(row)
    except Problem as problem:
        fault, status = problem.detail, problem.status
    return render_template(
        "pages/status.html",
        row=row,
        code=code,
        number=spoken(row.number),
        progress=following.progress_for(row, utc_now()),
        short_title=short_title,
        fault=fault,
        done=done,
        confirm=request.form.get("action") == "withdraw_ask",
    ), status


def _act(row: PreApplication) -> str:
    """Carry out the pressed button, if any; give the sentence that says it was done."""
    action, words, now = request.form.get("action", ""), text_argument("words", 2000), utc_now()
    if action not in ("supplement", "withdraw", "dispute"):
        return ""
    if action != "withdraw" and not words:
        raise WordsMissing
    with transaction():
        if action == "supplement":
            following.supplement(row, words, now)
            return "已经收到，窗口会看。"
        if action == "withdraw":
            following.withdraw(row, words or None, now)
            return "已经撤回，停止办理。以后可以重新登记。"
        following.dispute(row, words, now)
    return "您的意见已经收到，会另外派人回复您。"


class WordsMissing(Problem):
    slug, title, status = "words-missing", "还没有写内容", 422
    detail_default = "请先在框里写几句话再提交。"
