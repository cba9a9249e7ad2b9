"""Staff sign in and out on pages; the cookie holds the token of a session kept in the database."""

from __future__ import annotations

import re

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from backend.accounts.actor import Actor
from backend.accounts.current import (
    begin_page_session,
    clear_page_session,
    current_actor,
    signed_in_actor,
)
from backend.accounts.current import (
    sign_out as end_session,
)
from backend.accounts.permissions import Permission
from backend.accounts.problems import SignInDelayed, SignInRefused
from backend.accounts.sign_in import sign_in as check_and_open
from backend.extensions import utc_now
from backend.transaction import transaction

bp = Blueprint("console_sign_in", __name__, url_prefix="/console", template_folder="templates")

_CONSOLE, _FIELD = "/console/", "/field/"
# A path of our own staff pages: no scheme, no host, no backslash, nothing encoded.
_NEXT = re.compile(r"/(?:console|field)/[A-Za-z0-9_./-]{0,200}", re.ASCII)


@bp.get("/sign-in")
def sign_in_page() -> ResponseReturnValue:
    """The form; whoever is signed in goes straight on."""
    actor = signed_in_actor()
    if actor is not None:
        return redirect(landing_for(actor, request.args.get("next", "")))
    return _form(request.args.get("next", ""))


@bp.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Check username and password; begin a session of its own, whatever the cookie held before."""
    username = request.form.get("username", "")[:64]
    password = request.form.get("password", "")[:129]
    wanted, now = request.form.get("next", ""), utc_now()
    source = request.remote_addr or "unknown"
    try:
        done = check_and_open(username, password, source, now, "page")
    except (SignInRefused, SignInDelayed) as problem:
        return _form(wanted, problem.detail, username), problem.status, problem.headers
    if current_user.is_authenticated:
        with transaction():
            end_session()
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
    return redirect(url_for("console_sign_in.sign_in_page"), 303)


def landing_for(actor: Actor, wanted: str) -> str:
    """Give where to go after signing in: the page asked for when it is ours and of the right house,
    else the list of one's own work."""
    in_office = actor.may(Permission.USE_CONSOLE)
    in_field = actor.may(Permission.REFER_HOUSEHOLD)
    home = _FIELD if in_field and not in_office else _CONSOLE
    if not _NEXT.fullmatch(wanted) or ".." in wanted or "//" in wanted:
        return home
    allowed = in_office if wanted.startswith(_CONSOLE) else in_field
    is_door = wanted.startswith(("/console/sign-in", "/console/sign-out"))
    return wanted if allowed and not is_door else home


def _form(wanted: str, fault: str = "", username: str = "") -> str:
    wanted = wanted if _NEXT.fullmatch(wanted) else ""
    return render_template("console/sign_in.html", wanted=wanted, fault=fault, username=username)
