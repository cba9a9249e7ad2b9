"""Words fitted to their place: made smaller down to a limit, then refused by name."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from reportlab.pdfgen.canvas import Canvas

from backend.printing.fonts import GlyphsMissing
from backend.printing.pen import DoesNotFit, Pen
from backend.printing.prose import INK


@pytest.fixture
def pen() -> Iterator[Pen]:
    with Pen(Canvas(io.BytesIO(), pagesize=(600, 600))) as held:
        yield held


def test_a_line_keeps_its_size_where_there_is_room(pen: Pen) -> None:
    assert pen.line("寺上村", 0, 10, size=20, colour=INK, width=100) == 20


def test_a_line_is_made_smaller_until_it_fits(pen: Pen) -> None:
    size = pen.line("一二三四五六七八九十", 0, 10, size=20, colour=INK, width=60)
    assert 15 <= size < 20


def test_what_does_not_fit_is_named(pen: Pen) -> None:
    with pytest.raises(DoesNotFit, match="“一二三四五六七八九十”太长"):
        pen.line("一二三四五六七八九十", 0, 10, size=20, colour=INK, width=30)
    with pytest.raises(DoesNotFit, match="…”太长"):
        pen.block("很长的地址" * 40, (0, 50, 40, 10), size=12, colour=INK)
    with pytest.raises(DoesNotFit):  # one piece that may not be broken
        pen.block("一", (0, 90, 4, 80), size=12, colour=INK, least=11.9)


def test_a_block_tells_how_much_it_took(pen: Pen) -> None:
    one = pen.block("一行", (0, 50, 40, 30), size=12, colour=INK)
    assert (
        pen.block("一二三四五六七八九十一二三四", (0, 50, 40, 30), size=12, colour=INK) == 2 * one
    )


def test_missing_glyphs_are_refused(pen: Pen) -> None:
    with pytest.raises(GlyphsMissing):
        pen.line("𠮷", 0, 10, size=20, colour=INK, width=30)
