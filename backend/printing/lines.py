"""Break Chinese text into lines. Pure: how wide a piece is, the caller says.

A line may break between any two Chinese characters, but no line begins with a closing mark or ends
with an opening one, and numbers, phones, addresses and Latin words stay in one piece unless they
are wider than the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_NOT_FIRST = "，。、；：？！）》」』】〕〉”’…—～·％%,.;:?!)]}°℃元"
_NOT_LAST = "（《「『【〔〈“‘([{#¥￥"
_PIECE = re.compile(rf"[{re.escape(_NOT_LAST)}]*(?:[!-~–]+|.)[{re.escape(_NOT_FIRST)}]*", re.DOTALL)

Width = Callable[[str], float]


def wrapped(text: str, width: float, measure: Width) -> list[str]:
    """Give the lines of `text`, none wider than `width` where that can be helped; `\\n` breaks."""
    return [line for part in text.split("\n") for line in _filled(part, width, measure)]


def _filled(text: str, width: float, measure: Width) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, width, measure):
        if line and measure((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip(" ")
    lines.append(line.rstrip())
    return lines


def _pieces(text: str, width: float, measure: Width) -> Iterator[str]:
    for piece in _PIECE.findall(text):
        if measure(piece) <= width:
            yield piece
        else:
            yield from piece
