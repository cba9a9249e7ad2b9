"""The home page, the nearest window, the larger-text choice."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from backend.channels.web.blueprint import asked_place, bp, townships, villages_of
from backend.channels.web.once_keys import new_key

_A_YEAR = 365 * 24 * 3600


@bp.get("/")
def home() -> str:
    """Three doors, the way to one's own window, the numbers to call."""
    place = asked_place()
    township = None
    if place is not None and place.level in ("township", "village"):
        township = place.code if place.level == "township" else place.parent_code
    return render_template(
        "web/home.html",
        place=place,
        once_key=new_key(),
        township=township,
        townships=townships(),
        villages=villages_of(township) if township else [],
    )


@bp.get("/text-size")
def text_size_page() -> str:
    """Choose the size of letters; every page's foot leads here, and from here back."""
    back = same_site_path(urlsplit(request.args.get("back", "/")).path)
    return render_template("web/text_size.html", back=back)


@bp.post("/text-size")
def text_size() -> ResponseReturnValue:
    """Keep the larger-text choice for a year and go back to where it was made."""
    size = "large" if request.form.get("text_size") == "large" else "normal"
    response = redirect(same_site_path(request.form.get("back", "/")), 303)
    response.set_cookie(
        "text_size",
        size,
        max_age=_A_YEAR,
        secure=current_app.extensions["settings"].under_tls,
        httponly=True,
        samesite="Lax",
    )
    return response


def same_site_path(written: str) -> str:
    """Give a path on this site to return to; the home page for anything that leads elsewhere."""
    parts = urlsplit(written) if written.isprintable() and "\\" not in written else None
    if parts is None or parts.scheme or parts.netloc or not written.startswith("/"):
        return "/"
    return "/" if written.startswith("//") else written[:300]
