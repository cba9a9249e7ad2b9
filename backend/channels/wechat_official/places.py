"""Where somebody is: read from the words of a place they sent, or chosen from the townships."""

from __future__ import annotations

import re
import unicodedata

from flask import current_app

from backend.regions.queries import Division, children_of, full_name

_NUMBER = re.compile(r"(?:第)?([0-9]{1,2})(?:个|号)?", re.ASCII)
_VILLAGE_ENDS = ("村民委员会", "居民委员会", "村委会", "居委会", "社区居委会")


def townships() -> list[Division]:
    home = str(current_app.extensions["settings"].home_region)
    return [one for one in children_of(home) if one.level == "township"]


def offer() -> str:
    """Ask which township; a number is answer enough."""
    lines = ["您在哪个乡镇（街道）？回复数字就行："]
    lines += [f"{number}. {one.name}" for number, one in enumerate(townships(), 1)]
    return "\n".join([*lines, "0. 不在这里面，或者不想说"])


def chosen(text: str) -> str | None:
    """Give the code a person chose by number or name; the home county for 0; None for other words."""
    plain = unicodedata.normalize("NFKC", text).strip(" 。.，,")
    known = townships()
    number = _NUMBER.fullmatch(plain)
    if number:
        which = int(number[1])
        if which == 0:
            return str(current_app.extensions["settings"].home_region)
        return known[which - 1].code if which <= len(known) else None
    return next((one.code for one in known if _names(plain, one)), None) if plain else None


def _names(text: str, township: Division) -> bool:
    short = township.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
    around = len(text) <= len(township.name) + 6  # “我在蟒川镇”, not a question that names it
    return around and (
        township.name in text or (len(short) > 1 and text in (short, f"我在{short}"))
    )


def read_label(label: str) -> Division | None:
    """Give the village or township an address names; None when it names none of ours."""
    township = next((one for one in townships() if one.name in label), None)
    if township is None:
        return None
    for village in children_of(township.code):
        name = village.name
        for end in _VILLAGE_ENDS:
            name = name.removesuffix(end)
        if len(name) > 1 and any(f"{name}{end}" in label for end in ("村", "社区")):
            return village
    return township


def say(code: str) -> str:
    return full_name(code) or "您那里"
