"""Strict reading: every slip is refused with its line and words a colleague can act on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field

from backend.content.files import ContentError, FileShape, Finding, read_markdown, read_yaml


class Part(FileShape):
    name: str
    from_: Annotated[date, Field(alias="from")]


class Sheet(FileShape):
    title: str
    parts: list[Part]
    extra: Part | None = None


def faults(path: Path) -> tuple[Finding, ...]:
    read = read_markdown if path.suffix == ".md" else read_yaml
    with pytest.raises(ContentError) as caught:
        read(path, Sheet)
    return caught.value.findings


def sheet(tmp_path: Path, text: str, name: str = "a.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    path = sheet(tmp_path, "title: 甲\nparts:\n  - {name: 乙, from: 2026-07-01}\n")
    got = read_yaml(path, Sheet)
    assert got.parts[0].from_ == date(2026, 7, 1)


def test_an_unknown_key_names_the_allowed_ones_and_its_line(tmp_path: Path) -> None:
    text = "title: 甲\nparts:\n  - name: 乙\n    from: 2026-07-01\n    nmae: 丙\n"
    (one,) = faults(sheet(tmp_path, text))
    assert (one.line, "nmae" in one.message) == (5, True)
    assert "是不是想写 name？" in one.todo
    assert "name、from" in one.todo


def test_allowed_keys_are_those_of_an_optional_part(tmp_path: Path) -> None:
    text = "title: 甲\nparts: []\nextra:\n  name: 乙\n  from: 2026-07-01\n  zzz: 1\n"
    (one,) = faults(sheet(tmp_path, text))
    assert one.line == 6
    assert "name、from" in one.todo


def test_a_repeated_key_is_refused(tmp_path: Path) -> None:
    (one,) = faults(sheet(tmp_path, "title: 甲\nparts: []\ntitle: 乙\n"))
    assert one.line == 3
    assert one.message == "“title”写了两遍"


def test_every_fault_is_told_not_only_the_first(tmp_path: Path) -> None:
    text = "title: 12345\nparts:\n  - name: 乙\n"
    told = faults(sheet(tmp_path, text))
    assert [(one.line, one.message) for one in told] == [
        (1, "“title”应当是文字"),
        (3, "缺少项目“parts 第1条 from”"),
    ]


@pytest.mark.parametrize(
    ("text", "todo"),
    [
        ("title: 甲\nparts: [\n", "方括号"),
        ("title：甲\nparts: []\n", "半角"),
        ("title: 甲\nparts:\n\t- name: 乙\n", "制表符"),
    ],
)
def test_an_unreadable_line_comes_with_a_guess(tmp_path: Path, text: str, todo: str) -> None:
    (one,) = faults(sheet(tmp_path, text))
    assert todo in one.todo


def test_an_empty_a_missing_and_a_wrongly_encoded_file(tmp_path: Path) -> None:
    assert "没有内容" in faults(sheet(tmp_path, "# 只有注释\n"))[0].message
    assert "打不开" in faults(tmp_path / "none.yaml")[0].message
    path = tmp_path / "gbk.yaml"
    path.write_bytes("title: 甲".encode("gbk"))
    assert "UTF-8" in faults(path)[0].message


def test_markdown_gives_head_body_and_the_line_of_the_body(tmp_path: Path) -> None:
    text = "---\ntitle: 甲\nparts: []\n---\n\n先说结论。\n- 再说去处\n\n"
    head, body, line = read_markdown(sheet(tmp_path, text, "a.md"), Sheet)
    assert (head.title, body, line) == ("甲", "先说结论。\n- 再说去处", 6)


def test_lines_of_a_head_count_from_the_top_of_the_file(tmp_path: Path) -> None:
    (one,) = faults(sheet(tmp_path, "---\ntitle: 甲\nparts: []\nzzz: 1\n---\n正文\n", "a.md"))
    assert one.line == 4


@pytest.mark.parametrize("text", ["title: 甲\n", "---\ntitle: 甲\n正文\n"])
def test_a_head_must_be_fenced(tmp_path: Path, text: str) -> None:
    (one,) = faults(sheet(tmp_path, text, "a.md"))
    assert "---" in one.message
