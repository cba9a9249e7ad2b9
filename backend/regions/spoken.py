"""Divisions as people say them: 寄料村民委员会 is 寄料村. Which one a sentence names. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from backend.regions.codes import ancestors_of

_ENDINGS: Final = (
    ("社区居民委员会", "社区"),
    ("村民委员会", "村"),
    ("居民委员会", "社区"),
    ("街道办事处", "街道"),
)
_SIGNS: Final = ("镇", "乡", "街道", "村", "社区", "居委会", "办事处")
_WIDE: Final = ("省", "市", "县", "区")
_FEWEST: Final = 3  # 某村 could be any village


@dataclass(frozen=True, slots=True)
class Named:
    code: str
    said: str


def spoken_name(name: str) -> str:
    """Give the name people use for a division's official one."""
    for ending, said in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending) + said
    return name


def short_name(name: str) -> str:
    """Give 汝州 for 汝州市; a name that would keep one sign only stays whole."""
    return name[:-1] if len(name) >= _FEWEST and name.endswith(_WIDE) else name


def has_place_sign(text: str) -> bool:
    """Tell whether a sentence can name a township or a village at all."""
    return any(sign in text for sign in _SIGNS)


def said_names(divisions: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give (code, name as it may be said) for divisions given as (code, official name)."""
    said = [(code, form) for code, name in divisions for form in {name, spoken_name(name)}]
    return [(code, form) for code, form in said if len(form) >= _FEWEST]


def one_named(text: str, said: Iterable[tuple[str, str]]) -> Named | None:
    """Give the division of `said_names` that `text` names; None when none, or when it could be two.

    A longer name hides the shorter one inside it. A township named beside a village settles which of
    several villages of that name is meant; without it the township, or nothing, is taken.
    """
    found = [Named(code, form) for code, form in said if form in text]
    found = [one for one in found if not any(_hides(other, one) for other in found)]
    codes = {one.code for one in found}
    inner = [one for one in found if not any(_is_inside(code, one.code) for code in codes)]
    if len({one.code for one in inner}) == 1:
        return max(inner, key=lambda one: len(one.said))
    settled = [one for one in inner if any(_is_inside(one.code, code) for code in codes)]
    return settled[0] if len({one.code for one in settled}) == 1 else None


def _hides(other: Named, one: Named) -> bool:
    return one.said != other.said and one.said in other.said


def _is_inside(code: str, outer: str) -> bool:
    return code != outer and outer in ancestors_of(code)
