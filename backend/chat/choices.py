"""Answers to what was offered: “2”, “第二个”, or the words of a choice."""

from __future__ import annotations

import re

from backend.chat.understanding import Choice, Context

_NUMBERED = re.compile(r"^(?:我?选|第|要)?(?:第)?([1-9一二两三四五六])(?:个|号|项|条|种)?$")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}


def chosen(text: str, context: Context) -> Choice | None:
    """Give the offered choice that a normalised text picks, None when it picks none."""
    if not context.offered or len(text) > 20:
        return None
    numbered = _NUMBERED.match(text)
    if numbered:
        said = numbered[1]
        number = int(said) if said.isdigit() else _DIGITS[said]
        return context.offered[number - 1] if number <= len(context.offered) else None
    return next((one for one in context.offered if text in (one.label, one.text)), None)
