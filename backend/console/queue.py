"""The lists of cases, page by page: own, free, due soon, overdue; claiming the next, or several."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.actor import Actor
from backend.accounts.current import current_actor
from backend.accounts.permissions import GRANTS, Permission
from backend.applications.reference import read_number, spoken
from backend.console.day import day_page, row_of
from backend.console.labels import DONE, scheme_title, to_staff
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.intake import services
from backend.intake.problems import (
    CaseAlreadyClaimed,
    CaseChanged,
    CaseNotFound,
    MoveNotAllowed,
    OwnCase,
)
from backend.intake.queries import (
    Queue,
    find_by_number,
    find_case,
    list_cases,
    queue_counts,
)
from backend.intake.states import Action
from backend.regions.names import short_place
from backend.transaction import transaction

bp = Blueprint("console_queue", __name__, url_prefix="/console", template_folder="templates")
bp.add_app_template_filter(spoken, "spoken_number")
bp.add_app_template_filter(to_staff, "to_staff")
bp.add_app_template_filter(scheme_title, "scheme_title")
bp.add_app_template_filter(short_place, "short_place")

_TABS: Final = {
    Queue.MINE: "我的",
    Queue.UNCLAIMED: "待认领",
    Queue.DUE: "快到期",
    Queue.OVERDUE: "超期",
    Queue.OFFERED: "转来的",
    Queue.MEETING: "要会商",
    Queue.UNTOLD: "决定没送达",
}
_NOTHING: Final = {
    Queue.MINE: "您手里没有在办的件。",
    Queue.UNCLAIMED: "没有等认领的件。",
    Queue.DUE: "七天内没有到期的件。",
    Queue.OVERDUE: "没有超期的件。",
    Queue.OFFERED: "没有转来等接收的件。",
    Queue.MEETING: "没有要会商的件。",
    Queue.UNTOLD: "没有等送达的决定。",
}
_SELDOM: Final = frozenset(
    {Queue.OFFERED, Queue.MEETING, Queue.UNTOLD}
)  # shown when there is something in them
_NONE_FREE: Final = "none-free"
_MOST_AT_ONCE: Final = 50


@bp.get("/")
def home() -> ResponseReturnValue:
    """The list chosen, with counts of all; who has no queue is told what their post does here."""
    actor = current_actor()
    if not actor.may(Permission.VIEW_QUEUE):
        return render_template("console/no_queue.html", actor=actor, may=_permissions(actor))
    written = request.args.get("number", "")
    if written.strip():
        return _find(written, actor)
    if not {"queue", "page"} & set(request.args):
        return day_page(actor, _done(request.args.get("done", "")))
    return _list(actor)


@bp.post("/claim-next")
def claim_next() -> ResponseReturnValue:
    """Claim the most urgent free case, the oldest due date first; lost ones are passed over."""
    actor = current_actor()
    free = list_cases(actor, beijing_day(), Queue.UNCLAIMED)
    claimed = _claim_first((row.id for row in free.rows if Action.CLAIM in row.actions), actor)
    if claimed is None:
        return redirect(url_for("console_queue.home", done=_NONE_FREE), 303)
    return redirect(url_for("console_case.page", case_id=claimed, done=Action.CLAIM), 303)


@bp.post("/claim-several")
def claim_several() -> ResponseReturnValue:
    """Claim every ticked case that is still free; say how many were, and how many were not."""
    actor = current_actor()
    ids = request.form.getlist("case")[:_MOST_AT_ONCE]
    claimed = sum(_claim_first([case_id], actor) is not None for case_id in ids)
    return redirect(_told("mine", claimed, len(ids) - claimed), 303)


@bp.post("/release-several")
def release_several() -> ResponseReturnValue:
    """Put back every ticked case one holds, with one word for the colleagues."""
    actor = current_actor()
    ids = request.form.getlist("case")[:_MOST_AT_ONCE]
    reason = request.form.get("reason", "").strip()[:500] or None
    released = sum(_release(case_id, actor, reason) for case_id in ids)
    return redirect(_told("mine", released, len(ids) - released, released=True), 303)


def _release(case_id: str, actor: Actor, reason: str | None) -> bool:
    try:
        with transaction():
            if find_case(case_id, actor).holder_id != actor.staff_id:
                return False
            services.release(case_id, actor, utc_now(), None, reason)
    except (CaseAlreadyClaimed, CaseNotFound, MoveNotAllowed):
        return False
    return True


def _told(queue: str, done: int, missed: int, *, released: bool = False) -> str:
    """Give the address of the list that says how a bulk step went."""
    name = "released" if released else "claimed"
    return url_for("console_queue.home", queue=queue, done=f"{name}-{done}-{missed}")


def _claim_first(case_ids: Iterable[str], actor: Actor) -> str | None:
    for case_id in case_ids:
        try:
            with transaction():
                return services.claim(case_id, actor, utc_now()).id
        except (CaseAlreadyClaimed, CaseChanged, CaseNotFound, MoveNotAllowed, OwnCase):
            continue
    return None


def _find(written: str, actor: Actor) -> ResponseReturnValue:
    """Go to the case with this number, whatever its state."""
    number = read_number(written)
    if number is None:
        return _list(actor, "编号是 12 位数字，请对照回执再看一遍。", written), 422
    try:
        case = find_by_number(number, actor)
    except CaseNotFound as problem:
        return _list(actor, f"{problem.title}。{problem.detail}", written), 404
    return redirect(url_for("console_case.page", case_id=case.id))


def _list(actor: Actor, fault: str = "", written: str = "") -> str:
    day = beijing_day()
    counts = queue_counts(actor, day)
    queue = _chosen(request.args.get("queue", ""), counts, actor)
    found = list_cases(actor, day, queue, page=_page())
    return render_template(
        "console/queue.html",
        rows=[row_of(view, actor, day, is_owed=queue is Queue.UNTOLD) for view in found.rows],
        page=found.page,
        has_more=found.has_more,
        tabs=[
            (one, _TABS[one], counts[one])
            for one in _tabs_for(actor)
            if counts[one] or one not in _SELDOM or one is queue
        ],
        queue=queue,
        nothing=_NOTHING[queue],
        works=actor.may(Permission.WORK_CASE),
        has_free=counts[Queue.UNCLAIMED] > 0,
        done=_done(request.args.get("done", "")),
        fault=fault,
        written=written[:40],
        today=day,
    )


def _tabs_for(actor: Actor) -> list[Queue]:
    """A department's staff claim nothing and deliver nothing: what the department was asked is their
    own list."""
    hidden = set() if actor.may(Permission.WORK_CASE) else {Queue.UNCLAIMED}
    if not actor.may(Permission.WORK_CASE) and not actor.may(Permission.SUPERVISE):
        hidden.add(Queue.UNTOLD)
    return [one for one in Queue if one not in hidden]


def _chosen(name: str, counts: dict[Queue, int], actor: Actor) -> Queue:
    """Give the list asked for; else one's own, or the free ones while one's own is empty."""
    if name in set(Queue) and Queue(name) in _tabs_for(actor):
        return Queue(name)
    if counts[Queue.MINE] or not actor.may(Permission.WORK_CASE):
        return Queue.MINE
    return Queue.UNCLAIMED


def _page() -> int:
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _done(name: str) -> str:
    if name == _NONE_FREE:
        return "没有等认领的件了，可以歇口气。"
    if told := re.fullmatch(r"(claimed|released)-([0-9]{1,3})-([0-9]{1,3})", name, re.ASCII):
        done, missed = int(told[2]), int(told[3])
        words = f"认领了 {done} 件。" if told[1] == "claimed" else f"放回了 {done} 件。"
        return words + (f"另有 {missed} 件已经被同事接走或情况变了，没有动。" if missed else "")
    return DONE[Action(name)] if name in {str(one) for one in DONE} else ""


def _permissions(actor: Actor) -> list[str]:
    """Give the plain sentences of what the actor's posts grant beside opening this page."""
    held = {permission for role in actor.roles() for permission in GRANTS[role]}
    held -= {Permission.USE_CONSOLE, Permission.OWN_ACCOUNT}
    return [str(one) for one in Permission if one in held]
