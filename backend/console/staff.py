"""An administrator keeps the accounts of their area: list, open, post elsewhere, retire, import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts import manage
from backend.accounts.actor import Actor
from backend.accounts.current import current_actor
from backend.accounts.importing import COLUMNS, import_staff
from backend.accounts.kin import kin_of
from backend.accounts.manage import NewStaff
from backend.accounts.permissions import Permission, Role
from backend.accounts.problems import UsernameTaken
from backend.accounts.second_factor import is_on
from backend.console.uploads import uploaded
from backend.departments.names import DEPARTMENTS
from backend.extensions import utc_now
from backend.problems import Invalid, NotFound, Problem
from backend.regions.queries import Division, find_division, under
from backend.sheets import SheetInvalid
from backend.transaction import transaction

bp = Blueprint("console_staff", __name__, url_prefix="/console/staff", template_folder="templates")

_FIELDS: Final = ("username", "name", "role", "division_code", "department")
_BESIDE: Final = {"display_name": "name"}
_DONE: Final = {
    "post": "换岗了，这个账号马上退出登录，按新岗位重新登录。",
    "disable": "停用了，马上退出登录，不能再登录。",
    "enable": "重新启用了；还没有岗位，请派一个。",
    "second-factor": "两步验证去掉了，请提醒本人重新开启。",
    "kin": "亲属登记清空了，请提醒本人重新登记。",
}


@bp.get("/")
def home() -> str:
    now = utc_now()
    lines = manage.accounts_in_reach(current_actor(), now)
    wanted = request.args.get("role", "")
    shown = [one for one in lines if not wanted or wanted in {str(p.role) for p in one.posts}]
    return render_template(
        "console/staff.html", lines=shown, count=len(lines), roles=Role, wanted=wanted
    )


@bp.get("/new")
def new_page() -> str:
    return _new({})


@bp.post("/new")
def create() -> ResponseReturnValue:
    """Open an account; its initial password is shown on the page that follows and nowhere else."""
    filled = {name: request.form.get(name, "").strip() for name in _FIELDS}
    new = NewStaff(
        filled["username"],
        filled["name"],
        filled["role"],
        filled["division_code"],
        filled["department"] or None,
    )
    try:
        with transaction():
            password = manage.create(new, current_actor(), utc_now())
    except (Invalid, UsernameTaken) as problem:
        return _new(filled, problem), problem.status
    opened = [(new.username, new.name, password)]
    return render_template("console/staff_opened.html", opened=opened)


@bp.get("/<staff_id>")
def page(staff_id: str) -> str:
    return _account(staff_id, done=_DONE.get(request.args.get("done", ""), ""))


def _post(staff_id: str, actor: Actor, now: datetime) -> None:
    form = request.form
    manage.change_post(
        staff_id,
        actor,
        form.get("role", ""),
        form.get("division_code", "").strip(),
        form.get("department", "") or None,
        now,
    )


_CHANGES: Final[dict[str, Callable[[str, Actor, datetime], None]]] = {
    "post": _post,
    "disable": manage.disable,
    "enable": manage.enable,
    "second-factor": manage.remove_second_factor,
    "kin": manage.remove_kin,
}


@bp.post("/<staff_id>/<change>")
def change(staff_id: str, change: str) -> ResponseReturnValue:
    """Make one change; the account's sessions end with it."""
    actor, now = current_actor(), utc_now()
    if change == "password":
        with transaction():
            password = manage.reset_password(staff_id, actor, now)
        line = manage.account_in_reach(staff_id, actor, now)
        opened = [(line.username, line.name, password)]
        return render_template("console/staff_opened.html", opened=opened)
    if change not in _CHANGES:
        raise NotFound
    try:
        with transaction():
            _CHANGES[change](staff_id, actor, now)
    except Invalid as problem:
        return _account(staff_id, fault=problem.errors[0].detail), problem.status
    return redirect(url_for("console_staff.page", staff_id=staff_id, done=change), 303)


@bp.get("/import")
def import_page() -> str:
    return _import([])


@bp.post("/import")
def take_in() -> ResponseReturnValue:
    """Open an account for every row, or say what is wrong in which row and column."""
    try:
        with transaction():
            opened = import_staff(uploaded("file"), DEPARTMENTS, current_actor(), utc_now())
    except SheetInvalid as error:
        return _import(error.faults), 422
    rows = [(one.username, one.name, one.password) for one in opened]
    return render_template("console/staff_opened.html", opened=rows)


def _import(faults: list[str]) -> str:
    return render_template(
        "console/import.html",
        title="从文件开账号",
        action=url_for("console_staff.take_in"),
        back=url_for("console_staff.home"),
        columns=list(COLUMNS.values()),
        notes=[
            f"岗位写：{'、'.join(role.caption for role in Role)}。",
            f"部门承办人员要写部门：{'、'.join(DEPARTMENTS.values())}。",
            "初始密码由系统生成，导入后只显示一次；本人第一次登录要先换掉。",
        ],
        faults=faults,
    )


def _new(filled: dict[str, str], problem: Problem | None = None) -> str:
    faults = {}
    if isinstance(problem, UsernameTaken):
        faults["username"] = problem.detail
    elif problem is not None:
        for error in problem.errors:
            name = error.pointer.strip("/")
            faults[_BESIDE.get(name, name)] = error.detail
    return render_template(
        "console/staff_new.html", filled=filled, faults=faults, **_choices(current_actor())
    )


def _account(staff_id: str, done: str = "", fault: str = "") -> str:
    actor = current_actor()
    return render_template(
        "console/staff_account.html",
        line=manage.account_in_reach(staff_id, actor, utc_now()),
        is_me=staff_id == actor.staff_id,
        has_second=is_on(staff_id),
        kin_count=len(kin_of(staff_id)),
        done=done,
        fault=fault,
        **_choices(actor),
    )


def _choices(actor: Actor) -> dict[str, object]:
    return {
        "roles": [(str(role), role.caption) for role in Role],
        "divisions": _divisions(actor),
        "departments": list(DEPARTMENTS.items()),
    }


def _divisions(actor: Actor) -> list[Division]:
    """Give the places an administrator posts people to: their own and the townships inside."""
    found: list[Division] = []
    for code in actor.reach(Permission.MANAGE_ACCOUNTS):
        own = find_division(code)
        found += [own] if own else []
        found += [one for one in under(code, "township") if one.code != code]
    return found
