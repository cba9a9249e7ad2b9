"""我说完了: whoever used a shared computer or somebody else's phone leaves nothing on it to go back to."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from backend.channels.web import sitting
from backend.channels.web.blueprint import bp


@bp.get("/leave")
def leave_page() -> str:
    """What is cleared, what is not, and the button; every page's foot leads here."""
    return render_template("web/leave.html")


@bp.post("/leave")
def leave() -> ResponseReturnValue:
    """End the sitting. No token is asked for (see app), so that it also works on a page left open for a day;
    that it comes from a page of ours is checked as for every other form."""
    sitting.leave()
    return redirect("/left", 303)


@bp.get("/left")
def left() -> Response:
    """It is done. The browser is told to drop the pages it holds ready for the way back. Not its
    storage: a grid worker's sealed forms lie there, unsent, which are nobody else's to drop."""
    response = make_response(render_template("web/left.html"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
