"""Draw the QR code of an address as SVG or PNG: quiet zone of 4, error correction Q."""

from __future__ import annotations

import io
from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_Q

_QUIET = 4
_PNG_PIXELS = 12


@lru_cache(maxsize=256)
def _matrix(address: str) -> list[list[bool]]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=_QUIET)
    code.add_data(address)
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


def svg(address: str) -> str:
    """Give the code as SVG, one path drawn by runs of dark modules."""
    matrix = _matrix(address)
    size = len(matrix)
    runs: list[str] = []
    for y, row in enumerate(matrix):
        x = 0
        while x < size:
            if not row[x]:
                x += 1
                continue
            start = x
            while x < size and row[x]:
                x += 1
            runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'width="{size * 8}" height="{size * 8}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{"".join(runs)}"/></svg>'
    )


@lru_cache(maxsize=128)
def png(address: str) -> bytes:
    """Give the code as a PNG of 12 pixels a module."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=_QUIET, box_size=_PNG_PIXELS)
    code.add_data(address)
    code.make(fit=True)
    stream = io.BytesIO()
    code.make_image(fill_color="black", back_color="white").save(stream, "PNG")
    return stream.getvalue()
