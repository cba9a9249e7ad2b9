"""The 12-digit division code as a value: level, parent, what lies inside what. Pure.

Digits: 2 province, 2 city, 2 county, 3 township, 3 village; the rest are zeros. The national level
is written 000000000000.
"""

from __future__ import annotations

import re

NATIONAL = "000000000000"
LEVELS = ("province", "city", "county", "township", "village")
_ENDS = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
_CODE = re.compile(r"[0-9]{12}", re.ASCII)


def is_code(text: str) -> bool:
    """Whether `text` has the form of a division code; whether it exists is another question."""
    return bool(_CODE.fullmatch(text)) and text[:2] != "00"


def padded(short: str) -> str:
    """Give the 12-digit form of a shortened code (11, 1101, 110101, 110101001)."""
    return short.ljust(12, "0")


def level_of(code: str) -> str:
    """Give province, city, county, township or village. Raises ValueError for no such form."""
    if not _CODE.fullmatch(code):
        raise ValueError("not a division code")
    for level in LEVELS:
        if code[_ENDS[level] :].strip("0") == "":
            return level
    return "village"


def parent_of(code: str) -> str | None:
    """Give the code one level up; None above a province."""
    level = LEVELS.index(level_of(code))
    return None if level == 0 else padded(code[: _ENDS[LEVELS[level - 1]]])


def ancestors_of(code: str) -> list[str]:
    """Give the code itself, then its parents up to the province."""
    found, step = [], code if is_code(code) else None
    while step is not None:
        found.append(step)
        step = parent_of(step)
    return found


def prefix_of(code: str) -> str:
    """Give the digits every code inside `code` begins with; empty for the whole country."""
    return "" if code == NATIONAL else code[: _ENDS[level_of(code)]]


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` lies inside `outer` or is it."""
    return inner.startswith(prefix_of(outer))
