"""Ages, money, kin and places told in passing; they sharpen the reading and are not kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TENS = "一二三四五六七八九"
_AGE = re.compile(r"(\d{1,3}|[一二三四五六七八九十百]{1,4})多?(?:周?岁|岁数)")
_MONEY = re.compile(r"(\d+(?:\.\d+)?)(万|千|百)?多?(?:元|块|圆)")
_KIN = re.compile(
    r"爷爷|奶奶|姥姥|姥爷|外公|外婆|父亲|母亲|爸爸|妈妈|父母|爸妈|老公|老婆|丈夫|妻子|儿子|女儿|孙子|孙女"
    r"|哥哥|弟弟|姐姐|妹妹|岳父|岳母|公公|婆婆|舅舅|姑姑|叔叔|伯伯|侄子|侄女|外甥|儿媳|女婿"
)
_PLACE = re.compile(r"[一-鿿]{2,6}?(?:省|市|县|区|镇|乡|街道|村|社区)")
_SCALE = {"百": 100, "千": 1000, "万": 10000}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the resident told in passing. Money is integer fen; never stored, only shown back."""

    ages: tuple[int, ...] = ()
    money_fen: tuple[int, ...] = ()
    kin: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


NO_FACTS = Facts()


def read_facts(text: str) -> Facts:
    """Give what can be read off a normalised text; an empty answer is shared."""
    ages = tuple(_number(found) for found in _AGE.findall(text)) if "岁" in text else ()
    money = tuple(
        int(float(amount) * _SCALE.get(scale, 1) * 100) for amount, scale in _MONEY.findall(text)
    )
    kin = tuple(dict.fromkeys(_KIN.findall(text)))
    places = tuple(_PLACE.findall(text)) if len(text) < 200 else ()
    if not (ages or money or kin or places):
        return NO_FACTS
    return Facts(ages, money, kin, places)


def _number(said: str) -> int:
    """Read 80, 八十, 八十五, 一百."""
    if said.isdigit():
        return int(said)
    if "百" in said:
        return 100
    tens, ten, ones = said.partition("十")
    if not ten:
        return int("".join(str(_TENS.index(sign) + 1) for sign in tens) or 0)
    return (_TENS.index(tens) + 1 if tens in _TENS and tens else 1) * 10 + (
        _TENS.index(ones) + 1 if ones and ones in _TENS else 0
    )
