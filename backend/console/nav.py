"""The links at the top of every staff page: what this person's posts open, in one list."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, current_app

from backend.accounts.actor import Actor
from backend.accounts.permissions import GRANTS, ROUTES, Permission
from backend.departments.names import department_title
from backend.regions.queries import full_name

bp = Blueprint("console_nav", __name__)

# (endpoint, words): shown when the route exists and the permission its row asks for is held.
_LINKS: Final = (
    ("console_queue.home", "待办"),
    ("console_paper.form", "当面登记"),
    ("console_supervision.home", "主管"),
    ("console_exports.home", "导出"),
    ("console_deliveries.home", "通知"),
    ("console_trail.home", "留痕"),
    ("field.home", "网格登记"),
    ("console_guides.home", "指引码"),
    ("console_content.home", "没答上的问题"),
    ("console_upkeep.home", "政策内容"),
    ("console_staff.home", "工作人员"),
    ("console_offices.home", "窗口"),
    ("console_departments.home", "部门"),
    ("console_account.page", "账号"),
)


@bp.app_template_filter()
def staff_nav(actor: Actor) -> list[tuple[str, str]]:
    """Give (path, words) of the pages this person may open, in their fixed order."""
    paths = {
        rule.endpoint: rule.rule
        for rule in current_app.url_map.iter_rules()
        if "<" not in rule.rule and "GET" in (rule.methods or ())
    }
    return [
        (paths[endpoint], words)
        for endpoint, words in _LINKS
        if endpoint in paths and _may(actor, ROUTES[endpoint].permission)
    ]


def _may(actor: Actor, permission: Permission | None) -> bool:
    return permission is None or actor.may(permission)


bp.add_app_template_filter(department_title)


@bp.app_template_filter()
def permissions_of(actor: Actor) -> frozenset[Permission]:
    """Give every permission some post of this person grants."""
    return frozenset(permission for role in actor.roles() for permission in GRANTS[role])


@bp.app_template_filter()
def division_name(code: str) -> str:
    """Give a division's everyday name; a code nobody knows is shown as it is."""
    return full_name(code) or code
