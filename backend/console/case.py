"""The page of one case: what was told, what can be done, what was done; and the doors of its forms."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.actor import Actor
from backend.accounts.current import current_actor
from backend.console.labels import DONE, event_details
from backend.console.moves import FORMS, faults_of, kept_words, make_move
from backend.console.sheet import open_case_page, sheet_of
from backend.extensions import utc_now
from backend.intake.problems import CaseNotFound, ReasonMissing
from backend.intake.reading import CaseDetail, unmask_case
from backend.intake.states import OPEN, Action
from backend.intake.wording import (
    ACTION_TITLES,
    CONTACT_TITLES,
    FOLLOW_UP_TITLES,
    HEARING_TITLES,
    RESULT_TITLES,
)
from backend.problems import Problem
from backend.transaction import transaction

bp = Blueprint("console_case", __name__, url_prefix="/console/cases", template_folder="templates")
bp.add_app_template_filter(event_details, "event_details")

UNMASK = "unmask"
_AWAY = frozenset({Action.RETURN_TRANSFER, Action.RETURN_REFERRAL, Action.RECORD_MEETING})
_LEAST = 4  # characters of a reason to read what is masked


@bp.get("/<case_id>")
def page(case_id: str) -> ResponseReturnValue:
    actor = current_actor()
    done = request.args.get("done", "")
    message = DONE[Action(done)] if done in {str(one) for one in DONE} else ""
    return _show(open_case_page(case_id, actor), actor, done=message)


@bp.post("/<case_id>/unmask")
def unmask(case_id: str) -> ResponseReturnValue:
    """Show the person's data whole, this once; the reason goes into the trail first."""
    actor, reason = current_actor(), request.form.get("reason", "").strip()
    try:
        if len(reason) < _LEAST:
            sentence = f"请写明为什么要看，至少 {_LEAST} 个字；会留痕，居民也看得到。"
            raise ReasonMissing.of(reason=sentence)
        with transaction():
            detail = unmask_case(case_id, actor, reason[:500], utc_now())
    except CaseNotFound:
        raise
    except Problem as problem:
        return _again(case_id, actor, UNMASK, problem)
    return _show(detail, actor, unmasked=True)


@bp.post("/<case_id>/<name>")
def move(case_id: str, name: str) -> ResponseReturnValue:
    """Make one move, then show the case; refused, show it as it now is with what was typed."""
    if name not in {str(one) for one in FORMS}:
        abort(404)
    action, actor = Action(name), current_actor()
    try:
        make_move(action, case_id, request.form, actor, utc_now())
    except CaseNotFound:
        raise
    except Problem as problem:
        return _again(case_id, actor, name, problem)
    if action in _AWAY:  # the case may now lie out of one's sight
        return redirect(url_for("console_queue.home", done=name), 303)
    return redirect(url_for("console_case.page", case_id=case_id, done=name), 303)


def _again(case_id: str, actor: Actor, name: str, problem: Problem) -> ResponseReturnValue:
    shown = _show(open_case_page(case_id, actor), actor, failed=name, problem=problem)
    return shown, problem.status


def _show(
    detail: CaseDetail,
    actor: Actor,
    *,
    done: str = "",
    failed: str = "",
    problem: Problem | None = None,
    unmasked: bool = False,
) -> str:
    sheet = sheet_of(detail, actor)
    return render_template(
        "console/case.html",
        sheet=sheet,
        view=sheet.view,
        detail=detail,
        titles=ACTION_TITLES,
        result_titles=RESULT_TITLES,
        contact_titles=CONTACT_TITLES.items(),
        hearing_titles=HEARING_TITLES.items(),
        follow_up_titles=FOLLOW_UP_TITLES.items(),
        done=done,
        failed=failed,
        problem=problem,
        faults=faults_of(problem, request.form) if problem else {},
        kept=kept_words(request.form) if problem else {},
        unmasked=unmasked,
        open_states=OPEN,
        now=utc_now(),
    )
