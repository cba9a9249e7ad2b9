"""What a resident told in passing, as far as an answer can use it: an age, whose affair it is,
a household's income a head. Pure; nothing of it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from backend.chat.facts import read_facts

_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NUMBER: Final = r"(?:\d{1,7}(?:\.\d{1,2})?[百千万]?|[零一二两三四五六七八九十百千万]{1,8})"
_ELDERS: Final = (
    "爹|爸|父亲|妈|娘|母亲|爷爷|奶奶|姥姥|姥爷|外公|外婆|公公|婆婆|岳父|岳母|老人|老汉|老头|老太太?"
)
_AGE: Final = re.compile(rf"(?:(?:{_ELDERS})[^\d，。]{{0,4}}|今年)(\d{{2,3}})(?:了|多|，|。|$)")
_PEOPLE: Final = re.compile(r"(?:家里?|全家)?([一二两三四五六七八九]|\d{1,2})(?:口人?|个人|口之家)")
_MONTHLY: Final = re.compile(
    rf"(?:一个月|每月|每个月|月收入|月工资|一月)[^\d，。花还付交药]{{0,10}}?({_NUMBER})多?"
    rf"(?:元|块|钱|，|。|$|(?=[一二两三四五六七八九\d]+口))"
)
_EARNS: Final = re.compile(r"挣|收入|工资|进账|打工|退休金|养老金|靠")
_FOR_KIN: Final = re.compile(
    rf"(?:替|帮|给|为|代)(?:我|俺)?({_ELDERS}|老伴|老婆|媳妇|丈夫|老公|儿子|女儿|孙子|孙女|哥|弟|姐|妹|邻居)"
)
_OLDEST: Final = 120


@dataclass(frozen=True, slots=True)
class Told:
    """`share_fen` is monthly income a head with the `people` and `income_fen` it comes from."""

    age: int | None = None
    kin: str | None = None
    people: int | None = None
    income_fen: int | None = None

    @property
    def share_fen(self) -> int | None:
        if self.people is None or self.income_fen is None:
            return None
        return self.income_fen // self.people


def read_told(text: str) -> Told:
    """Give what a normalised text tells. Money counts only where a month and earning are spoken of,
    so that costs of illness are not taken for income."""
    ages = read_facts(text).ages or tuple(int(found) for found in _AGE.findall(text))
    people, income = _PEOPLE.search(text), _MONTHLY.search(text)
    kin = _FOR_KIN.search(text)
    earns = income is not None and bool(_EARNS.search(text))
    return Told(
        age=ages[0] if len(ages) == 1 and 0 < ages[0] <= _OLDEST else None,
        kin=kin[1] if kin else None,
        people=int(number_said(people[1])) or None if people else None,
        income_fen=round(number_said(income[1]) * 100) if income and earns else None,
    )


def number_said(said: str) -> float:
    """Read 800, 1.5万, 八百, 两千三 (2300), 一千零五十."""
    written = re.fullmatch(r"(\d+(?:\.\d+)?)([百千万]?)", said)
    if written:
        return float(written[1]) * _UNITS.get(written[2], 1)
    total, section, digit, unit = 0, 0, 0, 1
    for sign in said:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            unit = 1 if sign == "零" else unit
        elif sign == "万":
            total, section, digit, unit = (total + section + digit) * 10_000, 0, 0, 10_000
        else:
            unit = _UNITS[sign]
            section, digit = section + (digit or 1) * unit, 0
    return float(total + section + digit * (unit // 10 if unit > 1 else 1))
