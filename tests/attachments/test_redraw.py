"""What is kept is drawn anew: upright, bare, and nothing of a hostile file left in it."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from backend.attachments import drawing
from backend.attachments.drawing import draw_anew
from backend.attachments.papers import MOST_PAGES, MOST_PIXELS
from backend.attachments.problems import FAULTS, AttachmentRefused
from backend.attachments.redraw import MOST_PAGES as DRAWN_PAGES
from backend.attachments.redraw import MOST_PIXELS as DRAWN_PIXELS
from backend.attachments.redraw import Unreadable, redraw
from tests.factories.papers import all_black, one_bit_bomb, pdf, picture


def test_the_program_and_the_room_keep_the_same_limits() -> None:
    """The program imports nothing of ours, so the numbers stand twice."""
    assert (DRAWN_PAGES, DRAWN_PIXELS) == (MOST_PAGES, MOST_PIXELS)


def test_a_photo_loses_place_and_camera_and_stands_upright() -> None:
    raw = picture((640, 480), turned=True)
    assert b"CameraMakerCanary" in raw
    drawn = draw_anew(raw)
    assert (drawn.media_type, drawn.pages) == ("image/jpeg", 1)
    assert b"CameraMakerCanary" not in drawn.data
    assert b"Exif" not in drawn.data
    kept = Image.open(io.BytesIO(drawn.data))
    assert kept.size == (480, 640)
    assert dict(kept.getexif()) == {}
    red, green, blue = kept.convert("RGB").getpixel((kept.width - 5, 5))  # type: ignore[misc]
    assert max(red, green, blue) < 60  # the mark turned with the picture
    assert max(Image.open(io.BytesIO(drawn.thumb)).size) <= 320


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_pictures_become_photos(kind: str) -> None:
    assert draw_anew(picture(kind=kind)).data.startswith(b"\xff\xd8\xff")


def test_a_scan_keeps_its_pages_and_nothing_active() -> None:
    raw = pdf(3)
    assert b"JavaScript" in raw
    drawn = draw_anew(raw)
    assert (drawn.media_type, drawn.pages) == ("application/pdf", 3)
    for word in (b"JavaScript", b"/JS", b"OpenAction", b"/URI", b"/Annot", b"/AA", b"/Launch"):
        assert word not in drawn.data, word
    document = pypdfium2.PdfDocument(drawn.data)
    assert len(document) == 3
    assert document[0].get_textpage().get_text_range() == ""
    document.close()


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (one_bit_bomb(), "too_many_pixels"),
        (picture((120, 90)), "too_small"),
        (picture()[:900], "broken"),
        (b"<html><script>alert(1)</script>", "wrong_type"),
        (b"GIF89a" + b"\0" * 400, "wrong_type"),
        (b"%PDF-1.7\nnothing", "broken"),
        (pdf(MOST_PAGES + 1, active=False), "too_many_pages"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 500, "wrong_type"),
        (all_black(), "blank"),
    ],
)
def test_what_cannot_be_read_says_why(raw: bytes, fault: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        redraw(raw)
    assert unreadable.value.fault == fault
    assert fault in FAULTS


def test_a_refusal_says_how_to_take_it_again() -> None:
    with pytest.raises(AttachmentRefused, match="再拍一张"):
        draw_anew(all_black())
    with pytest.raises(AttachmentRefused, match="空的"):
        draw_anew(b"")


def test_a_decoder_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_PROGRAM", "-cimport os; os.abort()")
    with pytest.raises(AttachmentRefused, match="打不开"):
        draw_anew(picture())
