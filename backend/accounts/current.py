"""Who is signed in on this request: read from the page's cookie or the bearer token, never both.

The cookie holds only the token of a row in `staff_session`; deleting the row signs out. A cookie
says nothing to the API (another site could make a browser send it), a bearer token nothing to the
pages.
"""

from __future__ import annotations

from datetime import datetime

from flask import Flask, Request, g, session
from flask_login import UserMixin, current_user, login_user, logout_user

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.accounts.sessions import OpenSession, end_session, read_session
from backend.audit.trail import record
from backend.doors.requests import is_api
from backend.extensions import login, utc_now
from backend.problems import NotSignedIn

_HALF = "half"


class SignedInStaff(UserMixin):  # type: ignore[misc]
    """What flask-login holds for a request: the session and the Actor in it."""

    def __init__(self, opened: OpenSession, token: str) -> None:
        self.session_id = opened.id
        self.actor = opened.actor
        self.proved_at = opened.proved_at
        self.has_second = opened.has_second
        self.must_change_password = opened.must_change_password
        self._token = token

    def get_id(self) -> str:
        return self._token

    def may(self, permission: Permission) -> bool:
        return self.actor.may(permission)


def current_actor() -> Actor:
    """Give who acts on this request. Raises NotSignedIn."""
    if not current_user.is_authenticated:
        raise NotSignedIn
    actor: Actor = current_user.actor
    return actor


def signed_in_actor() -> Actor | None:
    """Give who acts, or None for a resident; for what pages show."""
    return current_user.actor if current_user.is_authenticated else None


def begin_page_session(token: str, now: datetime) -> None:
    """Put a freshly opened page session into the browser; nothing of an older one survives."""
    opened = read_session(token, "page", now)
    if opened is None:
        raise NotSignedIn
    session.clear()
    login_user(SignedInStaff(opened, token))


def current_session() -> SignedInStaff:
    """Give the session of this request. Raises NotSignedIn."""
    if not current_user.is_authenticated:
        raise NotSignedIn
    found: SignedInStaff = current_user._get_current_object()
    return found


def keep_half(token: str) -> None:
    """Put a half open sign-in into the browser; nothing of an older session survives."""
    session.clear()
    session[_HALF] = token


def kept_half() -> str:
    return str(session.get(_HALF, ""))


def sign_out() -> None:
    """End the session of this request; call inside a transaction. Raises NotSignedIn."""
    actor = current_actor()
    end_session(current_user.session_id)
    record("sign_in:ended", actor.staff_id, actor.staff_id, None, {})
    logout_user()


def clear_page_session() -> None:
    """Empty the browser's cookie, whatever it held."""
    session.clear()


def bind(app: Flask) -> None:
    """Tell flask-login where to read the two tokens, and templates who is signed in."""
    login.session_protection = None  # the row in the database decides, not address and browser
    login.user_loader(_from_cookie)
    login.request_loader(_from_bearer)
    app.before_request(_ask_anew)
    app.jinja_env.globals.update(signed_in_actor=signed_in_actor, Permission=Permission)


def _ask_anew() -> None:
    """Judge every request by itself, also where one application context serves several (tests)."""
    g.pop("_login_user", None)


def _from_cookie(token: object) -> SignedInStaff | None:
    if is_api() or not isinstance(token, str):
        return None
    opened = read_session(token, "page", utc_now())
    return SignedInStaff(opened, token) if opened else None


def _from_bearer(request: Request) -> SignedInStaff | None:
    """Read the header by hand: the framework's parser fails on odd bytes in other schemes."""
    if not is_api():
        return None
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    token = token.strip()
    opened = read_session(token, "api", utc_now())
    return SignedInStaff(opened, token) if opened else None
