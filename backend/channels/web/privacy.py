"""What is kept of people, why, how long, and their rights, in plain words."""

from __future__ import annotations

from flask import render_template

from backend.applications.consent import NOTICE_VERSION
from backend.channels.web.blueprint import bp


@bp.get("/privacy")
def privacy() -> str:
    return render_template("web/privacy.html", version=NOTICE_VERSION)
