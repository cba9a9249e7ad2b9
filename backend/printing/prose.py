"""A run of text on a page: our own lines, drawn as they are. There is no markup to escape."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.platypus import Flowable

from backend.printing.fonts import REGULAR, drawable, width_of
from backend.printing.lines import wrapped

INK = HexColor("#1c1c1c")
SOFT = HexColor("#595959")
RULE = HexColor("#bdbdbd")


class Prose(Flowable):  # type: ignore[misc]
    """Text in one face and size, wrapped to the width there is and split between lines only.

    `label` stands before the first line, in a margin of `indent`. Raises GlyphsMissing.
    """

    def __init__(
        self,
        text: str,
        *,
        face: str = REGULAR,
        size: float = 11,
        colour: Color = INK,
        label: str = "",
        indent: float = 0,
        before: float = 0,
        after: float = 4,
        with_next: bool = False,
    ) -> None:
        super().__init__()
        self.text = drawable(text)
        self.label = drawable(label)
        self.face, self.size, self.colour, self.indent = face, size, colour, indent
        self.leading = size * 1.5
        self.spaceBefore, self.spaceAfter, self.keepWithNext = before, after, with_next
        self.lines: list[str] = []

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.lines = wrapped(self.text, width - self.indent, self._measure)
        self.width, self.height = width, len(self.lines) * self.leading
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Give what fits and the rest; no line alone at the foot or the head of a page."""
        self.wrap(width, height)
        fit = int(height // self.leading)
        fit = min(fit, len(self.lines) - 2) if fit < len(self.lines) else len(self.lines)
        if fit < 2:
            return []
        return [self._part(self.lines[:fit], self.label), self._part(self.lines[fit:], "")]

    def draw(self) -> None:
        canvas: Any = self.canv
        canvas.setFillColor(self.colour)
        canvas.setFont(self.face, self.size)
        first = self.height - self.leading + (self.leading - self.size) / 2 + self.size * 0.18
        if self.label:
            canvas.drawString(0, first, self.label)
        for number, line in enumerate(self.lines):
            canvas.drawString(self.indent, first - number * self.leading, line)

    def _measure(self, text: str) -> float:
        return width_of(text, self.face, self.size)

    def _part(self, lines: list[str], label: str) -> Prose:
        return Prose(
            "\n".join(lines),
            face=self.face,
            size=self.size,
            colour=self.colour,
            label=label,
            indent=self.indent,
            after=self.spaceAfter,
        )
