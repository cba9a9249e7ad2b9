"""Keep the windows: one by one from the console, or many from a file, all of it or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import select

from backend.extensions import db, new_id
from backend.problems import FieldError, Invalid
from backend.regions.models import WindowRow
from backend.regions.queries import find_division
from backend.sheets import SheetInvalid, read_sheet

COLUMNS: Final = {
    "division_code": "区划代码",
    "name": "窗口名称",
    "address": "地址",
    "phone": "电话",
    "hours": "开放时间",
    "complaint_phone": "投诉电话",
}
_LONGEST: Final = {"name": 80, "address": 200, "phone": 40, "hours": 120, "complaint_phone": 40}
_PHONE: Final = re.compile(r"[0-9][0-9 \-—转]{2,38}(（示例）)?", re.ASCII)


def faults_of_window(values: Mapping[str, str]) -> dict[str, str]:
    """Give column -> sentence for everything that cannot be kept."""
    found: dict[str, str] = {}
    division = find_division(values["division_code"])
    if division is None or not division.is_current:
        found["division_code"] = "区划名单里没有这个地方，请核对 12 位代码。"
    elif division.level not in ("township", "county", "city", "province"):
        found["division_code"] = "窗口设在乡镇、街道或县一级，不设在村。"
    for name, most in _LONGEST.items():
        text = values[name]
        if not text:
            found[name] = "不能空着，居民要靠它找到窗口。"
        elif len(text) > most or any(ord(one) < 32 for one in text):
            found[name] = f"最多 {most} 个字，写成一行。"
    for name in ("phone", "complaint_phone"):
        if name not in found and not _PHONE.fullmatch(values[name]):
            found[name] = "写电话号码，可带区号和分机，如 0375-1234567 转 8。"
    return found


def save_window(values: Mapping[str, str], *, is_demo: bool = False) -> str:
    """Keep the window of `values["division_code"]`, new or changed; give its id.

    Call inside a transaction. Raises Invalid.
    """
    plain = {name: values.get(name, "").strip() for name in COLUMNS}
    if faults := faults_of_window(plain):
        raise Invalid(errors=[FieldError(f"/{name}", text) for name, text in faults.items()])
    wanted = select(WindowRow).where(WindowRow.division_code == plain["division_code"])
    row = db.session.scalar(wanted)
    if row is None:
        row = WindowRow(id=new_id())
        db.session.add(row)
    for name, value in plain.items():
        setattr(row, name, value)
    row.is_demo = is_demo
    db.session.flush()
    return row.id


def import_windows(raw: bytes, may_keep: Callable[[str], bool]) -> int:
    """Keep every window of the file; give how many. `may_keep` tells the caller's reach by code.

    Call inside a transaction. Raises SheetInvalid naming every fault with row and column.
    """
    rows = read_sheet(raw, COLUMNS)
    faults: list[str] = [] if rows else ["文件里没有窗口。"]
    seen: dict[str, int] = {}
    for row in rows:
        code = row.cells["division_code"]
        own = faults_of_window(row.cells)
        if "division_code" not in own and not may_keep(code):
            own["division_code"] = "不在您管的范围内。"
        if code in seen:
            own["division_code"] = f"和第 {seen[code]} 行重了，一个地方一个窗口。"
        seen.setdefault(code, row.number)
        faults += [row.fault(COLUMNS[name], text) for name, text in own.items()]
    if faults:
        raise SheetInvalid(faults)
    for row in rows:
        save_window(row.cells)
    return len(rows)
