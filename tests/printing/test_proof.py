"""Proof before print: a sound sheet passes every harm, a weak one is refused with the reason."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from backend.printing.harm import FRAME, HARMS, shrunk
from backend.printing.pictures import drawn
from backend.printing.proof import AS_IT_IS, READERS, Proof, proof_of
from backend.printing.qr import Placed, draw_code, modules_of, png

ADDRESS = "https://example.invalid/g/3A7K9PX"
OTHER = "https://example.invalid/g/XXXXXXX"
DPI = 92
SOUND = Placed(left=20, top=30, side=112, metres=1)


def _sheet(address: str, placed: Placed = SOUND, ink: float = 0) -> Image.Image:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    side = placed.side * mm
    draw_code(canvas, address, placed.left * mm, A4[1] - placed.top * mm - side, side)
    canvas.setFillColorRGB(1, 1, 1, alpha=ink)
    canvas.rect(0, 0, *A4, stroke=0, fill=1)
    canvas.save()
    return drawn(stream.getvalue(), dpi=DPI, grey=True)


def test_a_sound_sheet_passes() -> None:
    proof = proof_of(_sheet(ADDRESS), SOUND, DPI, ADDRESS)
    assert proof.failed == ()
    assert proof.passed
    assert proof.tried == 2 + 2 * 6


def test_a_proof_repeats() -> None:
    picture = np.asarray(_sheet(ADDRESS))[:500, :500]
    for harmed in HARMS.values():
        assert (harmed(picture, 7.0) == harmed(picture, 7.0)).all()


def test_the_wrong_code_is_refused() -> None:
    proof = proof_of(_sheet(OTHER), SOUND, DPI, ADDRESS)
    assert (AS_IT_IS, "zxing") in proof.failed
    assert "原样就 zxing、OpenCV 读不出" in proof.why()


def test_a_second_code_on_the_sheet_is_refused() -> None:
    sheet = _sheet(ADDRESS)
    sheet.paste(_sheet(OTHER).crop((60, 100, 500, 540)).resize((250, 250)), (400, 780))
    assert (AS_IT_IS, "zxing") in proof_of(sheet, SOUND, DPI, ADDRESS).failed


def test_a_code_too_small_for_its_distance_is_refused() -> None:
    small = Placed(left=20, top=30, side=112, metres=2.5)
    proof = proof_of(_sheet(ADDRESS), small, DPI, ADDRESS)
    assert {harm for harm, _ in proof.failed} == {"远看"}
    assert proof.why() == "远看后 zxing、OpenCV 读不出"


def test_pale_ink_is_refused() -> None:
    proof = proof_of(_sheet(ADDRESS, ink=0.85), SOUND, DPI, ADDRESS)
    assert "褪色" in {harm for harm, _ in proof.failed}


@pytest.mark.parametrize(
    ("harm", "strength"), [("模糊", 1.6), ("弄脏", 6), ("撕破", 4), ("褪色", 1.3)]
)
def test_the_harms_are_no_formality(harm: str, strength: float) -> None:
    """A little more of each, and a reader gives up: the margin is real, and it is this wide."""
    side, size = FRAME * modules_of(ADDRESS) * 7, modules_of(ADDRESS) * 7
    view = Image.new("L", (round(side), round(side)), 255)
    code = Image.open(io.BytesIO(png(ADDRESS))).convert("L").resize((size, size))
    view.paste(code, (round((side - size) / 2),) * 2)
    harmed = HARMS[harm](np.asarray(view), 7.0, strength)  # type: ignore[call-arg]
    assert any(read(harmed) != ADDRESS for read in READERS.values())


def test_far_away_means_fewer_pixels() -> None:
    picture = np.full((700, 700), 255, np.uint8)
    assert shrunk(picture, 7.0, 3).shape == (300, 300)


def test_what_failed_is_said_in_one_sentence() -> None:
    failed = (("模糊", "zxing"), ("模糊", "OpenCV"), ("撕破", "OpenCV"))
    assert Proof(14, failed).why() == "模糊后 zxing、OpenCV 读不出；撕破后 OpenCV 读不出"
