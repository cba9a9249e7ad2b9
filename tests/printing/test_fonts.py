"""The vendored font: the file it says it is, and no character printed as a hole."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics

from backend import printing
from backend.printing.fonts import BOLD, REGULAR, GlyphsMissing, drawable, missing_glyphs

FOLDER = Path(printing.__file__).parent / "fonts"


def test_the_files_are_those_named_in_the_note() -> None:
    note = (FOLDER / "README.md").read_text("utf-8")
    named = re.findall(r"([0-9a-f]{64})  (\S+\.ttf)", note)
    assert len(named) == 2
    for digest, name in named:
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / "OFL.txt").read_text("utf-8")


def test_both_faces_draw_the_same_characters() -> None:
    missing_glyphs("")  # registers
    regular, bold = (set(pdfmetrics.getFont(face).face.charToGlyph) for face in (REGULAR, BOLD))
    assert regular == bold
    assert len(regular) > 30_000


def test_rare_names_are_there() -> None:
    assert missing_glyphs("䶮𬭚㙍喆堃赟翀燊珺婳㛃𫍯·〔2021〕①②—…“”《》℃㎡□✓\n") == ()


def test_what_is_missing_is_named_once() -> None:
    with pytest.raises(GlyphsMissing, match=r"“𠮷”（U\+20BB7）、“🏠”（U\+1F3E0）") as caught:
        drawable("张𠮷𠮷的🏠")
    assert caught.value.characters == ("𠮷", "🏠")


def test_text_is_composed_first() -> None:
    assert drawable("e\u0301") == "é"
