"""A slip on an A4 sheet, large enough for old eyes."""

from __future__ import annotations

from backend.printing.documents import Document
from backend.printing.fonts import GlyphsMissing
from backend.problems import Problem
from backend.slips.sheet import Slip, say_date

_SIZE = 12


class SlipNotPrintable(Problem):
    slug, title, status = "slip-not-printable", "这张单子印不出来", 422
    detail_default = "有个别字字库里没有，请改用纯文本，或手写补上。"


def as_pdf(slip: Slip) -> bytes:
    """Give the sheet. Raises SlipNotPrintable naming the characters the font lacks."""
    try:
        return _drawn(slip)
    except GlyphsMissing as missing:
        listed = "、".join(missing.characters)
        detail = f"字库里没有这个字：{listed}。请改用纯文本，或打印后手写补上。"
        raise SlipNotPrintable(detail) from missing


def _drawn(slip: Slip) -> bytes:
    foot = f"{slip.title} {slip.number}　办理救助不收任何费用"
    paper = Document(slip.title, footer=foot, size=_SIZE)
    paper.note(f"编号 {slip.number}　{say_date(slip.day)}")
    paper.paragraph(f"{slip.to_whom}：", strong=True)
    first, *rest = slip.opening
    paper.paragraph(first, strong=True)
    for sentence in rest:
        paper.paragraph(sentence)
    paper.pairs(slip.pairs)
    for section in slip.sections:
        paper.heading(section.heading)
        if section.is_counted:
            paper.numbered(section.lines)
        elif len(section.lines) == 1:
            paper.paragraph(section.lines[0])
        else:
            paper.bullets(section.lines)
    paper.heading("窗口")
    paper.pairs(slip.window)
    if slip.sources:
        paper.note("依据：" + "；".join(slip.sources))
    if slip.signs:
        paper.signatures(*slip.signs)
    return paper.build()
