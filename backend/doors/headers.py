"""Security headers on every answer; nothing is cached but what is open to everyone.

Set around the application, so that answers made before or beside the views carry them too. A view
that needs a stricter policy (files) sets its own, which is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, after_this_request

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "script-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FIXED = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Permissions-Policy", "geolocation=(), camera=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
_TLS = (("Strict-Transport-Security", "max-age=31536000"),)
StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


def cache_for(seconds: int) -> None:
    """Let this answer be kept: only for open content (class E), said by the view itself."""

    @after_this_request
    def _allow(response: Response) -> Response:
        if response.status_code in (200, 304):
            response.headers["Cache-Control"] = f"public, max-age={seconds}"
        return response


class SecurityHeaders:
    """Adds what is missing to the headers of every answer."""

    def __init__(self, inner: Wsgi, *, under_tls: bool) -> None:
        self._inner = inner
        fixed = _FIXED + (_TLS if under_tls else ())
        self._fixed = [(name.lower(), (name, value)) for name, value in fixed]

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            present = {name.lower() for name, _ in headers}
            missing = [pair for name, pair in self._fixed if name not in present]
            return start_response(status, headers + missing, *rest)

        return self._inner(environ, start)


def bind(app: Flask, *, under_tls: bool) -> None:
    app.wsgi_app = SecurityHeaders(app.wsgi_app, under_tls=under_tls)  # type: ignore[method-assign]
