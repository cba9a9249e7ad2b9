"""Files that would hurt: bombs, locks, frames, hidden words, and anything cut short or bent."""

from __future__ import annotations

import contextlib
import io
import time
import zlib
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from backend.attachments import drawing
from backend.attachments import redraw as program
from backend.attachments.drawing import draw_anew
from backend.attachments.problems import AttachmentRefused
from backend.attachments.redraw import PAGE_SIDE, Unreadable, redraw
from tests.factories.bad_files import (
    CANARY,
    bomb_pdf,
    large_but_allowed,
    locked_pdf,
    moving,
    picture_bomb_pdf,
    png_of_size,
    raw_pdf,
    told,
)
from tests.factories.papers import one_bit_bomb, pdf, picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_word_hidden_in_a_picture_is_kept(kind: str) -> None:
    raw = told(kind)
    _, drawn, thumb = redraw(raw)
    for kept in (drawn, thumb):
        assert CANARY.encode() not in kept
        opened = Image.open(io.BytesIO(kept))
        assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_a_moving_picture_only_the_first_frame_is_kept(kind: str) -> None:
    raw = moving(kind)
    assert getattr(Image.open(io.BytesIO(raw)), "n_frames", 1) == 3
    about, drawn, _ = redraw(raw)
    kept = Image.open(io.BytesIO(drawn))
    assert about["pages"] == getattr(kept, "n_frames", 1) == 1
    assert abs(kept.convert("L").getpixel((390, 290)) - 40) < 6  # type: ignore[operator]


@pytest.mark.parametrize(
    "size", [(50_000, 50_000), (2_000_000, 21), (8_001, 5_000), (1, 2**31 - 1)]
)
def test_a_picture_is_refused_for_its_pixels_before_it_is_decoded(size: tuple[int, int]) -> None:
    began = time.monotonic()
    with pytest.raises(Unreadable) as unreadable:
        redraw(png_of_size(*size))
    assert unreadable.value.fault == "too_many_pixels"
    assert time.monotonic() - began < 2


def test_a_tiny_file_of_many_pixels_is_refused_by_the_program_too() -> None:
    with pytest.raises(AttachmentRefused, match="尺寸太大"):
        draw_anew(one_bit_bomb())


def test_a_locked_scan_is_told_so() -> None:
    with pytest.raises(AttachmentRefused, match="加了密码"):
        draw_anew(locked_pdf())


def _tried(raw: bytes) -> tuple[str, bytes, bytes]:
    """Give the fault (empty: none), the drawing and its thumbnail."""
    try:
        _, drawn, thumb = redraw(raw)
    except Unreadable as unreadable:
        return unreadable.fault, b"", b""
    return "", drawn, thumb


@pytest.mark.parametrize("box", ["0 0 200000 200000", "0 0 14400 14400", "0 0 100000 3"])
def test_a_page_of_any_size_becomes_a_page_of_ours(box: str) -> None:
    fault, drawn, _ = _tried(raw_pdf(b"0 0 500 500 re f", box))
    assert fault in ("", "broken", "too_many_pixels")
    if not fault:
        shown = next(iter(pypdfium2.PdfDocument(drawn)[0].get_objects()))
        assert max(shown.get_px_size()) <= PAGE_SIDE + 1


@pytest.mark.parametrize("box", ["0 0 0 0", "5 5 5 5", "0 0 -1 -1", "0 0 nan 1"])
def test_a_page_without_size_hurts_nobody(box: str) -> None:
    assert _tried(raw_pdf(b"", box))[0] in ("", "broken", "blank", "too_small")


def test_a_scan_without_pages_is_refused() -> None:
    raw = raw_pdf(b"").replace(b"/Kids[3 0 R]/Count 1", b"/Kids[]/Count 0")
    assert _tried(raw)[0] == "broken"


@pytest.mark.parametrize("bomb", [bomb_pdf(3), picture_bomb_pdf(20_000)])
def test_a_scan_that_unpacks_to_very_much_is_drawn_within_the_limits_or_refused(
    bomb: bytes,
) -> None:
    assert len(bomb) < 1024 * 1024
    with contextlib.suppress(AttachmentRefused):
        assert len(draw_anew(bomb).data) < 10 * 1024 * 1024


@pytest.mark.parametrize(
    ("limit", "low", "bomb"),
    [
        ("MEMORY = 1_500 * 1024 * 1024", "MEMORY = 300 * 1024 * 1024", large_but_allowed()),
        ("SECONDS = 12", "SECONDS = 1", bomb_pdf(300)),
    ],
)
def test_at_its_limits_the_program_ends_and_the_file_is_refused(
    limit: str, low: str, bomb: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Path(program.__file__).read_text(encoding="utf-8")
    assert limit in source
    lowered = tmp_path / "redraw.py"
    lowered.write_text(source.replace(limit, low), encoding="utf-8")
    monkeypatch.setattr(drawing, "_PROGRAM", str(lowered))
    assert draw_anew(picture()).pages == 1, "a photo is drawn all the same"
    with pytest.raises(AttachmentRefused):
        draw_anew(bomb)


SEEDS = {
    "jpeg": picture((240, 240)),
    "png": picture((240, 240), "PNG"),
    "webp": picture((240, 240), "WEBP"),
    "pdf": pdf(1),
    "locked": locked_pdf(),
}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(sorted(SEEDS)),
    cut=st.floats(0, 1),
    bends=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=4),
)
def test_whatever_is_cut_short_or_bent_is_drawn_or_refused_with_a_reason(
    kind: str, cut: float, bends: list[tuple[float, int]]
) -> None:
    raw = bytearray(SEEDS[kind])
    for where, byte in bends:
        raw[int(where * (len(raw) - 1))] = byte
    raw = raw[: int(len(raw) * cut) + 1]
    fault, drawn, thumb = _tried(bytes(raw))
    if fault:
        assert fault in ("broken", "wrong_type", "too_small", "too_many_pixels", "blank",
                                    "locked", "too_many_pages")  # fmt: skip
        return
    start = b"%PDF-" if kind in ("pdf", "locked") else b"\xff\xd8\xff"
    assert drawn.startswith(start)
    assert Image.open(io.BytesIO(thumb)).format == "JPEG"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP"]))  # fmt: skip
def test_noise_is_refused(noise: bytes, start: bytes) -> None:
    with pytest.raises(Unreadable):
        redraw(start + noise)


def test_packed_twice_is_not_unpacked() -> None:
    """A zip, a gzip and a tar are no papers, whatever they call themselves."""
    for raw in (
        b"PK\x03\x04" + b"\0" * 300,
        b"\x1f\x8b\x08" + zlib.compress(b"0" * 999),
        b"GIF89a",
    ):
        with pytest.raises(Unreadable) as unreadable:
            redraw(raw)
        assert unreadable.value.fault == "wrong_type"
