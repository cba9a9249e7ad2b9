"""Line breaking: marks hang where they belong, numbers stay whole, nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.printing.lines import wrapped


def _broken(text: str, width: int) -> list[str]:
    return wrapped(text, width, len)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, [""]),
        ("一二三四五六", 3, ["一二三", "四五六"]),
        ("一二三，四", 3, ["一二", "三，四"]),  # a comma never begins a line
        ("一二（三四）五", 3, ["一二", "（三", "四）五"]),  # a bracket never ends one
        ("请打 0375-1234567 问", 14, ["请打", "0375-1234567 问"]),
        ("打12345。好", 6, ["打", "12345。", "好"]),
        ("上\n下", 9, ["上", "下"]),
        ("上\n\n下", 9, ["上", "", "下"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),  # wider than the line: broken anywhere
        ("他说：“来。”我来", 5, ["他说：", "“来。”我", "来"]),
    ],
)
def test_lines(text: str, width: int, lines: list[str]) -> None:
    assert _broken(text, width) == lines


WORDS = st.text(st.sampled_from("一二三村镇abc019-., ，。（）“”"), max_size=60)


@given(WORDS, st.integers(1, 12))
def test_nothing_is_lost_and_nothing_is_wider(text: str, width: int) -> None:
    lines = _broken(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= width for line in lines)
