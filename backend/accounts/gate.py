"""The gate before every view: the route's row in the table decides who may enter.

A route without a row stops the start. A signed-in person without the permission gets a page that
says so; whoever is not signed in is sent to sign in (pages) or gets 401 (programs). A route marked
`step_up` asks for password or code once more when the last proof is older than ten minutes; a form
may carry it in its field `proof`, so that nothing typed is lost.
"""

from __future__ import annotations

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from backend.accounts.current import SignedInStaff, current_session
from backend.accounts.permissions import ROUTES, Access, Permission
from backend.accounts.problems import PasswordChangeNeeded, ProofNeeded, SecondFactorMissing
from backend.accounts.proof import is_recent, prove
from backend.accounts.second_factor import is_required_of
from backend.doors.compression import mark_open
from backend.doors.rates import Rates
from backend.doors.requests import is_api, request_source
from backend.extensions import utc_now
from backend.problems import NotAllowed, NotSignedIn


def bind(app: Flask) -> None:
    missing = sorted({rule.endpoint for rule in app.url_map.iter_rules()} - set(ROUTES))
    if missing:
        raise RuntimeError(f"routes without a row in accounts/permissions.py: {missing}")
    app.before_request(_admit)


def _admit() -> ResponseReturnValue | None:
    rule = ROUTES.get(request.endpoint or "")
    if rule is not None and rule.data_class == "E":
        mark_open()
    if rule is not None and rule.limit:
        rates: Rates = current_app.extensions["rates"]
        rates.count(rule.limit, request.endpoint or "", request_source())
    if rule is None or rule.access is not Access.STAFF or rule.permission is None:
        return None
    if not current_user.is_authenticated:
        if is_api() or request.method != "GET":
            raise NotSignedIn
        return redirect(url_for("console_sign_in.sign_in_page", next=request.path))
    if rule.permission is not Permission.OWN_ACCOUNT and (elsewhere := _first_this(is_api())):
        return elsewhere
    if not current_user.may(rule.permission):
        raise NotAllowed
    if rule.step_up:
        _ask_proof(current_session())
    return None


def _first_this(by_program: bool) -> ResponseReturnValue | None:
    """An initial password is changed and a required second factor switched on before all else."""
    staff = current_session()
    if staff.must_change_password:
        if by_program:
            raise PasswordChangeNeeded
        return redirect(url_for("console_account.password_page"), 303)
    if not staff.has_second and is_required_of(staff.actor):
        if by_program:
            raise SecondFactorMissing
        return redirect(url_for("console_account.second_factor_page"), 303)
    return None


def ask_proof() -> None:
    """Ask for password or code once more, for a step only some of a route's callers take (reading
    another's case whole). Raises ProofNeeded, ProofRefused, SignInDelayed."""
    _ask_proof(current_session())


def _ask_proof(staff: SignedInStaff) -> None:
    """Go on when password or code was given within ten minutes, or comes with this form."""
    now = utc_now()
    if is_recent(staff.proved_at, now):
        return
    given = "" if is_api() else request.form.get("proof", "")
    if not given:
        raise ProofNeeded
    prove(staff.session_id, staff.actor.staff_id, given[:129], request_source(), now)
