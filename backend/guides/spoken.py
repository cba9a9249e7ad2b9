"""Numbers as a village loudspeaker says them. Pure.

Telephone numbers and years are said digit by digit, with 幺 for one in telephone numbers; amounts,
days and shares as numbers: 60天 is 六十天, 700元 is 七百元, 70% is 百分之七十.
"""

from __future__ import annotations

import re
from typing import Final

from backend.content.numerals import in_chinese

_DIGITS: Final = "零一二三四五六七八九"
_PHONE_DIGITS: Final = "零幺二三四五六七八九"
# words before which two is 两
_COUNTED: Final = "个年天次人类种倍档份样回趟户家成月"
_TOKEN: Final = re.compile(
    r"(?P<phone>\d{3,4}-\d{7,8}|1\d{10}|(?<!\d)(?:110|119|120|122|12\d{3})(?!\d|\.\d|[个年天次人元名项号]))"
    r"|(?P<year>\d{4})(?=年)"
    r"|(?P<range>\d+)(?:-|—|～|~)(?P<to>\d+)"
    r"|(?P<share>\d+(?:\.\d+)?)%"
    r"|(?P<number>\d+(?:\.\d+)?)"
)


def spoken_numbers(text: str) -> str:
    """Give `text` with every number in words."""
    return _TOKEN.sub(_say, text)


def _say(found: re.Match[str]) -> str:
    after = found.string[found.end() : found.end() + 1]
    if found["phone"]:
        return phone_in_words(found["phone"])
    if found["year"]:
        return "".join(_DIGITS[int(digit)] for digit in found["year"])
    if found["range"]:
        return f"{number_in_words(found['range'])}到{_counted(found['to'], after)}"
    if found["share"]:
        return "百分之" + number_in_words(found["share"])
    return _counted(found["number"], after)


def phone_in_words(number: str) -> str:
    """Give a telephone number digit by digit, a pause where a dash stands."""
    return "".join(
        "，" if sign == "-" else _PHONE_DIGITS[int(sign)]
        for sign in number
        if sign in "-0123456789"
    )


def _counted(number: str, after: str) -> str:
    return "两" if number == "2" and after and after in _COUNTED else number_in_words(number)


def number_in_words(written: str) -> str:
    """Give a decimal number up to 9999万 as said; leading zeros (codes) are said digit by digit."""
    whole, _, part = written.partition(".")
    if len(whole) > 8 or (len(whole) > 1 and whole.startswith("0")):
        return "".join(_DIGITS[int(digit)] for digit in written if digit.isdigit())
    said = _whole(int(whole))
    part = part.rstrip("0")
    return said + ("点" + "".join(_DIGITS[int(digit)] for digit in part) if part else "")


def _whole(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    many, rest = divmod(number, 10_000)
    if not many:
        return _below_ten_thousand(rest)
    said = _below_ten_thousand(many) + "万"
    if rest:
        said += ("零" if rest < 1000 else "") + _below_ten_thousand(rest)
    return said


def _below_ten_thousand(number: int) -> str:
    if number < 2000:
        return in_chinese(number)
    thousands, rest = divmod(number, 1000)
    said = _DIGITS[thousands] + "千"
    if rest:
        said += ("零" if rest < 100 else "") + _after_more(rest)
    return said


def _after_more(rest: int) -> str:
    """Give a number that follows thousands: ten is 一十 there."""
    return "一" + in_chinese(rest) if 10 <= rest < 20 else in_chinese(rest)
