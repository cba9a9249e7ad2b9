"""Made-up pictures and scans, drawn when asked for."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageDraw

GPS_PLACE = "33 deg 59' 12.00\" N"


def picture(
    size: tuple[int, int] = (640, 480), kind: str = "JPEG", *, turned: bool = False
) -> bytes:
    """A picture with a dark mark in its upper left corner, and what a camera writes into one."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 3, size[1] // 3), fill="black")
    out = io.BytesIO()
    extra: dict[str, Any] = {}
    if kind == "JPEG":
        exif = Image.Exif()
        exif[0x010F] = "CameraMakerCanary"
        exif[0x0112] = 6 if turned else 1
        exif.get_ifd(0x8825)[2] = (33.0, 59.0, 12.0)
        exif.get_ifd(0x8825)[1] = "N"
        extra["exif"] = exif
    image.save(out, kind, **extra)
    return out.getvalue()


def one_bit_bomb(side: int = 12_000) -> bytes:
    """A tiny PNG of very many pixels."""
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG", optimize=True)
    return out.getvalue()


def all_black() -> bytes:
    """What a covered lens sees."""
    out = io.BytesIO()
    Image.new("RGB", (600, 600), "black").save(out, "JPEG")
    return out.getvalue()


def pdf(pages: int = 2, *, active: bool = True) -> bytes:
    """A PDF whose pages carry words, a link and a script that runs when it is opened."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    sheet = Canvas(out)
    for number in range(pages):
        sheet.drawString(100, 700, f"page {number + 1}")
        if active:
            sheet.linkURL("http://example.org/steal", (100, 100, 200, 200))
        sheet.showPage()
    if active:
        sheet._doc.Catalog.OpenAction = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    sheet.save()
    return out.getvalue()
