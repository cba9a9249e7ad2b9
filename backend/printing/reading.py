"""Reading the code on a sheet somebody photographed or scanned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import zxingcpp
from PIL import Image, ImageOps

_FORMATS: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_SIDES: Final = (1600, 2600, 900)  # of the longer side; a code too large in view is missed as well


def texts_in(picture: Image.Image) -> list[str]:
    """Give what the QR codes in the picture say, each once; tried at some sizes and with more
    contrast, until one is read."""
    for look in _looks(picture.convert("L")):
        found = zxingcpp.read_barcodes(look, formats=_FORMATS)
        texts = dict.fromkeys(str(one.text) for one in found if one.valid)
        if texts:
            return list(texts)
    return []


def _looks(picture: Image.Image) -> Iterator[Image.Image]:
    yield picture
    for side in _SIDES:
        factor = side / max(picture.size)
        size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
        yield ImageOps.autocontrast(picture.resize(size, Image.Resampling.LANCZOS), cutoff=2)
