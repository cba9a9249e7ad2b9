"""Numbers as a loudspeaker says them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.guides.spoken import number_in_words, spoken_numbers


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("打12345问", "打幺二三四五问"),
        ("先打110、120、119", "先打幺幺零、幺二零、幺幺九"),
        ("120元", "一百二十元"),
        ("110天", "一百一十天"),
        ("0375-6000112", "零三七五，六零零零幺幺二"),
        ("13800000000", "幺三八零零零零零零零零"),
        ("60天内", "六十天内"),
        ("2个工作日", "两个工作日"),
        ("2026年1月2日", "二零二六年一月二日"),
        ("每月700元", "每月七百元"),
        ("70%", "百分之七十"),
        ("1.5倍", "一点五倍"),
        ("2000元", "二千元"),
        ("3010元", "三千零一十元"),
        ("10050元", "一万零五十元"),
        ("15到45个工作日，3-5天", "十五到四十五个工作日，三到五天"),
        ("没有数字", "没有数字"),
    ],
)
def test_said_as_people_say_it(written: str, said: str) -> None:
    assert spoken_numbers(written) == said


_VALUES = dict(zip("零一二三四五六七八九", range(10), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}


def _heard(words: str) -> int:
    """Work out a number from its words: the way back, by another road."""
    total = part = digit = 0
    for sign in words:
        if sign in _VALUES:
            digit = _VALUES[sign]
        elif sign in _UNITS:
            part += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            total, part, digit = (part + digit) * 10_000, 0, 0
    return total + part + digit


@given(st.integers(0, 99_999_999))
def test_every_number_is_heard_as_it_was_meant(number: int) -> None:
    assert _heard(number_in_words(str(number))) == number


@given(st.text(alphabet="0123456789.-%年月天个元，", max_size=30))
def test_no_digit_is_left_over(text: str) -> None:
    assert not re.search(r"[0-9]", spoken_numbers(text))
