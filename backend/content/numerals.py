"""Article numbers as documents write them: 第一百零五条."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_MOST: Final = 1999
_ARTICLE: Final = re.compile(
    r"第([零一二三四五六七八九十百千]+)条(?:之[一二三四五六七八九十])?(?:第[一二三四五六七八九十]+款)?"
)


def article_numbers(article: str) -> Iterator[int | None]:
    """Give the number of each part of `第十条、第十五条`; None for a badly formed part.

    第十条之一 and 第十条第二款 count as ten. Only the usual writing is known: 第一十条 is badly formed.
    """
    for part in article.split("、"):
        found = _ARTICLE.fullmatch(part)
        yield _known().get(found[1]) if found else None


def in_chinese(number: int) -> str:
    """Write a number from 1 to 1999 as article numbers are written: 10 is 十, 110 is 一百一十."""
    thousands, hundreds = divmod(number, 1000)
    hundreds, rest = divmod(hundreds, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[thousands]}千" if thousands else ""
    if hundreds:
        text += f"{_DIGITS[hundreds]}百"
    elif thousands and rest:
        text += "零"
    if tens:
        text += "十" if number < 20 else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


@cache
def _known() -> dict[str, int]:
    return {in_chinese(number): number for number in range(1, _MOST + 1)}
