"""Proof before print: a drawn sheet is harmed in every way of `harm` and read by two readers.

The readers know nothing of each other: zxing-cpp and OpenCV. A telephone looks many times a second
and from changing distances, so a reader may look at a harmed picture at a few sizes and once in
black and white; it passes when one look gives the address, letter for letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import zxingcpp
from PIL import Image

from backend.printing.harm import FRAME, HARMS, Picture, shrunk
from backend.printing.qr import Placed, modules_of

_MODULE_PIXELS: Final = 7
_PIXELS_PER_MM_AT_1_M: Final = 1.11  # 1280 pixels over 60 degrees: a cheap telephone's preview
AS_IT_IS: Final = "原样"
_FORMATS: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_SIZES: Final = (2.0, 1.5, 0.75)


@dataclass(frozen=True)
class Proof:
    """What was tried on a sheet and what failed, each as (harm, reader); empty means it may print."""

    tried: int
    failed: tuple[tuple[str, str], ...]

    @property
    def passed(self) -> bool:
        return not self.failed

    def why(self) -> str:
        """Say in one sentence what could not be read."""
        by_harm: dict[str, list[str]] = {}
        for harm, reader in self.failed:
            by_harm.setdefault(harm, []).append(reader)
        said = "；".join(
            f"{harm}后 {'、'.join(readers)} 读不出" for harm, readers in by_harm.items()
        )
        return said.replace(f"{AS_IT_IS}后", f"{AS_IT_IS}就")


def proof_of(picture: Image.Image, code: Placed, dpi: float, expected: str) -> Proof:
    """Prove a grey drawing of a whole sheet whose code says `expected`.

    The sheet as it is must hold that code and no other (a sheet of cards holds it several times).
    """
    sheet = np.asarray(picture.convert("L"))
    failed: list[tuple[str, str]] = []
    if {one.text for one in _codes_in(sheet)} != {expected}:
        failed.append((AS_IT_IS, "zxing"))
    view = _view_of(sheet, code, dpi / 25.4, expected)
    if not _reads(_opencv, view, expected):
        failed.append((AS_IT_IS, "OpenCV"))
    pixels = code.side / modules_of(expected) * _PIXELS_PER_MM_AT_1_M / code.metres
    seen = {harm: harmed(view, _MODULE_PIXELS) for harm, harmed in HARMS.items()}
    seen["远看"] = shrunk(view, _MODULE_PIXELS, pixels)
    failed += [
        (harm, name)
        for harm, harmed in seen.items()
        for name, read in READERS.items()
        if not _reads(read, harmed, expected)
    ]
    return Proof(2 + len(seen) * len(READERS), tuple(failed))


def _view_of(sheet: Picture, code: Placed, scale: float, expected: str) -> Picture:
    """Cut out what a telephone held at the code sees: the code and what stands around it."""
    reach = code.side * scale * FRAME / 2
    edge = int(np.ceil(reach))
    framed = cv2.copyMakeBorder(sheet, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(200,))
    left, top = (round((at + code.side / 2) * scale - reach) + edge for at in (code.left, code.top))
    side = round(2 * reach)
    view = framed[top : top + side, left : left + side]
    factor = _MODULE_PIXELS / (code.side * scale / modules_of(expected))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return cv2.resize(view, None, fx=factor, fy=factor, interpolation=how)


def _reads(read: Callable[[Picture], str], picture: Picture, expected: str) -> bool:
    return any(read(look) == expected for look in _looks(picture))


def _looks(picture: Picture) -> Iterator[Picture]:
    yield picture
    yield cv2.threshold(picture, 0, 255, cv2.THRESH_OTSU)[1]
    for size in _SIZES:
        how = cv2.INTER_AREA if size < 1 else cv2.INTER_CUBIC
        yield cv2.resize(picture, None, fx=size, fy=size, interpolation=how)


def _codes_in(picture: Picture) -> list[Any]:
    return list(zxingcpp.read_barcodes(picture, formats=_FORMATS))


def _zxing(picture: Picture) -> str:
    found = _codes_in(picture)
    return str(found[0].text) if len(found) == 1 else ""


def _opencv(picture: Picture) -> str:
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    return str(text)


cv2.setNumThreads(1)  # sheets are proved side by side; one picture is not cut up further
READERS: Final[dict[str, Callable[[Picture], str]]] = {"zxing": _zxing, "OpenCV": _opencv}
