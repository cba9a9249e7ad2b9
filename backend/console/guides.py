"""指引码: the codes of one's own subtree, issuing them in bulk, and printing their sheets."""

from __future__ import annotations

import io
import threading
from datetime import date, timedelta
from typing import Final

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.actor import Actor
from backend.accounts.current import current_actor
from backend.accounts.permissions import Permission
from backend.console.places import chosen_within, townships_within, villages_within
from backend.content.names import Scheme
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.guides.codes import read_code, spoken
from backend.guides.listing import Shown, list_guides
from backend.guides.posters import Poster, Size
from backend.guides.press import PrintRun, run_press, write_zip
from backend.guides.queries import Guide, printed_guides
from backend.guides.services import issue_for, note_printed
from backend.guides.sheets import printable
from backend.problems import Conflict, FieldError, Invalid, Problem
from backend.regions.codes import level_of
from backend.regions.queries import children_of
from backend.transaction import transaction

bp = Blueprint(
    "console_guides", __name__, url_prefix="/console/guides", template_folder="templates"
)
bp.add_app_template_filter(spoken, "spoken_code")

SCAN_DAYS: Final = 30
MOST_SHEETS: Final = 60
_press = threading.Lock()


class PressBusy(Conflict):
    slug, title = "press-busy", "正在印别的"
    detail_default = "正在给别人排版检验，请等半分钟再点一次。您选的都还在。"


@bp.get("/")
def home() -> ResponseReturnValue:
    """The codes one answers for; `?code=` goes to one of them."""
    written = request.args.get("code", "").strip()
    if written:
        return _find(written)
    return _list(current_actor())


@bp.post("/issue")
def issue() -> ResponseReturnValue:
    """Issue codes for the places chosen; none is issued twice."""
    actor = current_actor()
    try:
        places, topic = _places(actor), _topic()
        with transaction():
            made = issue_for(actor, places, [topic], utc_now())
    except Invalid as problem:
        return _list(actor, problem), problem.status
    root = request.form.get("under", "")
    return redirect(url_for("console_guides.home", under=root, topic=topic, made=made), 303)


@bp.post("/print")
def make() -> ResponseReturnValue:
    """Issue what is missing, draw and prove the sheets, note them, and give the file.

    A sheet that may not be printed is told first; `skip` prints the others.
    """
    actor, day = current_actor(), beijing_day()
    try:
        places, topic, size = _places(actor), _topic(), size_chosen()
        with transaction():
            issue_for(actor, places, [topic], utc_now())
        pairs = printable(printed_guides(places, topic), day)
        run = press([poster for _, poster in pairs], size)
    except (Invalid, PressBusy) as problem:
        return _list(actor, problem), problem.status
    if not run.printed or (run.refused and not request.form.get("skip")):
        return _list(actor, refused=run), 422
    return sent(run, [guide for guide, _ in pairs], size, actor, day)


def press(posters: list[Poster], size: Size) -> PrintRun:
    """Run the press, one job at a time in a process. Raises PressBusy."""
    if not _press.acquire(blocking=False):
        raise PressBusy
    try:
        return run_press(posters, size, posters[0].headline if posters else "")
    finally:
        _press.release()


def sent(run: PrintRun, guides: list[Guide], size: Size, actor: Actor, day: date) -> Response:
    """Note what was printed and give it as a file to keep."""
    printed = {poster.code for poster in run.printed}
    with transaction():
        note_printed([one for one in guides if one.code in printed], size, day, actor.staff_id)
    form, content = "pdf", run.pdf
    if request.form.get("format") == "zip":
        stream = io.BytesIO()
        write_zip(run, size, stream, lambda _done: None)
        form, content = "zip", stream.getvalue()
    kind = "登记表" if size is Size.FORM else "海报"
    name = f"{kind}-{run.printed[0].village}等{len(run.printed)}张-{size}-{day.isoformat()}.{form}"
    answer: Response = send_file(
        io.BytesIO(content),
        mimetype=f"application/{form}",
        as_attachment=True,
        download_name=name,
        max_age=0,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def reach_of(actor: Actor) -> tuple[str, ...]:
    return actor.reach(Permission.MANAGE_GUIDES)


def size_chosen() -> Size:
    """Give the size chosen in the form. Raises Invalid."""
    name = request.form.get("size", "")
    if name not in set(Size):
        raise Invalid(errors=[FieldError("/size", "请选纸的大小。")])
    return Size(name)


def since(day: date, days: int = SCAN_DAYS) -> date:
    """Give the first of the last `days` days."""
    return day - timedelta(days=days - 1)


def _topic() -> str:
    name = request.form.get("topic", "")
    if name not in set(Scheme):
        raise Invalid(errors=[FieldError("/topic", "请选一个主题。")])
    return name


def _places(actor: Actor) -> list[str]:
    """Give the places to print for: the villages of a township, or one place. Raises Invalid."""
    written = request.form.get("where", "")
    whole = written.endswith("+")  # the place with everything directly inside it
    division = chosen_within(written.rstrip("+"), reach_of(actor))
    if division is None:
        raise Invalid(errors=[FieldError("/where", "请选一个您管的地方。")])
    if not whole:
        return [division.code]
    if level_of(division.code) != "township":
        raise Invalid(
            errors=[
                FieldError(
                    "/where", "一次印一个乡镇街道；全县的请在服务器上用 flask posters make。"
                )
            ]
        )
    places = [one.code for one in children_of(division.code)][:MOST_SHEETS]
    if not places:
        raise Invalid(errors=[FieldError("/where", "这里还没有村和社区。")])
    return places


def _find(written: str) -> ResponseReturnValue:
    code = read_code(written)
    if code is None:
        problem = Invalid(errors=[FieldError("/code", "码是 7 位字母和数字，请照纸上的再看一遍。")])
        return _list(current_actor(), problem), problem.status
    return redirect(url_for("console_guide_code.page", code=code), 303)


def _list(actor: Actor, problem: Problem | None = None, refused: PrintRun | None = None) -> str:
    reach, day = reach_of(actor), beijing_day()
    root = chosen_within(request.values.get("under", ""), reach)
    topic = request.values.get("topic", "")
    topic = topic if topic in set(Scheme) else ""
    shown = request.args.get("shown", "")
    shown = Shown(shown) if shown in set(Shown) else Shown.IN_USE
    townships = townships_within(reach)
    if root is None and len(townships) == 1:
        root = townships[0]
    inside = [root.code] if root else list(reach)
    found = list_guides(inside, shown, since(day), topic, _page())
    faults = {one.pointer.strip("/"): one.detail for one in problem.errors} if problem else {}
    made = request.args.get("made", "")
    return render_template(
        "console/guides.html",
        found=found,
        shown=shown,
        states=list(Shown),
        topic=topic,
        topics=list(Scheme),
        root=root,
        townships=townships,
        villages=villages_within(root.code, reach) if root and root.level == "township" else [],
        sizes=list(Size),
        problem=problem,
        faults=faults,
        refused=refused,
        kept=request.form,
        made=int(made) if made.isascii() and made.isdigit() and len(made) < 6 else None,
        days=SCAN_DAYS,
        most=MOST_SHEETS,
    )


def _page() -> int:
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1
