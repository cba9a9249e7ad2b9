"""Draw words and shapes on a page in millimetres; words are fitted to the room there is.

Coordinates run from the lower left corner. Type sizes are in points of the unscaled page, so that
one drawing serves A4 and, scaled, A3.
"""

from __future__ import annotations

from typing import Any, Final

from reportlab.lib.colors import Color
from reportlab.lib.units import mm

from backend.printing.fonts import REGULAR, drawable, width_of
from backend.printing.lines import wrapped
from backend.printing.qr import draw_code

_STEP: Final = 0.5  # points by which type is made smaller until it fits


class DoesNotFit(ValueError):
    """Words are too long for their place even in the smallest type; says which."""

    def __init__(self, text: str) -> None:
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        super().__init__(f"“{shown}”太长，纸上放不下。请改短一些。")


class Pen:
    """A canvas of ReportLab with the corner of the drawing at (`x`, `y`) points, scaled."""

    def __init__(self, canvas: Any, x: float = 0, y: float = 0, scale: float = 1) -> None:
        self._canvas, self._at, self._scale = canvas, (x, y), scale

    def __enter__(self) -> Pen:
        self._canvas.saveState()
        self._canvas.translate(*self._at)
        self._canvas.scale(self._scale, self._scale)
        return self

    def __exit__(self, *_: object) -> None:
        self._canvas.restoreState()

    def panel(
        self,
        box: tuple[float, float, float, float],
        *,
        fill: Color | None = None,
        line: Color | None = None,
        radius: float = 0,
        thick: float = 0.4,
    ) -> None:
        """Draw a box (x, y, width, height) with rounded corners."""
        if fill:
            self._canvas.setFillColor(fill)
        if line:
            self._canvas.setStrokeColor(line)
            self._canvas.setLineWidth(thick * mm)
        x, y, width, height = (one * mm for one in box)
        drawing = {"stroke": int(line is not None), "fill": int(fill is not None)}
        self._canvas.roundRect(x, y, width, height, radius * mm, **drawing)

    def disc(self, x: float, y: float, radius: float, fill: Color) -> None:
        self._canvas.setFillColor(fill)
        self._canvas.circle(x * mm, y * mm, radius * mm, stroke=0, fill=1)

    def rule(self, start: tuple[float, float], end: tuple[float, float], colour: Color) -> None:
        """Draw a thin dashed line: where to cut, where to fold."""
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(0.4)
        self._canvas.setDash(3, 3)
        self._canvas.line(*(one * mm for one in (*start, *end)))
        self._canvas.setDash()

    def blank(self, left: float, right: float, y: float) -> None:
        """Draw a line to write on."""
        self._canvas.setStrokeGray(0.35)
        self._canvas.setLineWidth(0.7)
        self._canvas.line(left * mm, y * mm, right * mm, y * mm)

    def code(self, address: str, x: float, y: float, side: float, mask: int | None = None) -> None:
        draw_code(self._canvas, address, x * mm, y * mm, side * mm, mask)

    def line(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float,
        colour: Color,
        width: float,
        face: str = REGULAR,
        least: float = 0,
        align: str = "left",
        spread: float = 0,
    ) -> float:
        """Write one line with its baseline at `y`, no wider than `width`; give its size.

        `align` is left, middle or right of `x`; `spread` is extra room between letters in points.
        Raises DoesNotFit when it is too wide at `least` (default: three quarters of `size`), and
        GlyphsMissing.
        """
        text, smallest = drawable(text), least or size * 0.75
        while (wide := width_of(text, face, size) + spread * (len(text) - 1)) > width * mm:
            size -= _STEP
            if size < smallest:
                raise DoesNotFit(text)
        shift = {"left": 0.0, "middle": wide / 2, "right": wide}[align]
        self._canvas.setFillColor(colour)
        self._canvas.setFont(face, size)
        self._canvas.drawString(x * mm - shift, y * mm, text, charSpace=spread)
        return size

    def block(
        self,
        text: str,
        box: tuple[float, float, float, float],
        *,
        size: float,
        colour: Color,
        face: str = REGULAR,
        least: float = 0,
        leading: float = 1.45,
    ) -> float:
        """Write running text into a box (x, top, width, height); give the height used, in mm.

        Raises DoesNotFit and GlyphsMissing as `line` does.
        """
        text, smallest = drawable(text), least or size * 0.75
        x, top, width, height = box
        lines = _set(text, width, face, size)
        while lines is None or len(lines) * size * leading > height * mm:
            size -= _STEP
            if size < smallest:
                raise DoesNotFit(text)
            lines = _set(text, width, face, size)
        self._canvas.setFillColor(colour)
        self._canvas.setFont(face, size)
        baseline = top * mm - size * (leading - 1) / 2 - size * 0.88
        for number, one in enumerate(lines):
            self._canvas.drawString(x * mm, baseline - number * size * leading, one)
        return float(len(lines) * size * leading / mm)


def _set(text: str, width: float, face: str, size: float) -> list[str] | None:
    """Give the lines in this size; None when a piece that cannot be broken is too wide."""

    def measure(part: str) -> float:
        return width_of(part, face, size)

    lines = wrapped(text, width * mm, measure)
    return lines if all(measure(line) <= width * mm for line in lines) else None
