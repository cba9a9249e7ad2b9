"""Article numbers as documents write them: 第十条、第二十一条. Pure."""

from __future__ import annotations

import re

_DIGITS = {mark: value for value, mark in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ARTICLE = re.compile(r"第([零一二三四五六七八九十百千]+)条(?:第[零一二三四五六七八九十]+款)?")


def article_numbers(text: str) -> list[int] | None:
    """Give the numbers of `第N条、第M条`; None when it is written otherwise."""
    numbers: list[int] = []
    for part in text.split("、"):
        found = _ARTICLE.fullmatch(part.strip())
        number = value_of(found[1]) if found else None
        if number is None:
            return None
        numbers.append(number)
    return numbers


def value_of(numeral: str) -> int | None:
    """Give the value of a Chinese numeral below ten thousand; None when it is malformed."""
    total = digit = 0
    for mark in numeral:
        if mark in _UNITS:
            total += (digit or 1) * _UNITS[mark]
            digit = 0
        elif digit:
            return None
        else:
            digit = _DIGITS[mark]
    return total + digit or None
