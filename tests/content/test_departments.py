"""The table of who leads and who assists: by the names of the one list, whole, one lead a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from backend.content.department_names import BY_NAME, DEPARTMENTS
from backend.content.departments import FILE, load_departments
from backend.content.findings import ContentError
from backend.content.names import Scheme

INTENTS = Path(__file__).parents[2] / "intents"
DAY = date(2026, 11, 23)


def _table(root: Path, *entries: str) -> Path:
    lines = [f"  - {{department: {one}, hotline: }}" for one in entries]
    (root / FILE).write_text("\n".join(["departments:", *lines]) + "\n", encoding="utf-8")
    return root


def test_the_table_names_every_department_of_the_list_and_no_other() -> None:
    table = load_departments(INTENTS)
    assert {one.id for one in table.on(DAY)} == set(DEPARTMENTS)
    assert len(BY_NAME) == len(DEPARTMENTS)


def test_every_scheme_has_one_lead() -> None:
    table = load_departments(INTENTS)
    assert all(table.lead_of(one, DAY) for one in Scheme)


def test_a_name_not_in_the_list_is_refused_with_the_names_there_are(tmp_path: Path) -> None:
    rest = "leads: [], assists: [], from: 2026-07-01"
    with pytest.raises(ContentError) as refused:
        load_departments(_table(tmp_path, f"公安分局, {rest}"))
    assert "没有“公安分局”这个部门" in str(refused.value)
    assert "公安局" in str(refused.value)


def test_two_leads_of_one_scheme_on_one_day_are_refused(tmp_path: Path) -> None:
    both = "leads: [medical_assistance], assists: [], from: 2026-07-01"
    with pytest.raises(ContentError, match="同一天有两个牵头部门"):
        load_departments(_table(tmp_path, f"医疗保障局, {both}", f"民政局, {both}"))


def test_a_lead_that_went_over_is_another_entry(tmp_path: Path) -> None:
    table = load_departments(
        _table(
            tmp_path,
            "民政局, leads: [medical_assistance], assists: [], from: 2026-01-01, until: 2026-06-30",
            "医疗保障局, leads: [medical_assistance], assists: [], from: 2026-07-01",
        )
    )
    assert table.lead_of("medical_assistance", date(2026, 6, 30)) == "civil_affairs"
    assert table.lead_of("medical_assistance", DAY) == "healthcare_security"
