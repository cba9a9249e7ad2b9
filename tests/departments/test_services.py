"""Local units: understood or refused with row and column, rehearsed, kept, and found by place and day."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from backend.departments.queries import find_unit, lead_in, name_in, unit_for, units_under
from backend.departments.services import plan_import, save_unit, take_in
from backend.extensions import db
from backend.problems import Invalid
from backend.sheets import SheetInvalid
from backend.transaction import transaction
from tests.factories import intake as make

HEAD = "区划代码,部门,单位名称,值班电话,牵头项目,配合项目,从哪天,到哪天,依据\n"
ROW = f"{make.COUNTY},医疗保障局,示例县医疗保障局,0000-0000003,医疗救助,临时救助,2026-01-01,,三定方案\n"
DAY = make.DAY


def _load(text: str) -> None:
    with transaction():
        take_in(plan_import(text.encode(), lambda _code: True))


def _faults(text: str, reach: str = "") -> str:
    with pytest.raises(SheetInvalid) as refused:
        plan_import(text.encode(), lambda code: not reach or code == reach)
    return "\n".join(refused.value.faults)


@pytest.fixture(autouse=True)
def places(app: Flask) -> None:
    make.make_places()


def test_a_unit_answers_for_its_division_and_what_lies_inside() -> None:
    _load(HEAD + ROW)
    for place in (make.COUNTY, make.TOWN, make.VILLAGE):
        assert name_in("healthcare_security", place, DAY) == "示例县医疗保障局"
    assert name_in("healthcare_security", "110101000000", DAY) == "医疗保障局"
    assert unit_for("healthcare_security", make.TOWN, date(2025, 12, 31)) is None
    nearer = ROW.replace(make.COUNTY, make.TOWN).replace("示例县", "示例镇")
    _load(HEAD + nearer.replace("医疗救助,", ","))
    assert name_in("healthcare_security", make.VILLAGE, DAY) == "示例镇医疗保障局"
    assert name_in("healthcare_security", make.OTHER_TOWN, DAY) == "示例县医疗保障局"


def test_who_leads_is_national_until_a_unit_says_otherwise(app: Flask) -> None:
    assert lead_in("elderly_allowance", make.TOWN, DAY) == "civil_affairs"
    _load(
        HEAD
        + f"{make.COUNTY},卫生健康局,示例县卫健委,0000-1,高龄津贴等,,2026-08-01,2026-12-31,县府办文件\n"
    )
    assert lead_in("elderly_allowance", make.TOWN, DAY) == "health"
    assert lead_in("elderly_allowance", make.TOWN, date(2027, 1, 1)) == "civil_affairs"
    assert lead_in("elderly_allowance", "110101000000", DAY) == "civil_affairs"


def test_a_rehearsal_says_what_would_change_and_changes_nothing() -> None:
    first = plan_import((HEAD + ROW).encode(), lambda _code: True)
    assert (len(first.new), first.changed, first.same) == (1, (), 0)
    assert units_under([make.COUNTY]) == []
    _load(HEAD + ROW)
    again = plan_import((HEAD + ROW).encode(), lambda _code: True)
    assert (again.new, again.changed, again.same) == ((), (), 1)
    other = plan_import((HEAD + ROW.replace("0000003", "0000009")).encode(), lambda _code: True)
    assert other.changed[0].differences == (("值班电话", "0000-0000003", "0000-0000009"),)
    assert other.fingerprint != again.fingerprint
    assert take_in(again) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace(make.COUNTY, "123456789012"), "第 2 行“区划代码”：区划名单里没有"),
        (ROW.replace("医疗保障局,示", "医保办,示"), "第 2 行“部门”：没有这个部门"),
        (ROW.replace("示例县医疗保障局", ""), "第 2 行“单位名称”：不能空着"),
        (ROW.replace("0000-0000003", "打电话"), "第 2 行“值班电话”：写有人接的电话"),
        (ROW.replace("医疗救助", "看病钱"), "第 2 行“牵头项目”：不认识“看病钱”"),
        (ROW.replace("临时救助", "医疗救助"), "第 2 行“配合项目”：“医疗救助”已经写在牵头里"),
        (ROW.replace("2026-01-01", "2026-02-30"), "第 2 行“从哪天”：写成"),
        (ROW.replace("2026-01-01,", "2026-01-01,2025-01-01"), "第 2 行“到哪天”：不能早于"),
        (ROW.replace("三定方案", ""), "第 2 行“依据”：请写明"),
        (ROW + ROW, "第 3 行“从哪天”：和第 2 行重了"),
        (ROW + ROW.replace("2026-01-01", "2026-06-01"), "日子重叠：给旧的写上“到哪天”"),
        (ROW + ROW.replace("医疗保障局", "卫生健康局"), "只能有一个"),
        ("", "文件里没有单位"),
    ],
)
def test_what_cannot_be_kept_is_named_by_row_and_column(row: str, said: str) -> None:
    assert said in _faults(HEAD + row)
    assert units_under([make.COUNTY]) == []


def test_a_place_out_of_reach_is_refused() -> None:
    assert "不在您管的范围内" in _faults(HEAD + ROW, reach=make.TOWN)


def test_a_change_of_office_is_a_new_row_beside_the_old() -> None:
    _load(HEAD + ROW)
    later = ROW.replace("2026-01-01", "2027-01-01").replace("示例县医疗保障局", "示例县医保中心")
    assert "日子重叠" in _faults(HEAD + later)
    _load(HEAD + ROW.replace("2026-01-01,", "2026-01-01,2026-12-31") + later)
    assert name_in("healthcare_security", make.TOWN, DAY) == "示例县医疗保障局"
    assert name_in("healthcare_security", make.TOWN, date(2027, 1, 1)) == "示例县医保中心"


def test_one_unit_is_kept_and_keeps_its_place_and_department() -> None:
    cells = dict(
        zip(
            [
                "division_code",
                "department",
                "name",
                "phone",
                "leads",
                "assists",
                "from_on",
                "until_on",
                "source",
            ],
            ROW.strip().split(","),
            strict=True,
        )
    )
    with transaction():
        unit, columns = save_unit(cells)
    assert "phone" in columns
    with transaction():
        _, columns = save_unit(cells | {"phone": "0000-8", "department": "教育局"}, unit.id)
    assert columns == ["phone"]
    kept = find_unit(unit.id)
    assert kept is not None
    assert (kept.phone, kept.department) == ("0000-8", "healthcare_security")
    with pytest.raises(Invalid):
        save_unit(cells | {"phone": "没有"}, unit.id)
    db.session.rollback()


def test_the_command_rehearses_then_loads(app: Flask, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "units.csv"
    file.write_text(HEAD + ROW, "utf-8")
    runner: FlaskCliRunner = app.test_cli_runner()
    dry = runner.invoke(args=["departments", "load", str(file), "--dry-run"])
    assert (dry.exit_code, "会新增 1 个" in dry.output) == (0, True), dry.output
    assert units_under([make.COUNTY]) == []
    assert "已新增 1 个" in runner.invoke(args=["departments", "load", str(file)]).output
    file.write_text(HEAD + ROW.replace("医疗救助", "看病钱"), "utf-8")
    failed = runner.invoke(args=["departments", "load", str(file)])
    assert failed.exit_code == 1
    assert "第 2 行“牵头项目”" in failed.output
