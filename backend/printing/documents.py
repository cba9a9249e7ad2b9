"""A plain A4 document: title, headings, paragraphs, pairs, numbered lists, lines to sign on.

The same calls give the same bytes: no clock and no chance get in. Each page has a foot with its
number and, where asked for, a watermark that names who took it out.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    HRFlowable,
    KeepTogether,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from backend.printing.fonts import BOLD, REGULAR, drawable, register_fonts, width_of
from backend.printing.prose import INK, RULE, SOFT, Prose

_MARGIN = 20 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_FRAME = 6  # what ReportLab's frame leaves free inside its margins
_AUTHOR = "一门助"


class Document:
    """Collects what goes on the paper; `build` gives the PDF.

    `size` is the size of the running text in points (large print: 18). `footer` stands at the foot
    of every page; `watermark` is written across every page and at its head. Everything that takes
    words raises GlyphsMissing when the font lacks a character.
    """

    def __init__(
        self, title: str, *, footer: str = "", watermark: str = "", size: float = 11
    ) -> None:
        register_fonts()
        self.title, self.size = drawable(title), size
        self._footer, self._watermark = drawable(footer), drawable(watermark)
        self._parts: list[Flowable] = [
            Prose(title, face=BOLD, size=size * 1.8, after=size * 0.8, with_next=True)
        ]

    def heading(self, text: str) -> None:
        """Begin a section; the heading never stands alone at the foot of a page: two lines of what
        follows stand with it. All of what follows would leave half a page empty before a long reason.
        """
        size = self.size
        self.add(CondPageBreak(size * (1 + 1.25 * 1.5 + 1 / 3 + 2 * 1.5)))
        self.add(Prose(text, face=BOLD, size=size * 1.25, before=size, after=size / 3))

    def paragraph(self, text: str, *, strong: bool = False) -> None:
        """Add running text; `\\n` begins a new line."""
        face = BOLD if strong else REGULAR
        self.add(Prose(text, face=face, size=self.size, after=self.size / 2))

    def note(self, text: str) -> None:
        """Add something in small, soft type: a source, a remark."""
        self.add(Prose(text, size=max(9, self.size * 0.82), colour=SOFT, after=self.size / 2))

    def numbered(self, items: Iterable[str]) -> None:
        """Add a list counted from 1."""
        for number, item in enumerate(items, start=1):
            self._item(item, f"{number}.")

    def bullets(self, items: Iterable[str]) -> None:
        """Add a list with dots."""
        for item in items:
            self._item(item, "·")

    def _item(self, text: str, label: str) -> None:
        size = self.size
        self.add(Prose(text, size=size, label=label, indent=size * 2, after=size / 3))

    def pairs(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add a table of two columns, name and value; long values run on over the page."""
        taken = list(rows)
        if not taken:
            return
        size = self.size
        widest = max(width_of(drawable(name), REGULAR, size) for name, _ in taken)
        left = min(widest + 14, _WIDTH * 0.4)
        cells = [
            [Prose(name, size=size, colour=SOFT, after=0), Prose(value, size=size, after=0)]
            for name, value in taken
        ]
        style = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), size * 0.25),
            ("BOTTOMPADDING", (0, 0), (-1, -1), size * 0.3),
        ]
        self.add(Table(cells, [left, _WIDTH - left], style=style, splitInRow=1))
        self.add(Spacer(0, size / 2))

    def signatures(self, *labels: str) -> None:
        """Add lines to sign on, two to a row: 申请人签名：________. All stand on one page, and the last
        words before them with them: nobody signs an empty sheet."""
        size = self.size
        texts = [drawable(label) for label in labels] + [""] * (len(labels) % 2)
        cells = [
            [_Blank(text, _WIDTH / 2 - 12, size) if text else "" for text in texts[at : at + 2]]
            for at in range(0, len(texts), 2)
        ]
        padding = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -2), size)]
        lines = Table(cells, [_WIDTH / 2] * 2, style=padding)
        words = [self._parts.pop()] if isinstance(self._parts[-1], Prose) else []
        self.add(KeepTogether([*words, Spacer(0, size), lines]))

    def rule(self) -> None:
        """Draw a thin line across."""
        space = self.size / 2
        self.add(HRFlowable("100%", 0.5, color=RULE, spaceBefore=space, spaceAfter=space))

    def add(self, part: Flowable) -> None:
        """Add anything ReportLab can flow (a picture, a code)."""
        self._parts.append(part)

    def build(self) -> bytes:
        """Give the PDF. Call once: the parts are used up."""
        stream = io.BytesIO()
        paper = SimpleDocTemplate(
            stream,
            pagesize=A4,
            leftMargin=_MARGIN - _FRAME,
            rightMargin=_MARGIN - _FRAME,
            topMargin=_MARGIN,
            bottomMargin=_MARGIN,
            title=self.title,
            subject="",
            author=_AUTHOR,
            creator=_AUTHOR,
            lang="zh-CN",
            invariant=1,
            allowSplitting=1,
        )
        paper.build(self._parts, onFirstPage=self._page, onLaterPages=self._page)
        return stream.getvalue()

    def _page(self, canvas: Any, _paper: Any) -> None:
        canvas.saveState()
        if self._watermark:
            _draw_watermark(canvas, self._watermark)
        canvas.setFont(REGULAR, 9)
        canvas.setFillColor(SOFT)
        canvas.drawString(_MARGIN, 12 * mm, self._footer)
        canvas.drawRightString(A4[0] - _MARGIN, 12 * mm, f"第 {canvas.getPageNumber()} 页")
        canvas.restoreState()


class _Blank(Flowable):  # type: ignore[misc]
    """A label and a line to write on."""

    def __init__(self, label: str, width: float, size: float) -> None:
        super().__init__()
        self.label, self.size, self.width, self.height = label, size, width, size * 1.8

    def draw(self) -> None:
        start = width_of(self.label, REGULAR, self.size) + 4
        self.canv.setFont(REGULAR, self.size)
        self.canv.setFillColor(INK)
        self.canv.drawString(0, self.size * 0.3, self.label)
        self.canv.setStrokeColor(INK)
        self.canv.setLineWidth(0.6)
        self.canv.line(start, 0, self.width, 0)


def _draw_watermark(canvas: Any, text: str) -> None:
    """Write `text` along the head, to be read, and faintly aslant over the page, to be seen."""
    canvas.setFillColor(SOFT)
    canvas.setFont(REGULAR, 9)
    canvas.drawString(_MARGIN, A4[1] - 12 * mm, text)
    canvas.saveState()
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(35)
    canvas.setFont(REGULAR, 20)
    canvas.setFillGray(0.94)
    step = width_of(text, REGULAR, 20) + 80
    for row in range(-5, 6):
        for column in range(-2, 3):
            canvas.drawCentredString(column * step + (row % 2) * step / 2, row * 120, text)
    canvas.restoreState()
