"""Article numbers in Chinese numerals."""

from __future__ import annotations

import pytest

from backend.content.numerals import article_numbers, in_chinese


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"),
        (105, "一百零五"), (110, "一百一十"), (117, "一百一十七"), (1007, "一千零七"),
        (1084, "一千零八十四"), (1260, "一千二百六十"),
    ],
)  # fmt: skip
def test_numbers_as_documents_write_them(number: int, text: str) -> None:
    assert in_chinese(number) == text
    assert list(article_numbers(f"第{text}条")) == [number]


@pytest.mark.parametrize(
    ("article", "numbers"),
    [
        ("第十条、第十五条", [10, 15]),
        ("第十条之一", [10]),
        ("第十条第二款", [10]),
        ("第10条", [None]),
        ("第一十条", [None]),
        ("第一百五条", [None]),
        ("第十条,第十五条", [None]),
        ("第十条、十五条", [10, None]),
        ("", [None]),
    ],
)
def test_parts_and_bad_forms(article: str, numbers: list[int | None]) -> None:
    assert list(article_numbers(article)) == numbers
