"""`content check` as a colleague sees it."""

from __future__ import annotations

from pathlib import Path

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
