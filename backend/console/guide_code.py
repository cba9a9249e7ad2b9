"""One code: where it leads, its sheets and its history; printing, re-pointing, retiring, restoring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.actor import Actor
from backend.accounts.current import current_actor
from backend.accounts.queries import names_of
from backend.console.charts import columns
from backend.console.guides import SCAN_DAYS, PressBusy, press, reach_of, sent, since, size_chosen
from backend.console.places import chosen_within, groups_within
from backend.content.names import Scheme
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.guides import services
from backend.guides.counts import scans_of_code
from backend.guides.listing import changes_of, guide_in_reach, sheets_of
from backend.guides.opening import address_of
from backend.guides.posters import Size, poster_pdf
from backend.guides.queries import Guide
from backend.guides.sheets import NotPrintable, poster_of
from backend.printing.fonts import GlyphsMissing
from backend.printing.pen import DoesNotFit
from backend.printing.pictures import drawn, png_of
from backend.problems import Conflict, FieldError, Invalid, Problem
from backend.transaction import transaction

bp = Blueprint(
    "console_guide_code", __name__, url_prefix="/console/guides/codes", template_folder="templates"
)

EVENTS: Final = {"repointed": "改指", "retired": "停用", "restored": "恢复使用"}
_DONE: Final = {
    "repointed": "改好了。纸上的码不变，扫开就是新的地方。",
    "retired": "停用了。扫开会说明原因，告诉人现在去哪里。",
    "restored": "恢复了，扫开又是这里的指引。",
}
_PREVIEW_DPI: Final = {Size.A4: 60, Size.A3: 42, Size.CARD: 60, Size.FORM: 60}
DRAWN: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@bp.get("/<code>")
def page(code: str) -> str:
    actor = current_actor()
    return _show(guide_in_reach(code, reach_of(actor)), actor)


@bp.get("/<code>/preview.png")
def preview(code: str) -> Response:
    """What the sheet will look like; not yet proved, not noted as printed."""
    guide = guide_in_reach(code, reach_of(current_actor()))
    name = request.args.get("size", "")
    size = Size(name) if name in set(Size) else Size.A4
    try:
        pdf = poster_pdf([poster_of(guide, beijing_day())], size, "")
    except (GlyphsMissing, DoesNotFit) as fault:
        raise NotPrintable(str(fault)) from fault
    return Response(png_of(drawn(pdf, dpi=_PREVIEW_DPI[size])), mimetype="image/png")


@bp.get("/<code>/scans.svg")
def scans(code: str) -> Response:
    """The scans of the last 30 days as columns; the sum stands beside it."""
    guide = guide_in_reach(code, reach_of(current_actor()))
    day = beijing_day()
    counted = scans_of_code(guide.code, since(day), day)
    names = [f"{one.month}月{one.day}日" for one, _ in counted]
    answer = Response(columns(names, "次", [n for _, n in counted]), mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = DRAWN
    return answer


@bp.post("/<code>/print")
def make(code: str) -> ResponseReturnValue:
    """Prove and give the sheet of one code."""
    actor, day = current_actor(), beijing_day()
    guide = guide_in_reach(code, reach_of(actor))
    try:
        size = size_chosen()
        run = press([poster_of(guide, day)], size)
        if run.refused:
            raise NotPrintable(run.refused[0].why)
    except (Invalid, PressBusy, NotPrintable) as problem:
        return _show(guide, actor, failed="print", problem=problem), problem.status
    return sent(run, [guide], size, actor, day)


@bp.post("/<code>/<event>")
def change(code: str, event: str) -> ResponseReturnValue:
    """Re-point, retire or restore; refused, show the code as it now is with what was typed."""
    verb = _VERBS.get(event)
    if verb is None:
        abort(404)
    actor = current_actor()
    guide = guide_in_reach(code, reach_of(actor))
    try:
        with transaction():
            verb(guide.code, actor, _version())
    except (Invalid, Conflict) as problem:
        now = guide_in_reach(code, reach_of(actor))
        return _show(now, actor, failed=event, problem=problem), problem.status
    return redirect(url_for("console_guide_code.page", code=guide.code, done=event), 303)


def _repoint(code: str, actor: Actor, version: int) -> None:
    place, topic = request.form.get("place", ""), request.form.get("topic", "")
    if chosen_within(place, reach_of(actor)) is None:
        raise Invalid(errors=[FieldError("/place", "请从名单里选一个您管的地方。")])
    services.repoint(code, place, topic, _why(), version, actor, utc_now())


def _retire(code: str, actor: Actor, version: int) -> None:
    services.retire(code, _why(), version, actor, utc_now())


def _restore(code: str, actor: Actor, version: int) -> None:
    services.restore(code, _why(), version, actor, utc_now())


_VERBS: Final[dict[str, Callable[[str, Actor, int], None]]] = {
    "repointed": _repoint,
    "retired": _retire,
    "restored": _restore,
}


def _why() -> str:
    return request.form.get("why", "").replace("\x00", "").strip()


def _version() -> int:
    """Give the version the form was made from; 0, which no code has, for anything else."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _show(guide: Guide, actor: Actor, *, failed: str = "", problem: Problem | None = None) -> str:
    reach, day = reach_of(actor), beijing_day()
    changes, sheets = changes_of(guide.code), sheets_of(guide.code)
    people = names_of(sorted({one.by for one in changes} | {one.by for one in sheets}))
    is_moved = (guide.place, guide.topic) != (guide.printed_place, guide.printed_topic)
    return render_template(
        "console/guide_code.html",
        guide=guide,
        address=address_of(guide.code),
        is_moved=is_moved,
        may_print=guide.retired_at is None and not is_moved,
        changes=changes,
        sheets=sheets,
        people=people,
        events=EVENTS,
        scans=sum(number for _, number in scans_of_code(guide.code, since(day), day)),
        days=SCAN_DAYS,
        sizes=list(Size),
        groups=groups_within(reach),
        topics=list(Scheme),
        done=_DONE.get(request.args.get("done", ""), ""),
        failed=failed,
        problem=problem,
        faults={one.pointer.strip("/"): one.detail for one in problem.errors} if problem else {},
        kept=request.form if problem else {},
    )
