"""The auditor's page: who did what to what, in their reach; and whether the chain is whole.

The trail holds ids and counts. The one thing opened here is the reason somebody typed to read a
person's data whole: judging it is what an auditor is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from backend.accounts.current import current_actor
from backend.accounts.permissions import Permission
from backend.accounts.queries import names_of, staff_within
from backend.audit.queries import Deed, deeds_within
from backend.audit.trail import verify
from backend.regions.codes import prefix_of
from backend.sealing import SealBroken, sealer

bp = Blueprint("console_trail", __name__, url_prefix="/console/trail", template_folder="templates")

_PAGE = 50
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_OTHERS = {"system": "系统", "resident": "居民"}


@dataclass(frozen=True)
class Line:
    """One deed with its names; `fields` are those that may be shown as they are."""

    deed: Deed
    by: str
    reason: str
    fields: list[tuple[str, str]]


@bp.get("/")
def home() -> str:
    return _page()


@bp.post("/check")
def check() -> ResponseReturnValue:
    """Go through the whole chain and say where it was altered, if anywhere."""
    return _page(faults=verify())


def _page(faults: list[str] | None = None) -> str:
    reach = current_actor().reach(Permission.READ_AUDIT)
    before = request.args.get("before", "")
    deeds = deeds_within(
        [prefix_of(code) for code in reach],
        staff_within(reach),
        subject=_id("subject"),
        actor=_id("actor"),
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None,
        limit=_PAGE,
    )
    names = names_of([deed.actor for deed in deeds])
    return render_template(
        "console/trail.html",
        lines=[_line(deed, names) for deed in deeds],
        next_before=deeds[-1].seq if len(deeds) == _PAGE else None,
        subject=_id("subject"),
        actor=_id("actor"),
        faults=faults,
    )


def _id(name: str) -> str:
    text = request.args.get(name, "")
    return text if _ID.fullmatch(text) else ""


def _line(deed: Deed, names: dict[str, str]) -> Line:
    reason = ""
    if sealed := str(deed.fields.get("reason_sealed", "")):
        try:
            reason = sealer().open(sealed, "audit_entry", deed.subject, "reason")
        except SealBroken:
            reason = "（打不开）"
    shown = [(name, str(value)) for name, value in deed.fields.items() if name != "reason_sealed"]
    by = names.get(deed.actor) or _OTHERS.get(deed.actor, "不是工作人员")
    return Line(deed, by, reason, shown)
