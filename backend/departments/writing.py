"""From cells of a form or a file to a unit that can be kept, with a sentence for each that cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from backend.content.names import Scheme
from backend.departments.names import DEPARTMENTS, department_title
from backend.regions.queries import find_division

COLUMNS: Final = {
    "division_code": "区划代码",
    "department": "部门",
    "name": "单位名称",
    "phone": "值班电话",
    "leads": "牵头项目",
    "assists": "配合项目",
    "from_on": "从哪天",
    "until_on": "到哪天",
    "source": "依据",
}
OPTIONAL: Final = frozenset({"leads", "assists", "until_on"})
_PHONE: Final = re.compile(r"[0-9][0-9 \-—转]{2,38}(（示例）)?", re.ASCII)
_LONGEST: Final = {"name": 80, "source": 200}
_BETWEEN: Final = re.compile(r"[、，,；;\s]+")
_DAY: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", re.ASCII)
_BY_TITLE: Final = {title: id_ for id_, title in DEPARTMENTS.items()} | {
    id_: id_ for id_ in DEPARTMENTS
}
_SCHEMES: Final = {one.title_zh: str(one) for one in Scheme} | {
    str(one): str(one) for one in Scheme
}
_LED: Final = tuple(one.title_zh for one in Scheme if one is not Scheme.GENERAL)


@dataclass(frozen=True)
class Written:
    """A unit as somebody wrote it down, every cell understood."""

    division_code: str
    department: str
    name: str
    phone: str
    leads: tuple[str, ...]
    assists: tuple[str, ...]
    from_on: date
    until_on: date | None
    source: str

    @property
    def key(self) -> tuple[str, str, date]:
        """What makes it the same unit when it is written again."""
        return (self.division_code, self.department, self.from_on)

    def cells(self) -> dict[str, str]:
        """Give it back as the columns say it, for comparing and for showing."""
        return {
            "division_code": self.division_code,
            "department": department_title(self.department),
            "name": self.name,
            "phone": self.phone,
            "leads": _said(self.leads),
            "assists": _said(self.assists),
            "from_on": self.from_on.isoformat(),
            "until_on": self.until_on.isoformat() if self.until_on else "",
            "source": self.source,
        }


def understood(cells: Mapping[str, str]) -> tuple[Written | None, dict[str, str]]:
    """Give the unit the cells say, and column -> sentence for everything that is not right; the
    unit is None as soon as there is one."""
    faults: dict[str, str] = {}
    plain = {name: cells.get(name, "").strip() for name in COLUMNS}
    if find_division(plain["division_code"]) is None:
        faults["division_code"] = "区划名单里没有这个地方，请核对 12 位代码。"
    department = _BY_TITLE.get(plain["department"], "")
    if not department:
        faults["department"] = f"没有这个部门，只能写：{'、'.join(DEPARTMENTS.values())}。"
    for name, most in _LONGEST.items():
        if not plain[name]:
            faults[name] = (
                "不能空着。" if name == "name" else "请写明依据：三定方案、文件或谁定的。"
            )
        elif len(plain[name]) > most:
            faults[name] = f"最多 {most} 个字。"
    if not _PHONE.fullmatch(plain["phone"]):
        faults["phone"] = "写有人接的电话，可带区号和分机，如 0375-1234567 转 8。"
    roles = {}
    for name in ("leads", "assists"):
        words = [one for one in _BETWEEN.split(plain[name]) if one]
        if unknown := [one for one in words if one not in _SCHEMES]:
            faults[name] = (
                f"不认识“{'、'.join(unknown)[:60]}”；项目用顿号隔开，只能写：{'、'.join(_LED)}。"
            )
        roles[name] = tuple(dict.fromkeys(_SCHEMES[one] for one in words if one in _SCHEMES))
    if both := set(roles["leads"]) & set(roles["assists"]):
        faults["assists"] = f"“{_said(sorted(both))}”已经写在牵头里了，配合里去掉。"
    first, last = _day(plain["from_on"]), _day(plain["until_on"])
    if first is None:
        faults["from_on"] = "写成 2026-07-01 这样，不能空着。"
    if plain["until_on"] and last is None:
        faults["until_on"] = "写成 2026-12-31 这样；还在管的空着。"
    if first and last and last < first:
        faults["until_on"] = "不能早于“从哪天”。"
    if faults or first is None:
        return None, faults
    return Written(
        plain["division_code"],
        department,
        plain["name"],
        plain["phone"],
        roles["leads"],
        roles["assists"],
        first,
        last,
        plain["source"],
    ), {}


def clash(one: Written, others: Iterable[Written]) -> tuple[str, str] | None:
    """Give (column, sentence) when one of the others does the same at the same time: a department has
    one unit in a place, a scheme one that leads."""
    for other in others:
        if other.division_code != one.division_code or not _overlap(one, other):
            continue
        since = f"“{other.name}”（{other.from_on.isoformat()} 起）"
        if other.department == one.department:
            return "from_on", f"和{since}日子重叠：给旧的写上“到哪天”，新的从第二天起。"
        if led := set(one.leads) & set(other.leads):
            return "leads", f"“{_said(sorted(led))}”同一天已由{since}牵头，只能有一个。"
    return None


def _overlap(one: Written, other: Written) -> bool:
    return (other.until_on is None or one.from_on <= other.until_on) and (
        one.until_on is None or other.from_on <= one.until_on
    )


def _said(schemes: Iterable[str]) -> str:
    return "、".join(Scheme(one).title_zh for one in schemes)


def _day(text: str) -> date | None:
    if not (found := _DAY.fullmatch(text)):
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
