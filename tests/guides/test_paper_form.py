"""The form on paper: what it asks, that it names nobody, that its code is read after harm."""

from __future__ import annotations

import re

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from backend.applications.consent import NOTICE_VERSION
from backend.applications.labels import HARDSHIPS
from backend.content.names import Scheme
from backend.guides.form_words import CAUSES, CONSENTS, NOTICE
from backend.guides.form_words import NOTICE_VERSION as PRINTED_VERSION
from backend.guides.paper_form import PLACED
from backend.guides.posters import Size, poster_pdf
from backend.printing.harm import FRAME, HARMS
from backend.printing.pictures import drawn
from backend.printing.reading import texts_in
from tests.factories.posters import make_poster

MODULE = 7  # pixels


def _words(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    assert len(pages) == 1
    return re.sub(r"\s", "", pages[0].get_textpage().get_text_range())


@pytest.mark.parametrize("topic", list(Scheme))
def test_it_asks_what_the_window_needs_and_says_what_for(topic: Scheme) -> None:
    poster = make_poster(topic=topic)
    words = _words(poster_pdf([poster], Size.FORM, ""))
    said = [label for _, label in CAUSES] + [label for _, label in CONSENTS]
    scheme = "哪样救助都行" if topic is Scheme.GENERAL else topic.title_zh
    for must in (*said, NOTICE, scheme, "寺上村", poster.spoken, poster.window, poster.phone,
                 "身份证号", "可不写", "签名或按手印", "登记不是正式申请", "不收一分钱"):  # fmt: skip
        assert re.sub(r"\s", "", must) in words, must


def test_the_notice_printed_is_the_notice_in_force() -> None:
    assert PRINTED_VERSION == NOTICE_VERSION
    assert {word for word, _ in CAUSES} <= set(HARDSHIPS)


def test_the_code_says_place_topic_and_kind_and_nothing_else() -> None:
    poster = make_poster()
    page = drawn(poster_pdf([poster], Size.FORM, ""), dpi=150, grey=True)
    assert texts_in(page) == [f"https://jiuzhu.example.gov.cn/g/{poster.code}/form"]


@pytest.mark.parametrize("harm", list(HARMS))
def test_the_code_is_read_back_after_harm(harm: str) -> None:
    poster = make_poster(3)
    page = drawn(poster_pdf([poster], Size.FORM, ""), dpi=200, grey=True)
    scale, reach = 200 / 25.4, PLACED.side * FRAME / 2
    middle = (PLACED.left + PLACED.side / 2, PLACED.top + PLACED.side / 2)
    box = [round((at + way * reach) * scale) for way in (-1, 1) for at in middle]
    side = round(MODULE * 41 * FRAME)
    view = np.asarray(page.crop(box).resize((side, side)))
    harmed = HARMS[harm](view, MODULE)
    assert texts_in(Image.fromarray(harmed)) == [poster.in_code(Size.FORM)]


def test_a_picture_without_a_code_reads_nothing() -> None:
    assert texts_in(Image.new("RGB", (400, 300), "white")) == []
