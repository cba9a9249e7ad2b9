"""Who looked: every time staff saw a case whole, opened one of its papers or took it along in a list,
told to its resident."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from flask import Flask, current_app

from backend.accounts.queries import names_of, posts_of
from backend.audit.queries import Deed, deeds_on
from backend.intake.wording import surname
from backend.regions.queries import window_for
from backend.sealing import SealBroken, sealer

_EXTENSION: Final = "looks"
_BY_RIGHT: Final = "这件正由他（她）办理"
_DEEDS: Final[Mapping[str, Callable[[Deed], str]]] = {
    "case:unmasked": lambda _deed: "看了完整信息",
    "case:read_whole": lambda _deed: "看了完整信息",
    "access:emergency": lambda _deed: "在紧急情况下打开了您的信息",
    "attachment:opened": lambda _deed: "打开了一份材料",
    "case:slip_made": lambda _deed: "取出了一张书面单子",
    "mandate:looked": lambda _deed: "看了进度",
    "visit:read": lambda _deed: "看了姓名、住址和电话",
}
_GROUNDS: Final[Mapping[str, str]] = {
    "mandate:looked": "您同意由他（她）代办",
    "visit:read": "窗口请他（她）上门看望",
}


@dataclass(frozen=True)
class Look:
    """One look: when, what was looked at, by whom (role and family name), where, and why."""

    at: datetime
    what: str
    who: str
    where: str
    why: str

    def as_dict(self) -> dict[str, str]:
        return self.__dict__ | {"at": self.at.isoformat(timespec="seconds").replace("+00:00", "Z")}


class Source(Protocol):
    """Gives the looks at a case that a room above knows of."""

    def __call__(self, case_id: str) -> list[Look]: ...


def add_looks(app: Flask, source: Source) -> None:
    """Let what a room above knows of who looked stand beside the trail's."""
    app.extensions.setdefault(_EXTENSION, []).append(source)


def looks_at(case_id: str) -> list[Look]:
    """Give every look of staff at the case, newest first; the person's own are left out."""
    told: list[Source] = current_app.extensions.get(_EXTENSION, [])
    found = [*_looks_of_trail(case_id), *(one for source in told for one in source(case_id))]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _looks_of_trail(case_id: str) -> list[Look]:
    deeds = [one for one in deeds_on(case_id, _DEEDS) if one.actor not in ("resident", "system")]
    names = names_of([one.actor for one in deeds])
    return [_look(one, case_id, names.get(one.actor, "")) for one in deeds]


def _look(deed: Deed, case_id: str, name: str) -> Look:
    window = window_for(deed.division) if deed.division else None
    return Look(
        at=deed.at,
        what=_DEEDS[deed.action](deed),
        who=role_and_family(deed.actor, name, deed.at),
        where=window.name if window else "",
        why=_why(deed, case_id),
    )


def role_and_family(staff_id: str, name: str, at: datetime) -> str:
    """Name a member of staff to a resident, by the role held then and the family name: 窗口经办人员 张某."""
    roles = dict.fromkeys(post.role.caption for post in posts_of(staff_id, at))
    family = f"{surname(name)}某" if name else "一位工作人员"
    return f"{'、'.join(roles) or '工作人员'} {family}"


def _why(deed: Deed, case_id: str) -> str:
    sealed = deed.fields.get("reason_sealed")
    if not isinstance(sealed, str):
        return _GROUNDS.get(deed.action, _BY_RIGHT)
    try:
        return sealer().open(sealed, "audit_entry", case_id, "reason")
    except SealBroken:
        return "（理由读不出来了）"
