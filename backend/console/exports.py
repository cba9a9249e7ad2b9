"""导出名单: ask with a reason, a second person's yes for long ones, fetch within a quarter of an hour."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.current import current_actor
from backend.accounts.permissions import Permission
from backend.exports import services
from backend.exports.files import MEDIA_TYPES
from backend.extensions import utc_now
from backend.intake.queries import Queue
from backend.intake.states import CaseState
from backend.intake.wording import STATE_TITLES
from backend.problems import Problem
from backend.transaction import transaction

bp = Blueprint("console_exports", __name__, url_prefix="/console/exports")


@bp.get("")
def home() -> ResponseReturnValue:
    return _page()


@bp.post("")
def ask() -> ResponseReturnValue:
    """Ask for a list; a refusal stands on the page with what was chosen."""
    form = request.form
    queue, state = form.get("queue", ""), form.get("state", "")
    try:
        with transaction():
            services.ask(
                current_actor(),
                Queue(queue) if queue in set(Queue) else None,
                CaseState(state) if state in set(CaseState) else None,
                "csv" if form.get("form") == "csv" else "xlsx",
                form.get("reason", "")[:500],
                utc_now(),
            )
    except Problem as problem:
        return _page(problem), problem.status
    return redirect(url_for("console_exports.home"), 303)


@bp.post("/<export_id>/approve")
def approve(export_id: str) -> ResponseReturnValue:
    """The second person's yes."""
    with transaction():
        services.approve(export_id, current_actor(), utc_now())
    return redirect(url_for("console_exports.home"), 303)


@bp.post("/<export_id>/file")
def fetch(export_id: str) -> ResponseReturnValue:
    """Hand the file out, to its asker, while the link lasts."""
    with transaction():
        file = services.fetch(export_id, current_actor(), utc_now())
    response = Response(file.data, content_type=MEDIA_TYPES[file.form])
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _page(problem: Problem | None = None) -> str:
    actor, now = current_actor(), utc_now()
    return render_template(
        "console/exports.html",
        queues=list(Queue),
        states=list(STATE_TITLES.items()),
        own=services.own_exports(actor, now),
        waiting=services.waiting_for(actor, now) if actor.may(Permission.SUPERVISE) else [],
        kept=request.form if problem else {},
        problem=problem,
        most=services.MOST_ROWS,
        now=now,
    )
