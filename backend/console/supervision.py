"""The supervisor's page: where help is stuck, with a chart and a table for each figure; passing a
case to a named colleague; judging emergency access."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.actor import Actor
from backend.accounts.current import current_actor
from backend.accounts.duty import supervisors_of
from backend.accounts.emergencies import emergencies_to_review, review_emergency
from backend.accounts.permissions import Permission
from backend.accounts.queries import Colleague, actor_of, colleagues
from backend.audit.trail import record
from backend.console.charts import bars
from backend.console.day import row_of
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.intake import services
from backend.intake.problems import MoveNotAllowed
from backend.intake.queries import find_case
from backend.intake.supervision import Overview, WindowLoad, departments_late, overview
from backend.intake.views import CaseView
from backend.intake.wording import staff_label, surname
from backend.problems import FieldError, Invalid
from backend.transaction import transaction

bp = Blueprint(
    "console_supervision", __name__, url_prefix="/console/supervision", template_folder="templates"
)

_MOST_BARS: Final = 15
_DRAWN: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_DONE: Final = {"reviewed": "记下了。", "assigned": "改派好了，接手的人会收到通知。"}
_LEAST: Final = 4


@bp.get("/")
def home() -> str:
    actor, now = current_actor(), utc_now()
    day = beijing_day(now)
    seen = overview(actor, day, now)
    return render_template(
        "console/supervision.html",
        today=day,
        seen=seen,
        total=_total(seen.windows),
        bounced=[row_of(one, actor, day) for one in seen.bounced],
        asked_again=[row_of(one, actor, day) for one in seen.asked_again],
        wanted=seen.wanted,
        departments_late=departments_late(actor, day),
        emergencies=emergencies_to_review(actor),
        me=actor.staff_id,
        unreached=not any(map(supervisors_of, actor.reach(Permission.SUPERVISE))),
        done=_DONE.get(request.args.get("done", ""), ""),
        now=now,
    )


@bp.get("/charts/<name>")
def chart(name: str) -> Response:
    """Draw one of the figures; the numbers stand in the table beside it."""
    draw = _CHARTS.get(name)
    if draw is None:
        abort(404)
    actor, now = current_actor(), utc_now()
    names, series = draw(overview(actor, beijing_day(now), now))
    answer = Response(bars(names, series), mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = _DRAWN
    return answer


@bp.post("/emergencies/<access_id>")
def review(access_id: str) -> ResponseReturnValue:
    """Say whether an emergency access was fit."""
    words = request.form.get("words", "").strip()[:500]
    with transaction():
        review_emergency(
            access_id, current_actor(), request.form.get("verdict", ""), words, utc_now()
        )
    return redirect(url_for("console_supervision.home", done="reviewed") + "#emergencies", 303)


@bp.post("/cases/<case_id>/assign")
def assign(case_id: str) -> ResponseReturnValue:
    """Pass a case to a named colleague, with the reason; out of whose hands it may be."""
    actor, now = current_actor(), utc_now()
    to, reason = request.form.get("to", ""), request.form.get("reason", "").strip()[:500]
    with transaction():
        _assign(find_case(case_id, actor), actor, to, reason, now)
    return redirect(url_for("console_supervision.home", done="assigned"), 303)


def _assign(case: CaseView, actor: Actor, to: str, reason: str, now: datetime) -> None:
    if not any(one.staff_id == to for one in assignable(case, now)):
        raise Invalid("请选一位这个窗口的同事。", errors=[FieldError("/to", "请选一位同事。")])
    if len(reason) < _LEAST:
        raise Invalid("请写明为什么改派。", errors=[FieldError("/reason", f"至少 {_LEAST} 个字。")])
    heir = actor_of(to, now)
    if case.holder_id == to:
        allowed = [str(one) for one in case.actions]
        extra = {"state": str(case.state), "allowed": allowed}
        raise MoveNotAllowed("这件本来就在这位同事手里，不用改派。", extra=extra)
    if case.holder_id is not None:
        label = staff_label(surname(heir.name))
        services.release(case.id, actor, now, case.version, f"主管改派给{label}：{reason}")
    services.claim(case.id, heir, now)
    record("case:assigned", case.id, actor.staff_id, case.division_code, {"to": to})


@bp.app_template_global()
def assignable(case: CaseView, now: datetime | None = None) -> list[Colleague]:
    """Give who may be passed this case: everybody working cases where it lies, but its holder."""
    moment = now or utc_now()
    found = colleagues(Permission.WORK_CASE, case.division_code, moment)
    return [one for one in found if one.staff_id != case.holder_id]


def _total(windows: list[WindowLoad]) -> dict[str, int]:
    names = ("open", "unclaimed", "overdue", "disputes", "received", "not_contacted")
    return {name: sum(getattr(one, name) for one in windows) for name in names}


_Drawn = tuple[list[str], list[tuple[str, list[float | None]]]]


def _load(seen: Overview) -> _Drawn:
    shown = seen.windows[:_MOST_BARS]
    return [_short(one.name) for one in shown], [
        ("超期", [one.overdue for one in shown]),
        ("没人认领", [one.unclaimed for one in shown]),
        ("在办", [one.open for one in shown]),
    ]


def _contact(seen: Overview) -> _Drawn:
    timed = [one for one in seen.windows if one.contact_hours is not None]
    timed.sort(key=lambda one: -(one.contact_hours or 0))
    shown = timed[:_MOST_BARS]
    hours = [round(one.contact_hours or 0, 1) for one in shown]
    return [_short(one.name) for one in shown], [("小时", list(hours))]


def _ends(seen: Overview) -> _Drawn:
    shown = seen.ends[:_MOST_BARS]
    return [title for title, _ in shown], [("件", [count for _, count in shown])]


def _clerks(seen: Overview) -> _Drawn:
    shown = seen.clerks[:_MOST_BARS]
    return [one.name for one in shown], [
        ("超期", [one.overdue for one in shown]),
        ("手里", [one.held for one in shown]),
    ]


_CHARTS: Final = {"load": _load, "contact": _contact, "ends": _ends, "clerks": _clerks}


@bp.app_template_filter("short_window")
def _short(name: str) -> str:
    """Give a window's name without what all windows share."""
    return name.replace("社会救助服务窗口", "").replace("（示例）", "") or name
