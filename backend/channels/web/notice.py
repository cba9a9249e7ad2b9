"""公示: the page of one notice. It stands on no list of ours and tells search engines to leave."""

from __future__ import annotations

from flask import Response, make_response, render_template

from backend.channels.web.blueprint import bp
from backend.extensions import utc_now
from backend.public_notices.services import show


@bp.get("/notices/<notice_id>")
def notice(notice_id: str) -> Response:
    """What is shown until the last day; 410 afterwards, 404 for what never was."""
    response = make_response(render_template("web/notice.html", shown=show(notice_id, utc_now())))
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
