"""`content check` as a colleague sees it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.content.commands import content

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str) -> Result:
    return CliRunner().invoke(content, list(words))


def test_the_content_we_ship_passes() -> None:
    result = run("check", "--on", "2026-11-24")
    assert result.exit_code == 0, result.output
    assert "18 个项目" in result.output
    assert "错误 0 处" in result.output


def test_faults_are_grouped_by_file_and_fail(folder) -> None:
    (folder.root.parent / "intents").symlink_to(ROOT / "intents")
    path = folder.text(body="要等30天。")
    line = path.read_text(encoding="utf-8").splitlines().index("要等30天。") + 1
    result = run("check", "--root", str(folder.root.parent), "--on", "2026-11-24")
    assert result.exit_code == 1
    heading, *told = result.output.split("policy_texts/general/materials.md\n")[1:]
    assert not told
    assert f"  第 {line} 行 错误：正文里直接写了数字" in heading


def test_faulty_files_are_told_before_any_rule(folder) -> None:
    folder.text(zzz="1")
    result = run("check", "--root", str(folder.root.parent))
    assert result.exit_code == 1
    assert "不认识的项目“zzz”" in result.output
    assert "intents" in result.output  # No words at all: told in the same run.


PLANTED = {
    "a figure that contradicts another": (
        "policy_texts/figures/hotlines.yaml",
        lambda text: text + CONTRADICTION,
        "同一件事",
    ),
    "a facet without a text": ("policy_texts/vagrant_relief/proxy.md", None, "缺“流浪乞讨"),
    "a number typed into prose": (
        "policy_texts/general/where.md",
        lambda text: text + "一共要等30天。\n",
        "正文里直接写了数字",
    ),
    "a rule without an article": (
        "policy_texts/screening.yaml",
        lambda text: text.replace("article: 第十八条", "article: 第九百条", 1),
        "没有第九百条",
    ),
}
CONTRADICTION = """\
  - id: hotline.police_again
    means: 报警、被打被控制、孩子或老人走失、有人要轻生；全天有人接
    unit: phone
    unknown: 打当地电话
    values:
      - value: "111"
        from: 2010-01-01
        status: official
        sources:
          - {document: 中华人民共和国反家庭暴力法, number: 文号待核, article: 第十三条}
"""


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_planted_in_our_own_content_fails_the_build(tmp_path: Path, fault: str) -> None:
    for name in ("policy_texts", "intents"):
        shutil.copytree(ROOT / name, tmp_path / name)
    file, change, said = PLANTED[fault]
    path = tmp_path / file
    if change is None:
        path.unlink()
    else:
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    result = run("check", "--root", str(tmp_path), "--on", "2026-11-24")
    assert result.exit_code == 1, result.output
    assert said in result.output
    assert "错误 0 处" not in result.output


def test_the_table_of_departments_is_read_too(tmp_path: Path) -> None:
    for name in ("policy_texts", "intents"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "intents" / "departments.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "  - {ido: x}\n", encoding="utf-8")
    result = run("check", "--root", str(tmp_path), "--on", "2026-11-24")
    assert result.exit_code == 1
    assert "intents/departments.yaml" in result.output
    assert "不认识的项目" in result.output
