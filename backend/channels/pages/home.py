"""The home page, choosing a place, larger text, and what we do with personal data."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from backend.applications.consent import NOTICE_VERSION
from backend.channels.pages.blueprint import pages, place_argument, place_parts, townships, words
from backend.regions.queries import children_of

_A_YEAR = 365 * 24 * 3600


@pages.get("/")
def home() -> str:
    place = place_argument()
    return render_template(
        "pages/home.html",
        schemes=words().schemes.values(),
        townships=townships(),
        villages=children_of(place) if place and place.endswith("000") else [],
        **place_parts(place),
    )


@pages.post("/text-size")
def text_size() -> ResponseReturnValue:
    """Keep the larger-text choice for a year, and go back to the page it was made on."""
    size = "large" if request.form.get("size") == "large" else "normal"
    answer = make_response(redirect(_back(), 303))
    answer.set_cookie(
        "text_size",
        size,
        max_age=_A_YEAR,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure,
    )
    return answer


def _back() -> str:
    """Give the path to return to: only ever one of our own, never another host's."""
    asked = request.form.get("back", "/")
    parts = urlsplit(asked)
    is_ours = asked.startswith("/") and not asked.startswith(("//", "/\\"))
    return asked if is_ours and not parts.netloc and asked.isprintable() else "/"


@pages.get("/privacy")
def privacy() -> str:
    return render_template("pages/privacy.html", version=NOTICE_VERSION)
