"""The gate before every view: the route's row in the table decides who may enter.

A route without a row stops the start. A signed-in person without the permission gets a page that
says so; whoever is not signed in is sent to sign in (pages) or gets 401 (programs).
"""

from __future__ import annotations

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from backend.accounts.permissions import ROUTES, Access
from backend.doors.compression import mark_open
from backend.doors.rates import Rates
from backend.doors.requests import is_api
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
        rates.count(rule.limit, request.endpoint or "", request.remote_addr or "")
    if rule is None or rule.access is not Access.STAFF or rule.permission is None:
        return None
    if not current_user.is_authenticated:
        if is_api() or request.method != "GET":
            raise NotSignedIn
        return redirect(url_for("console_sign_in.sign_in_page", next=request.path))
    if not current_user.may(rule.permission):
        raise NotAllowed
    return None
