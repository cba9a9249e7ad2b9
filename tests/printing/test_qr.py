"""Codes drawn on paper, as SVG and as PNG say the same, and nothing is lost between the runs."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from backend.printing.pictures import drawn, png_of
from backend.printing.qr import draw_code, modules_of, png, svg

ADDRESS = "https://example.invalid/g/3A7K9PX"


def _on_paper(address: str) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(300, 300), invariant=1)
    canvas.setFillColorRGB(0.6, 0.1, 0.1)
    canvas.rect(0, 0, 300, 300, stroke=0, fill=1)
    draw_code(canvas, address, 50, 50, 200)
    canvas.save()
    return stream.getvalue()


def test_paper_and_picture_say_the_same() -> None:
    for picture in (drawn(_on_paper(ADDRESS), dpi=100), Image.open(io.BytesIO(png(ADDRESS)))):
        assert [one.text for one in zxingcpp.read_barcodes(picture.convert("L"))] == [ADDRESS]


def test_every_module_is_drawn_whole_in_black_or_white() -> None:
    """No hairlines between rows, and the quiet zone is white whatever lies beneath."""
    size = modules_of(ADDRESS)
    picture = drawn(_on_paper(ADDRESS), dpi=72 * size * 4 / 200, grey=True)
    left = size  # 50 points are a quarter of the side, hence size modules of 4 pixels
    code = picture.crop((left, left, left + size * 4, left + size * 4))
    wanted = Image.open(io.BytesIO(png(ADDRESS))).convert("L").resize((size, size))
    seen = [code.getpixel((x * 4 + 2, y * 4 + 2)) for y in range(size) for x in range(size)]
    assert [grey > 128 for grey in seen] == [grey > 128 for grey in wanted.tobytes()]
    assert sum(60 < grey < 195 for grey in code.tobytes()) < size * 4


def test_it_stays_small() -> None:
    assert len(svg(ADDRESS)) < 8_000
    assert len(_on_paper(ADDRESS)) < 8_000
    assert len(png_of(drawn(_on_paper(ADDRESS), dpi=150))) < 20_000


def test_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        svg("x" * 3000)
