"""The printed sheet: every word on it, the code where it is said to be, nothing off the paper."""

from __future__ import annotations

import re

import pypdfium2
import pytest
import zxingcpp

from backend.content.names import Scheme
from backend.guides.poster_words import HEADLINES, PROMISE, STEPS
from backend.guides.posters import PLACED, Size, poster_pdf
from backend.printing.fonts import GlyphsMissing
from backend.printing.pen import DoesNotFit
from backend.printing.pictures import drawn
from tests.factories.posters import make_poster


def _words(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in pages))


def test_a_sheet_says_all_it_must() -> None:
    poster = make_poster()
    words = _words(poster_pdf([poster], Size.A4, "海报"))
    for must in (
        "寺上村", "汝州市蟒川镇", poster.headline, poster.for_whom, poster.spoken, poster.domain,
        poster.window, poster.window_address, poster.hours, poster.phone, poster.complaint_phone,
        PROMISE, "第1201号·2026-11-23印", "示例，不是真实窗口", "没有智能手机，一样办", "12345",
        "登记不等于正式申请", *(what for what, _ in STEPS),
    ):  # fmt: skip
        assert re.sub(r"\s", "", must) in words, must


def test_a_card_says_what_counts_four_times() -> None:
    poster = make_poster()
    words = _words(poster_pdf([poster], Size.CARD, "卡片"))
    for must in ("寺上村", poster.spoken, poster.domain, "0000-0000106", "0000-0000999",
                 "党群服务中心", "不收一分钱", "第1201号", "8:30–12:00"):  # fmt: skip
        assert words.count(must) == 4, must


@pytest.mark.parametrize("size", list(Size))
def test_the_code_lies_where_it_is_said_to_lie(size: Size) -> None:
    poster, placed = make_poster(), PLACED[size]
    dpi = 60 if size is Size.A3 else 100
    page = drawn(poster_pdf([poster], size, ""), dpi=dpi, grey=True)
    scale = dpi / 25.4
    box = [placed.left, placed.top, placed.left + placed.side, placed.top + placed.side]
    found = zxingcpp.read_barcodes(page.crop([round(edge * scale) for edge in box]))
    assert [one.text for one in found] == [poster.in_code(size)]


@pytest.mark.parametrize("size", list(Size))
def test_nothing_comes_near_the_edge(size: Size) -> None:
    """Office printers leave 5 mm white; only the lines to cut along reach further."""
    page = drawn(poster_pdf([make_poster()], size, ""), dpi=50, grey=True)
    left, top, right, bottom = page.point(lambda grey: 255 * (grey < 130)).getbbox()
    edge = 5 / 25.4 * 50
    assert min(left, top, page.width - right, page.height - bottom) >= edge


def test_a3_is_a4_enlarged() -> None:
    pages = [poster_pdf([make_poster()], size, "") for size in (Size.A4, Size.A3)]
    small, large = (
        drawn(pdf, dpi=dpi, grey=True) for pdf, dpi in zip(pages, (72, 51), strict=True)
    )
    assert abs(small.width - large.width) <= 2
    assert _words(pages[0]) == _words(pages[1])


@pytest.mark.parametrize("topic", list(Scheme))
def test_every_topic_has_words_that_fit_every_size(topic: Scheme) -> None:
    for size in (Size.A4, Size.A3, Size.CARD):
        assert HEADLINES[topic][0] in _words(poster_pdf([make_poster(topic=topic)], size, ""))


@pytest.mark.parametrize("widest", ["WWW-WWWW", "MMM-MMMM", "777-7777"])
def test_every_code_fits_however_wide_its_letters(widest: str) -> None:
    for size in Size:
        assert widest in _words(poster_pdf([make_poster(spoken=widest)], size, ""))


def test_without_a_window_the_sheet_says_whom_to_ask() -> None:
    nothing = dict.fromkeys(("window", "window_address", "hours", "phone", "complaint_phone"), "")
    for size in Size:
        words = _words(poster_pdf([make_poster(is_demo=False, **nothing)], size, ""))
        assert "打12345" in words
        assert "示例" not in words
        assert "投诉" not in words


def test_same_sheets_same_bytes() -> None:
    sheets = [make_poster(1), make_poster(2)]
    assert poster_pdf(sheets, Size.A4, "海报") == poster_pdf(sheets, Size.A4, "海报")


def test_another_pattern_says_the_same() -> None:
    for mask in range(8):
        page = drawn(poster_pdf([make_poster(mask=mask)], Size.A4, ""), dpi=60, grey=True)
        assert [one.text for one in zxingcpp.read_barcodes(page)] == [make_poster().address]


def test_what_cannot_be_drawn_is_refused_by_name() -> None:
    with pytest.raises(GlyphsMissing, match="𠮷"):
        poster_pdf([make_poster(village="𠮷村")], Size.A4, "")
    with pytest.raises(DoesNotFit, match="太长"):
        poster_pdf([make_poster(window_address="很长的地址" * 60)], Size.A4, "")
