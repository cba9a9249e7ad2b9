"""An administrator keeps the windows of their area: list, change, import."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.current import current_actor
from backend.accounts.permissions import Permission
from backend.audit.trail import record
from backend.console.uploads import uploaded
from backend.problems import Invalid, NotFound
from backend.regions.queries import find_division, under, window_for, windows_under
from backend.regions.windows import COLUMNS, import_windows, save_window
from backend.sheets import SheetInvalid
from backend.transaction import transaction

bp = Blueprint(
    "console_offices", __name__, url_prefix="/console/offices", template_folder="templates"
)


@bp.get("/")
def home() -> str:
    """Every township of the area with its window, those without one first."""
    reach = current_actor().reach(Permission.MANAGE_OFFICES)
    windows = windows_under(reach)
    served = {one.division_code for one in windows}
    places = [place for code in reach for place in under(code, "township")]
    return render_template(
        "console/offices.html",
        windows=windows,
        without=[one for one in places if one.code not in served],
        done="存好了。" if request.args.get("done") else "",
    )


@bp.get("/<code>")
def page(code: str) -> str:
    _check(code)
    window = window_for(code)
    own = window if window and window.division_code == code else None
    filled = {name: getattr(own, name) for name in COLUMNS} if own else {"division_code": code}
    return _form(code, filled, {})


@bp.post("/<code>")
def save(code: str) -> ResponseReturnValue:
    _check(code)
    filled = {name: request.form.get(name, "").strip() for name in COLUMNS} | {
        "division_code": code
    }
    try:
        with transaction():
            window_id = save_window(filled)
            record("window:saved", window_id, current_actor().staff_id, code, {})
    except Invalid as problem:
        faults = {error.pointer.strip("/"): error.detail for error in problem.errors}
        return _form(code, filled, faults), problem.status
    return redirect(url_for("console_offices.home", done="saved"), 303)


@bp.get("/import")
def import_page() -> str:
    return _import([])


@bp.post("/import")
def take_in() -> ResponseReturnValue:
    """Keep every window of the file, or say what is wrong in which row and column."""
    actor = current_actor()
    try:
        with transaction():
            count = import_windows(
                uploaded("file"), lambda code: actor.covers(Permission.MANAGE_OFFICES, code)
            )
            record("window:imported", "windows", actor.staff_id, None, {"count": count})
    except SheetInvalid as error:
        return _import(error.faults), 422
    return redirect(url_for("console_offices.home", done="imported"), 303)


def _check(code: str) -> None:
    """Raise NotFound, unknown and foreign alike."""
    if find_division(code) is None or not current_actor().covers(Permission.MANAGE_OFFICES, code):
        raise NotFound


def _form(code: str, filled: dict[str, str], faults: dict[str, str]) -> str:
    return render_template(
        "console/office.html", code=code, filled=filled, faults=faults, columns=COLUMNS
    )


def _import(faults: list[str]) -> str:
    return render_template(
        "console/import.html",
        title="从文件导入窗口",
        action=url_for("console_offices.take_in"),
        back=url_for("console_offices.home"),
        columns=list(COLUMNS.values()),
        notes=["一个乡镇街道一行；已有的窗口按文件改，文件里没有的不动。"],
        faults=faults,
    )
