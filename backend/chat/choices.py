"""Answers to what was offered: “2”, “第二个”, “就选2吧”, or the words of a choice. Pure."""

from __future__ import annotations

import re

from backend.chat.understanding import Choice, Context

_NUMBERED = re.compile(
    r"^(?:我|俺|那|就)*(?:选|要|看|问|回复)?(?:第)?([1-9]|10|[一二两三四五六七八九十])"
    r"(?:个|号|项|条|种|样|样儿)?(?:吧|呗|的|啊|呀|了)?$"
)
_PAUSES = re.compile(r"[\s，。：:、？?！!]")
_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_LONGEST = 20


def chosen(text: str, context: Context) -> Choice | None:
    """Give the offered choice that a normalised text picks, None when it picks none."""
    if not context.offered or len(text) > _LONGEST:
        return None
    number = number_in(text)
    if number is not None:
        return context.offered[number - 1] if number <= len(context.offered) else None
    bare = _bare(text)
    return next(
        (one for one in context.offered if bare in (_bare(one.label), _bare(one.text))), None
    )


def _bare(text: str) -> str:
    """Leave out what normalising changes: pauses and stops."""
    return _PAUSES.sub("", text)


def number_in(text: str) -> int | None:
    """Give the number a text is, None when it is more than a number."""
    found = _NUMBERED.match(text)
    if found is None:
        return None
    return int(found[1]) if found[1].isdigit() else _DIGITS[found[1]]


def is_out_of_range(text: str, context: Context) -> bool:
    """Tell whether a number was answered that had not been offered."""
    number = number_in(text) if len(text) <= _LONGEST else None
    return number is not None and number > len(context.offered)
