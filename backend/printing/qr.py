"""The QR code of an address: for paper, as SVG and as PNG. Quiet zone of 4, error correction Q.

Q and not H: at one width of paper H needs a size more of modules, and smaller modules are lost to
blur and distance sooner than the larger reserve wins them back from dirt (tried with two readers;
see `proof`). The picture depends on the
address alone, but for the mask a sheet may choose when a reader stumbles over the usual one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import qrcode
from qrcode.constants import ERROR_CORRECT_Q

QUIET = 4
_PNG_PIXELS = 12


@dataclass(frozen=True)
class Placed:
    """Where a code is on a sheet, in mm from its upper left, quiet zone included, and from how far
    away a person reads it."""

    left: float
    top: float
    side: float
    metres: float


@lru_cache(maxsize=1024)
def _matrix(address: str, mask: int | None = None) -> tuple[tuple[bool, ...], ...]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET, mask_pattern=mask)
    code.add_data(address)
    code.make(fit=True)
    return tuple(tuple(row) for row in code.get_matrix())


def modules_of(address: str) -> int:
    """Give how many modules wide the code is, quiet zone included."""
    return len(_matrix(address))


def _runs(address: str, mask: int | None = None) -> Iterator[tuple[int, int, int]]:
    """Give the runs of dark modules as (row from the top, first column, length)."""
    for y, row in enumerate(_matrix(address, mask)):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                yield y, start, x - start
            x += 1


def draw_code(
    canvas: Any, address: str, x: float, y: float, side: float, mask: int | None = None
) -> None:
    """Draw the code on paper, its quiet zone white, lower left corner at (x, y), in points.

    `mask` (0 to 7) chooses one of the eight patterns that all say the same; None: the usual one.
    One filled path: neighbouring rows meet without the hairlines that separate squares leave.
    """
    size = modules_of(address)
    module = side / size
    canvas.saveState()
    canvas.setFillGray(1)
    canvas.rect(x, y, side, side, stroke=0, fill=1)
    canvas.setFillGray(0)
    path = canvas.beginPath()
    for row, start, length in _runs(address, mask):
        path.rect(x + start * module, y + (size - row - 1) * module, length * module, module)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)
    canvas.restoreState()


def svg(address: str, mask: int | None = None) -> str:
    """Give the code as SVG, one path drawn by runs of dark modules; `mask` as in `draw_code`."""
    size = modules_of(address)
    runs = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, x, length in _runs(address, mask))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'width="{size * 8}" height="{size * 8}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{runs}"/></svg>'
    )


@lru_cache(maxsize=128)
def png(address: str) -> bytes:
    """Give the code as a PNG of 12 pixels a module."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET, box_size=_PNG_PIXELS)
    code.add_data(address)
    code.make(fit=True)
    stream = io.BytesIO()
    code.make_image(fill_color="black", back_color="white").save(stream, "PNG")
    return stream.getvalue()
