"""An administrator keeps the local units of the departments: list, add, change, import after a
rehearsal; beside each unit stands who changed what, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.actor import Actor
from backend.accounts.current import current_actor
from backend.accounts.permissions import Permission
from backend.accounts.queries import names_of
from backend.audit.queries import deeds_on
from backend.audit.trail import record
from backend.console.uploads import uploaded
from backend.content.names import Scheme
from backend.departments.names import DEPARTMENTS
from backend.departments.queries import Unit, find_unit, units_under
from backend.departments.services import Plan, plan_import, save_unit, take_in
from backend.departments.writing import COLUMNS
from backend.doors.layout import beijing_day
from backend.problems import Invalid, NotFound
from backend.regions.queries import Division, find_division, under
from backend.sheets import SheetInvalid
from backend.transaction import transaction

bp = Blueprint(
    "console_departments", __name__, url_prefix="/console/departments", template_folder="templates"
)
_DEEDS: Final = {"unit:saved": "改", "unit:imported": "从文件导入"}
_DONE: Final = {"saved": "存好了。", "imported": "导入好了。"}
_MOST_AT_ONCE: Final = 200  # rows carried from the rehearsal to the doing of it


@dataclass(frozen=True)
class Past:
    """One change of a unit: when, by whom, what was done and to which columns."""

    at: datetime
    who: str
    what: str


@bp.get("/")
def home() -> str:
    """Every unit of the area that does its work now or will, those of the past apart; and the
    departments nobody has named here."""
    actor, day = current_actor(), beijing_day()
    units = units_under(actor.reach(Permission.MANAGE_OFFICES))
    known = {one.department for one in units if one.holds_on(day)}
    return render_template(
        "console/departments.html",
        now=[one for one in units if one.until_on is None or one.until_on >= day],
        past=[one for one in units if one.until_on is not None and one.until_on < day],
        missing=[title for id_, title in DEPARTMENTS.items() if id_ not in known],
        today=day,
        done=_DONE.get(request.args.get("done", ""), ""),
    )


@bp.get("/new")
def new_page() -> str:
    return _form(None, {"from_on": beijing_day().isoformat()}, {})


@bp.post("/new")
def create() -> ResponseReturnValue:
    return _save(None)


@bp.get("/<unit_id>")
def page(unit_id: str) -> str:
    return _form(unit_id, _own(unit_id).cells(), {})


@bp.post("/<unit_id>")
def change(unit_id: str) -> ResponseReturnValue:
    _own(unit_id)
    return _save(unit_id)


@bp.get("/import")
def import_page() -> str:
    return _import([])


@bp.post("/import")
def take_file_in() -> ResponseReturnValue:
    """Rehearse a file; then, when the same plan comes back as agreed, do it."""
    actor, agreed = current_actor(), request.form.get("agreed", "")
    raw = request.form.get("rows", "").encode() if agreed else uploaded("file")
    try:
        with transaction():
            plan = plan_import(raw, lambda code: actor.covers(Permission.MANAGE_OFFICES, code))
            if len(plan.rows) > _MOST_AT_ONCE:
                raise SheetInvalid([f"一次最多 {_MOST_AT_ONCE} 行，请分成几个文件。"])
            if plan.fingerprint != agreed:
                return _rehearsed(plan, is_stale=bool(agreed))
            _take_in(plan, actor)
    except SheetInvalid as error:
        return _import(error.faults), 422
    return redirect(url_for("console_departments.home", done="imported"), 303)


def _take_in(plan: Plan, actor: Actor) -> None:
    for unit in take_in(plan):
        record("unit:imported", unit.id, actor.staff_id, unit.division_code, {})


def _save(unit_id: str | None) -> ResponseReturnValue:
    actor = current_actor()
    filled = {name: request.form.get(name, "").strip() for name in COLUMNS}
    for name in ("leads", "assists"):
        filled[name] = "、".join(request.form.getlist(name))
    try:
        with transaction():
            _refuse_foreign(filled["division_code"], actor, unit_id)
            unit, columns = save_unit(filled, unit_id)
            fields: dict[str, str | int] = {"columns": " ".join(columns)}
            record("unit:saved", unit.id, actor.staff_id, unit.division_code, fields)
    except Invalid as problem:
        faults = {error.pointer.strip("/"): error.detail for error in problem.errors}
        return _form(unit_id, filled, faults), problem.status
    return redirect(url_for("console_departments.home", done="saved"), 303)


def _refuse_foreign(code: str, actor: Actor, unit_id: str | None) -> None:
    """Raise NotFound for a place out of reach, unknown and foreign alike; a kept unit's own place
    has been looked at before."""
    if unit_id is None and not actor.covers(Permission.MANAGE_OFFICES, code):
        raise NotFound


def _own(unit_id: str) -> Unit:
    unit = find_unit(unit_id)
    if unit is None or not current_actor().covers(Permission.MANAGE_OFFICES, unit.division_code):
        raise NotFound
    return unit


@bp.app_template_global()
def scheme_choices() -> list[str]:
    """Give the schemes a unit may lead or assist with, as they are written."""
    return [one.title_zh for one in Scheme if one is not Scheme.GENERAL]


def _form(unit_id: str | None, filled: Mapping[str, str], faults: dict[str, str]) -> str:
    return render_template(
        "console/department.html",
        unit_id=unit_id,
        filled=filled,
        faults=faults,
        columns=COLUMNS,
        kinds=list(DEPARTMENTS.items()),
        places=_places(current_actor()),
        past=_past(unit_id) if unit_id else [],
    )


def _past(unit_id: str) -> list[Past]:
    deeds = deeds_on(unit_id, _DEEDS, limit=20)
    names = names_of([one.actor for one in deeds])
    return [
        Past(
            one.at,
            names.get(one.actor, "系统"),
            _DEEDS[one.action]
            + "、".join(
                COLUMNS[name]
                for name in str(one.fields.get("columns", "")).split()
                if name in COLUMNS
            ),
        )
        for one in deeds
    ]


def _places(actor: Actor) -> list[Division]:
    found: list[Division] = []
    for code in actor.reach(Permission.MANAGE_OFFICES):
        own = find_division(code)
        found += [own] if own else []
        found += [one for one in under(code, "township") if one.code != code]
    return found


def _rehearsed(plan: Plan, *, is_stale: bool) -> str:
    return render_template(
        "console/departments_rehearsal.html",
        plan=plan,
        rows=_as_csv(plan),
        columns=COLUMNS,
        is_stale=is_stale,
    )


def _as_csv(plan: Plan) -> str:
    """Give the rows as they were understood, to be handed back with the agreement."""
    lines = [list(COLUMNS), *(list(one.cells().values()) for one in plan.rows)]
    return "\n".join(
        ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line) for line in lines
    )


def _import(faults: list[str]) -> str:
    return render_template(
        "console/import.html",
        title="从文件导入部门",
        action=url_for("console_departments.take_file_in"),
        back=url_for("console_departments.home"),
        columns=list(COLUMNS.values()),
        notes=[
            "一个部门在一个地方一行；先给您看会变什么，您同意了才改。文件里没有的不动。",
            f"部门只能写：{'、'.join(DEPARTMENTS.values())}。",
            "牵头、配合项目用顿号隔开，都空着就照全国的分工；“到哪天”没定的空着。",
            "换了牵头部门、换了单位：给旧的写上“到哪天”，另起一行写新的。",
        ],
        faults=faults,
        button="先看会变什么",
    )
