"""Every rule of `content check` about `policy_texts/`: broken alone, it tells file, line, what and what to do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from backend.content.findings import ContentError, Finding
from tests.content.breaking import said_by
from tests.content.breaks_of_files import FILES
from tests.content.breaks_of_rules import PROCEDURES_AND_RULES
from tests.content.breaks_of_sources import SOURCES
from tests.content.breaks_of_texts import TEXTS
from tests.content.conftest import ContentFolder

BACKEND = Path(__file__).resolve().parents[2] / "backend" / "content"
RULES = ("check_coverage", "check_figures", "check_points", "check_prose", "check_rules")
RULES += ("check_sources", "loader")

BREAKS = SOURCES | TEXTS | PROCEDURES_AND_RULES | FILES


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_told_with_file_line_and_what_to_do(
    folder: ContentFolder, name: str
) -> None:
    case = BREAKS[name]
    case.by(folder)
    try:
        found = [one for one in folder.findings() if one.file.exists()]
    except ContentError as fault:
        found = list(fault.findings)
    (finding,) = found
    assert finding.file == folder.root / case.file
    assert case.message in finding.message
    assert case.todo in finding.todo
    lines = finding.file.read_text(encoding="utf-8").splitlines()
    assert (case.line or "") in lines[finding.line - 1]
    assert case.line or finding.line == 1


def test_what_is_missing_is_told_by_the_file_to_write(folder: ContentFolder) -> None:
    missing = {one.file.relative_to(folder.root): one for one in folder.findings()}
    finding = missing[Path("general/appeal.md")]
    assert (finding.line, finding.message) == (1, "缺“社会救助总说”的“不服怎么办”")
    assert finding.todo == "写这个文件；已有的看看 effective_from、until 和 place"
    assert "办事指南缺少标准（民办函〔2019〕52号）" in missing[Path("general/amount.md")].message


def test_no_rule_is_without_its_breach() -> None:
    told = "\n".join(f"{one.message} {one.todo}" for one in BREAKS.values())
    for name in RULES:
        tree = ast.parse((BACKEND / f"{name}.py").read_text(encoding="utf-8"))
        for said in said_by(tree):
            head = said.strip("，。；：“”{} ")[:6]
            assert head in told or head.startswith("写这个文件"), (name, said)


def test_a_warning_says_so_and_fails_nothing() -> None:
    finding = Finding(Path("a.md"), 3, "旧了", "再核一遍", is_warning=True)
    assert str(finding) == "a.md:3 提醒：旧了。再核一遍。"
