"""Staff sign in and out on pages; the cookie holds the token of a session kept in the database."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from backend.accounts.actor import Actor
from backend.accounts.current import (
    begin_page_session,
    clear_page_session,
    current_actor,
    keep_half,
    kept_half,
    signed_in_actor,
)
from backend.accounts.current import (
    sign_out as end_session,
)
from backend.accounts.permissions import Permission
from backend.accounts.problems import SignInDelayed, SignInRefused
from backend.accounts.sign_in import finish_sign_in
from backend.accounts.sign_in import sign_in as check_and_open
from backend.console.paths import own_path
from backend.doors.requests import request_source
from backend.extensions import utc_now
from backend.transaction import transaction

bp = Blueprint("console_sign_in", __name__, url_prefix="/console", template_folder="templates")

_JUST_OUT = "just_out"  # tells the page to leave nothing of a household on this phone
_CONSOLE, _FIELD = "/console/", "/field/"


@bp.get("/sign-in")
def sign_in_page() -> ResponseReturnValue:
    """The form; whoever is signed in goes straight on."""
    actor = signed_in_actor()
    if actor is not None:
        return redirect(landing_for(actor, request.args.get("next", "")))
    done = "密码换好了，请用新密码登录。" if request.args.get("done") == "password" else ""
    return _form(request.args.get("next", ""), done=done)


@bp.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Check username and password; begin a session of its own, whatever the cookie held before."""
    username = request.form.get("username", "")[:64]
    password = request.form.get("password", "")[:129]
    wanted, now = request.form.get("next", ""), utc_now()
    source = request_source()
    try:
        done = check_and_open(username, password, source, now, "page")
    except (SignInRefused, SignInDelayed) as problem:
        return _form(wanted, problem.detail, username), problem.status, problem.headers
    if current_user.is_authenticated:
        with transaction():
            end_session()
    if done.awaits_code:
        keep_half(done.token)
        return redirect(url_for("console_sign_in.code_page", next=own_path(wanted)), 303)
    begin_page_session(done.token, now)
    return redirect(landing_for(current_actor(), wanted), 303)


@bp.get("/sign-in/code")
def code_page() -> ResponseReturnValue:
    """Ask for the code; without a right password before it, back to the beginning."""
    if not kept_half():
        return redirect(url_for("console_sign_in.sign_in_page"))
    return _code_form(request.args.get("next", ""))


@bp.post("/sign-in/code")
def code() -> ResponseReturnValue:
    """Check the code and begin the session, under a token the browser has not seen before."""
    wanted, now = request.form.get("next", ""), utc_now()
    source = request_source()
    try:
        given = request.form.get("code", "")[:40]
        done = finish_sign_in(kept_half(), given, source, now, "page")
    except (SignInRefused, SignInDelayed) as problem:
        return _code_form(wanted, problem.detail), problem.status, problem.headers
    begin_page_session(done.token, now)
    return redirect(landing_for(current_actor(), wanted), 303)


@bp.get("/sign-out")
def sign_out_page() -> ResponseReturnValue:
    """Ask once more: following a link changes nothing."""
    return render_template("console/sign_out.html")


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session and empty the cookie; harmless when there was none."""
    if current_user.is_authenticated:
        with transaction():
            end_session()
    clear_page_session()
    session[_JUST_OUT] = True
    return redirect(url_for("console_sign_in.sign_in_page"), 303)


def landing_for(actor: Actor, wanted: str) -> str:
    """Give where to go after signing in: the page asked for when it is ours and of the right house,
    else the list of one's own work."""
    in_office = actor.may(Permission.USE_CONSOLE)
    in_field = actor.may(Permission.REFER_HOUSEHOLD)
    home = _FIELD if in_field and not in_office else _CONSOLE
    if not own_path(wanted):
        return home
    allowed = in_office if wanted.startswith(_CONSOLE) else in_field
    is_door = wanted.startswith(("/console/sign-in", "/console/sign-out"))
    return wanted if allowed and not is_door else home


def _code_form(wanted: str, fault: str = "") -> str:
    return render_template("console/sign_in_code.html", wanted=own_path(wanted), fault=fault)


def _form(wanted: str, fault: str = "", username: str = "", done: str = "") -> str:
    return render_template(
        "console/sign_in.html",
        wanted=own_path(wanted),
        fault=fault,
        username=username,
        done=done,
        just_out=session.pop(_JUST_OUT, False),
    )
