"""A slip on an A4 sheet, large enough for old eyes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from backend.printing.documents import Document
from backend.printing.fonts import missing_glyphs
from backend.slips.sheet import Slip, say_date
from backend.slips.text import as_text

_SIZE = 12
_BOX: Final = "□"
_BY_HAND: Final = (
    f"字库里没有的字印成了 {_BOX}，有 {{count}} 个，请用笔补上：{{where}}。纯文本里有这个字。"
)
Fit = Callable[[str], str]


def as_pdf(slip: Slip) -> bytes:
    """Give the sheet. A character the font lacks is a box to be filled in by hand, and the sheet says
    so at its head: who has a rare name gets the paper all the same."""
    gaps = missing_glyphs(unicodedata.normalize("NFC", as_text(slip)))
    boxes = str.maketrans(dict.fromkeys(gaps, _BOX))

    def fit(text: str) -> str:
        return unicodedata.normalize("NFC", text).translate(boxes)

    return _drawn(slip, gaps, fit)


def _drawn(slip: Slip, gaps: Iterable[str], fit: Fit) -> bytes:
    foot = f"{slip.title} {slip.number}　办理救助不收任何费用"
    paper = Document(slip.title, footer=fit(foot), size=_SIZE)
    paper.note(fit(f"编号 {slip.number}　{say_date(slip.day)}"))
    if codes := [f"U+{ord(one):04X}" for one in gaps]:
        paper.note(_BY_HAND.format(count=len(codes), where="、".join(codes)))
    paper.paragraph(fit(f"{slip.to_whom}："), strong=True)
    first, *rest = slip.opening
    paper.paragraph(fit(first), strong=True)
    for sentence in rest:
        paper.paragraph(fit(sentence))
    paper.pairs(_fitted(slip.pairs, fit))
    for section in slip.sections:
        paper.heading(fit(section.heading))
        lines = [fit(line) for line in section.lines]
        if section.is_counted:
            paper.numbered(lines)
        elif len(lines) == 1:
            paper.paragraph(lines[0])
        else:
            paper.bullets(lines)
    paper.heading("窗口")
    paper.pairs(_fitted(slip.window, fit))
    if slip.sources:
        paper.note(fit("依据：" + "；".join(slip.sources)))
    if slip.signs:
        paper.signatures(*slip.signs)
    return paper.build()


def _fitted(pairs: Iterable[tuple[str, str]], fit: Fit) -> list[tuple[str, str]]:
    return [(fit(name), fit(value)) for name, value in pairs]
