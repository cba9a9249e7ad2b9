"""Security headers on every answer; nothing is cached but what is open to everyone."""

from __future__ import annotations

from flask import Flask, Response, g

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "script-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def cache_for(seconds: int) -> None:
    """Let this answer be kept: only for open content (class E), said by the view itself."""
    g.cache_seconds = seconds


def bind(app: Flask, *, under_tls: bool) -> None:
    fixed = list(_FIXED.items())
    if under_tls:
        fixed.append(("Strict-Transport-Security", "max-age=31536000"))

    @app.after_request
    def _dress(response: Response) -> Response:
        headers = response.headers
        for name, value in fixed:
            if name not in headers:
                headers[name] = value
        seconds = g.get("cache_seconds")
        if seconds and response.status_code in (200, 304):
            headers["Cache-Control"] = f"public, max-age={seconds}"
        elif "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        return response
