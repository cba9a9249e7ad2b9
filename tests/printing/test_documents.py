"""Plain documents: what goes in can be read back from the drawn pages, and nothing else changes."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from backend.printing.documents import Document
from backend.printing.fonts import GlyphsMissing

LONG = "家里有人得了大病，花光了钱（包括借的钱），可以打 0375-0000001 问。"


def _slip(**options: str | float) -> Document:
    slip = Document("登记回执", footer="示例窗口 · 0000-0000106", **options)  # type: ignore[arg-type]
    slip.heading("办件")
    slip.pairs([("编号", "0000-0001"), ("窗口", "蟒川镇窗口（示例）"), ("说明", LONG * 30)])
    slip.paragraph("<b>不是标记</b> & <img src='http://example.invalid/a.png'>", strong=True)
    slip.numbered([LONG] * 25)
    slip.bullets(["身份证或户口簿"])
    slip.note("依据：某办法第九条")
    slip.rule()
    slip.signatures("申请人签名：", "日期：", "经办人：")
    return slip


def _pages(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_every_word_reads_back() -> None:
    pages = _pages(_slip().build())
    text = re.sub(r"\s", "", "".join(pages))
    assert len(pages) > 1
    for words in (
        "登记回执", "编号0000-0001", "蟒川镇窗口（示例）", "<b>不是标记</b>", "25.家里有人得了大病",
        "身份证或户口簿", "依据：某办法第九条", "申请人签名：", "日期：", "经办人：",
    ):  # fmt: skip
        assert words in text, words
    assert text.count("0375-0000001") == 55
    for number, page in enumerate(pages, start=1):
        assert f"第 {number} 页" in page
        assert "示例窗口 · 0000-0000106" in page


@pytest.mark.parametrize("lines", range(26, 31))
def test_the_lines_to_sign_on_stay_together(lines: int) -> None:
    slip = Document("转办单")
    for _ in range(lines):
        slip.paragraph("一行")
    slip.note("依据：某办法")
    slip.signatures("转出窗口", "接收窗口", "转出人", "接收人")
    *_, last = _pages(slip.build())
    for words in ("依据：某办法", "转出窗口", "接收人"):
        assert words in last, words


def test_the_pages_are_not_blank_and_nothing_leaves_the_paper() -> None:
    for page in pypdfium2.PdfDocument(_slip().build()):
        image = page.render(scale=0.5).to_pil().convert("L")
        assert image.getextrema()[0] < 128
        left, top, right, bottom = image.point(lambda grey: 255 * (grey < 200)).getbbox()
        assert left > 20
        assert top > 20
        assert right < image.width - 20
        assert bottom < image.height - 10


def test_same_words_same_bytes() -> None:
    assert _slip().build() == _slip().build()


def test_fonts_are_embedded_as_subsets_and_the_document_says_what_it_is() -> None:
    pdf = _slip().build()
    assert len(pdf) < 100_000
    assert re.findall(rb"/FontName /[A-Z]{6}\+NotoSansSC-Regular", pdf)
    assert pdf.count(b"/FontFile2 ") == 2  # Regular and Bold, and nothing left to the reader's own
    assert b"/Lang (zh-CN)" in pdf
    about = pypdfium2.PdfDocument(pdf).get_metadata_dict()
    assert (about["Title"], about["Author"]) == ("登记回执", "一门助")


def test_a_watermark_stands_on_every_page() -> None:
    for page in _pages(_slip(watermark="张示例 2026-11-23 内部使用").build()):
        assert page.count("张示例 2026-11-23 内部使用") >= 2
    assert "内部使用" not in "".join(_pages(_slip().build()))


def test_large_print_takes_more_pages() -> None:
    assert len(_pages(_slip(size=18).build())) > len(_pages(_slip().build()))


@pytest.mark.parametrize("verb", ["heading", "paragraph", "note"])
def test_a_character_the_font_lacks_is_refused(verb: str) -> None:
    with pytest.raises(GlyphsMissing, match=r"U\+20BB7"):
        getattr(Document("回执"), verb)("张𠮷")
