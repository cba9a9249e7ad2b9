"""Another department leads a scheme: from a day on, or by an edit."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from backend.rehearsal.offices import office_changes

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 24)


def test_the_same_table_on_one_day_changes_nothing(tmp_path: Path) -> None:
    assert office_changes((ROOT, DAY), (ROOT, DAY)) == []
    assert office_changes((tmp_path, DAY), (ROOT, DAY)) == []  # a content without a table


def test_a_coming_change_of_who_leads_is_told_with_names(tmp_path: Path) -> None:
    (tmp_path / "intents").mkdir()
    path = Path(shutil.copy(ROOT / "intents" / "departments.yaml", tmp_path / "intents"))
    text = path.read_text(encoding="utf-8")
    leads = "leads: [medical_assistance]"
    assert leads in text
    moved = text.replace(leads, "leads: []").replace("general]", "general, medical_assistance]", 1)
    assists = moved.replace("assists: [medical_assistance, ", "assists: [", 1)
    path.write_text(assists, encoding="utf-8")
    (one,) = office_changes((ROOT, DAY), (tmp_path, DAY))
    assert (one.kind, one.title) == ("归哪个部门", "医疗救助（medical_assistance）")
    assert "牵头：医疗保障局（healthcare_security）" in one.before
    assert "牵头：民政局（civil_affairs）" in one.after
