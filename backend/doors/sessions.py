"""The page cookie: nothing is set up for requests that bring none and leave none."""

from __future__ import annotations

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from backend.doors.requests import is_api


class LazySessions(SecureCookieSessionInterface):
    """Flask's signed cookie; programs, which carry no cookie, pay nothing for it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        # Cookies are taken apart only where some came.
        if "HTTP_COOKIE" not in request.environ or (
            self.get_cookie_name(app) not in request.cookies
        ):
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        # The sign-in extension looks into the session of every request. Of an API answer no word
        # hangs on the cookie, so that it need not say that it varies with it.
        if session.modified or (session.accessed and not is_api()):
            super().save_session(app, session, response)
