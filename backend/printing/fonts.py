"""The one font, registered once; text it cannot draw is refused, naming the characters."""

from __future__ import annotations

import functools
import unicodedata
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"
_FOLDER = Path(__file__).parent / "fonts"


class GlyphsMissing(ValueError):
    """Text holds characters the font has no picture for; `characters` are those, each once."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        self.characters = characters
        named = "、".join(f"“{one}”（U+{ord(one):04X}）" for one in characters)
        super().__init__(f"字库里没有这些字，印出来会是空白：{named}。请换一个写法。")


@functools.cache
def register_fonts() -> None:
    """Make both faces known to ReportLab; a tenth of a second each, once in a process."""
    for face in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(face, str(_FOLDER / f"{face}.ttf")))


def width_of(text: str, face: str, size: float) -> float:
    """Give how wide `text` is in points."""
    register_fonts()
    return float(pdfmetrics.stringWidth(text, face, size))


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Give the characters of `text` that cannot be drawn, each once, in order."""
    register_fonts()
    known = pdfmetrics.getFont(REGULAR).face.charToGlyph
    return tuple(dict.fromkeys(one for one in text if one != "\n" and ord(one) not in known))


def drawable(text: str) -> str:
    """Give `text` composed (NFC) and ready to draw. Raises GlyphsMissing."""
    composed = unicodedata.normalize("NFC", text)
    missing = missing_glyphs(composed)
    if missing:
        raise GlyphsMissing(missing)
    return composed
