"""Loading lists: repeatable, renames and mergers keep old codes working, faults write nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.extensions import db
from backend.regions.commands import regions
from backend.regions.loader import LoadResult, load_divisions
from backend.regions.models import DivisionRow
from backend.regions.queries import current_division, find_division, full_name, under, window_for
from backend.transaction import transaction

OURS = """code,name,level,parent_code
990482000000,示例县,county,990400000000
990482101000,示例镇,township,990482000000
990482101201,东村,village,990482101000
990482101202,西村,village,990482101000
"""


def _load(path: Path, text: str, on: date = date(2024, 1, 1), **more: object) -> LoadResult:
    path.write_text(text, encoding="utf-8")
    with transaction():
        return load_divisions(path, on, lambda _bytes: None, **more)  # type: ignore[arg-type]


def _rows() -> int:
    return db.session.scalar(select(func.count()).select_from(DivisionRow)) or 0


def test_twice_is_once(app: Flask, tmp_path: Path) -> None:
    assert _load(tmp_path / "a.csv", OURS) == LoadResult(4, 4, 0, 0)
    assert _load(tmp_path / "a.csv", OURS, date(2025, 1, 1)) == LoadResult(4, 0, 0, 0)
    assert _rows() == 4


def test_a_new_name_keeps_the_old_one_with_its_days(app: Flask, tmp_path: Path) -> None:
    _load(tmp_path / "a.csv", OURS)
    result = _load(tmp_path / "a.csv", OURS.replace("东村", "东风村"), date(2025, 7, 1))
    assert (result.added, result.renamed) == (0, 1)
    found = find_division("990482101201")
    assert found is not None
    assert (found.name, found.valid_from) == ("东风村", date(2025, 7, 1))
    assert _rows() == 5


def test_a_merged_village_leads_to_its_successor(app: Flask, tmp_path: Path) -> None:
    _load(tmp_path / "a.csv", OURS)
    merged = tmp_path / "merged.csv"
    merged.write_text("old_code,new_code\n990482101202,990482101201\n", encoding="utf-8")
    shorter = "".join(line for line in OURS.splitlines(True) if "西村" not in line)
    result = _load(
        tmp_path / "a.csv",
        shorter,
        date(2025, 7, 1),
        complete_under="990482000000",
        merged=merged,
    )
    assert result.retired == 1
    old = find_division("990482101202")
    now = current_division("990482101202")
    assert old is not None
    assert not old.is_current
    assert now is not None
    assert now.name == "东村"
    assert [one.name for one in under("990482000000", "village")] == ["东村"]


def test_the_package_lists_are_read_as_they_come(app: Flask, tmp_path: Path) -> None:
    lists = {
        "provinces.csv": 'code,name\n99,"示例省"\n',
        "cities.csv": 'code,name,provinceCode\n9904,"示例市",99\n',
        "areas.csv": 'code,name,cityCode,provinceCode\n990482,"示例县",9904,99\n',
        "streets.csv": 'code,name,areaCode,provinceCode,cityCode\n990482101,"示例镇",990482,99,9904\n',
        "villages.csv": "code,name,streetCode,provinceCode,cityCode,areaCode\n"
        '990482101201,"东村",990482101,99,9904,990482\n',
    }
    for name, text in lists.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with transaction():
        result = load_divisions(tmp_path, date(2024, 1, 1), lambda _bytes: None)
    assert result.added == 5
    assert full_name("990482101201") == "示例县示例镇东村"


@pytest.mark.parametrize(
    "text",
    [
        "name\n东村\n",
        OURS + "99048210120x,南村,village,990482101000\n",
        OURS + "990482101203,,village,x\n",
    ],
)
def test_a_faulty_list_says_where_and_writes_nothing(app: Flask, tmp_path: Path, text: str) -> None:
    path = tmp_path / "faulty.csv"
    path.write_text(text, encoding="utf-8")
    done = app.test_cli_runner().invoke(regions, ["load", str(path)])
    assert done.exit_code == 1
    assert "faulty.csv 第" in done.output
    assert _rows() == 0


def test_windows_are_found_from_the_village(app: Flask, tmp_path: Path) -> None:
    _load(tmp_path / "a.csv", OURS)
    path = tmp_path / "windows.csv"
    path.write_text(
        "division_code,name,address,phone,hours,complaint_phone\n"
        "990482101000,示例镇窗口,示例路,0000-0000001,工作日,12345\n",
        encoding="utf-8",
    )
    runner = app.test_cli_runner()
    for _ in range(2):
        assert runner.invoke(regions, ["windows", str(path), "--demo"]).exit_code == 0
    window = window_for("990482101201")
    assert window is not None
    assert (window.name, window.is_demo) == ("示例镇窗口", True)
    assert window_for("990482102201") is None
