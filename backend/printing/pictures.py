"""Turn pages of a PDF into pictures, as a printer or a screen would."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
from PIL import Image

_pdfium = threading.Lock()  # PDFium knows no threads


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    """Open a PDF for drawing; no other thread draws meanwhile."""
    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def drawn(pdf: bytes, page: int = 0, *, dpi: float, grey: bool = False) -> Image.Image:
    """Give one page (counted from 0) as a picture in colour or grey."""
    with opened(pdf) as document:
        bitmap = document[page].render(scale=dpi / 72, grayscale=grey)
        picture: Image.Image = bitmap.to_pil().copy()
        return picture


def png_of(picture: Image.Image) -> bytes:
    """Give the picture as PNG, in at most 64 colours: posters are flat."""
    stream = io.BytesIO()
    picture.convert("RGB").quantize(64, method=Image.Quantize.FASTOCTREE).save(stream, "PNG")
    return stream.getvalue()
