"""The printed sheet: A4, A3, a card for the window, four to an A4 page, and the form. Pure.

What stands on it is the sheet's alone: place, topic, code, window, serial and day of printing. The
code is where a telephone held at arm's length, or a metre off, reads it (see `PLACED`); everything
else serves whoever has no such telephone.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A3, A4
from reportlab.pdfgen.canvas import Canvas

from backend.guides.paper_form import KIND, draw_form
from backend.guides.paper_form import PLACED as FORM_PLACED
from backend.guides.poster_words import PROMISE, STEPS
from backend.printing.fonts import BOLD, register_fonts
from backend.printing.pen import Pen
from backend.printing.qr import Placed

RED, INK, SOFT = HexColor("#9c1c1c"), HexColor("#1c1c1c"), HexColor("#555555")
WASH, PALE, LINE = HexColor("#f6f1e7"), HexColor("#f3d9d2"), HexColor("#cfc4b2")


class Size(StrEnum):
    """What an office can print; a card sheet is cut into four A6 cards."""

    A4 = "a4"
    A3 = "a3"
    CARD = "card"
    FORM = "form"

    @property
    def caption(self) -> str:
        return _CAPTIONS[self.value]


_CAPTIONS: Final = {
    "a4": "A4 海报",
    "a3": "A3 海报",
    "card": "窗口卡片（A4 裁四张）",
    "form": "登记表（A4，手写，能扫回来）",
}


@dataclass(frozen=True)
class Poster:
    """Every word of one sheet. `village` is its everyday name, `township` what stands before it;
    `mask` chooses the pattern of the code (see `printing.qr`).
    """

    code: str
    spoken: str
    address: str
    domain: str
    topic: str
    headline: str
    for_whom: str
    village: str
    township: str
    window: str
    window_address: str
    hours: str
    phone: str
    complaint_phone: str
    is_demo: bool
    serial: int
    printed_on: date
    mask: int | None = None

    @property
    def identity(self) -> str:
        """What tells this sheet from all others, as it is printed."""
        return f"第 {self.serial} 号 · {self.printed_on.isoformat()} 印"

    def in_code(self, size: Size) -> str:
        """Give what the code on a sheet of this size says."""
        return f"{self.address}/{KIND}" if size is Size.FORM else self.address


_ROOT2: Final = 2**0.5
_SIDE, _CARD_SIDE = 112.0, 58.0
# where the (first) code of a page is, and from how far away it must be read
PLACED: Final = {
    Size.A4: Placed(11, 74, _SIDE, 1.0),
    Size.A3: Placed(11 * _ROOT2, 74 * _ROOT2, _SIDE * _ROOT2, 1.4),
    Size.CARD: Placed((105 - _CARD_SIDE) / 2, 39.5, _CARD_SIDE, 0.4),
    Size.FORM: FORM_PLACED,
}
_PAGES: Final = {Size.A4: A4, Size.A3: A3, Size.CARD: A4, Size.FORM: A4}


def poster_pdf(posters: Iterable[Poster], size: Size, title: str) -> bytes:
    """Give one PDF with a page for each poster; the same posters give the same bytes.

    Raises GlyphsMissing and DoesNotFit.
    """
    register_fonts()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=_PAGES[size], invariant=1, lang="zh-CN")
    canvas.setTitle(title)
    canvas.setAuthor("一门助")
    canvas.setCreator("一门助")
    canvas.setSubject("")
    for poster in posters:
        draw_poster(canvas, poster, size)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def draw_poster(canvas: Any, poster: Poster, size: Size) -> None:
    """Draw one sheet on the current page. Raises GlyphsMissing and DoesNotFit."""
    _DRAW[size](canvas, poster)


def _draw_a4(canvas: Any, poster: Poster, scale: float = 1) -> None:
    with Pen(canvas, scale=scale) as pen:
        _head(pen, poster)
        pen.code(poster.address, 11, 297 - 74 - _SIDE, _SIDE, poster.mask)
        _steps(pen)
        _by_hand(pen, poster)
        _in_person(pen, poster)
        pen.panel((10, 25, 190, 13.5), fill=RED, radius=3)
        pen.line(PROMISE, 105, 29.6, size=19, colour=white, face=BOLD, width=180, align="middle")
        _foot(pen, poster)


def _draw_a3(canvas: Any, poster: Poster) -> None:
    _draw_a4(canvas, poster, _ROOT2)


def _head(pen: Pen, poster: Poster) -> None:
    pen.panel((10, 226, 190, 61), fill=RED, radius=5)
    where = f"{poster.township} {poster.village}".strip()
    pen.line(where, 20, 271, size=25, colour=white, face=BOLD, width=135, least=14)
    pen.line("社会救助", 190, 271.6, size=17, colour=PALE, width=40, align="right")
    pen.line(poster.headline, 20, 247.5, size=60, colour=white, face=BOLD, width=170, least=40)
    pen.line(poster.for_whom, 20, 233, size=18, colour=white, width=170, least=14)


def _steps(pen: Pen) -> None:
    for number, (what, how) in enumerate(STEPS, start=1):
        y = 208 - (number - 1) * 29
        pen.disc(137, y + 1.5, 6, RED)
        pen.line(
            str(number), 137, y - 1.2, size=20, colour=white, face=BOLD, width=10, align="middle"
        )
        pen.line(what, 147, y - 1, size=21, colour=INK, face=BOLD, width=53, least=15)
        pen.block(how, (147, y - 4.5, 53, 16), size=14.5, colour=SOFT, least=12)
    pen.panel((131, 112, 69, 19), fill=WASH, radius=3)
    pen.block(
        "扫码不用注册，不用装软件。登记不等于正式申请，窗口会告诉您怎么走。",
        (134, 129.6, 63, 17), size=11.5, colour=INK, least=9,
    )  # fmt: skip


def _by_hand(pen: Pen, poster: Poster) -> None:
    """For a telephone that cannot scan: the true address in words, and the short code."""
    pen.panel((10, 87, 190, 20), line=LINE, radius=3)
    pen.line("不会扫码？打开", 16, 98.6, size=13, colour=SOFT, width=40)
    pen.line(poster.domain, 16, 91, size=17, colour=INK, face=BOLD, width=88, least=9)
    pen.line("再输入这个码", 109, 95, size=13, colour=SOFT, width=30)
    pen.line(
        poster.spoken, 194, 92.6, size=31, colour=RED, face=BOLD, width=54, least=18,
        align="right", spread=1,
    )  # fmt: skip


def _in_person(pen: Pen, poster: Poster) -> None:
    """For whoever has no such telephone: the window, its hours and its number."""
    pen.panel((10, 41.5, 190, 42.5), fill=WASH, radius=3)
    pen.line("没有智能手机，一样办", 16, 74.6, size=18, colour=RED, face=BOLD, width=90)
    phone = poster.phone or "12345"
    pen.line("打电话", 16, 64.4, size=13, colour=SOFT, width=20)
    pen.line(phone, 16, 53.4, size=27, colour=INK, face=BOLD, width=74, least=13)
    complaint = f"投诉 {poster.complaint_phone}　" if poster.complaint_phone else ""
    pen.line(f"{complaint}热线 12345", 16, 45.4, size=12, colour=SOFT, width=78, least=8)
    rows = [("到窗口", poster.window), ("地址", poster.window_address), ("时间", poster.hours)]
    if not poster.window:
        rows = [("到窗口", "您家归哪个窗口，打 12345 就能问到，也可以问村（社区）干部。")]
    top, height = 81.0, 37.5 / len(rows)
    for name, value in rows:
        pen.line(name, 98, top - 5.6, size=12, colour=SOFT, width=16)
        pen.block(value, (114, top - 0.6, 83, height), size=14, colour=INK, least=9, leading=1.3)
        top -= height


def _foot(pen: Pen, poster: Poster) -> None:
    pen.line(
        f"扫开的网址是 {poster.domain}，页面上写着“{poster.village}”和下面的号；"
        "对不上就是假的，别填，打 12345。",
        105, 18.6, size=11.5, colour=INK, width=190, least=8, align="middle",
    )  # fmt: skip
    pen.line(poster.identity, 10, 11.4, size=10, colour=SOFT, width=90)
    demo = "示例，不是真实窗口" if poster.is_demo else ""
    pen.line(demo, 105, 11.4, size=10, colour=RED, face=BOLD, width=60, align="middle")
    pen.line("一门助", 200, 11.4, size=10, colour=SOFT, width=40, align="right")


def _draw_cards(canvas: Any, poster: Poster) -> None:
    """Four A6 cards of one code, with lines to cut along."""
    width, height = A4[0] / 2, A4[1] / 2
    for x in (0, width):
        for y in (0, height):
            with Pen(canvas, x, y) as pen:
                _card(pen, poster)
    with Pen(canvas) as pen:
        pen.rule((105, 0), (105, 297), LINE)
        pen.rule((0, 148.5), (210, 148.5), LINE)


def _card(pen: Pen, poster: Poster) -> None:
    pen.panel((7, 109.5, 91, 32), fill=RED, radius=3)
    where = f"{poster.township} {poster.village}".strip()
    pen.line(where, 12, 132.6, size=12.5, colour=white, face=BOLD, width=81, least=8)
    pen.line(poster.headline, 12, 120.5, size=27, colour=white, face=BOLD, width=81, least=18)
    pen.line(poster.for_whom, 12, 113.2, size=9.5, colour=white, width=82, least=7)
    pen.code(
        poster.address, (105 - _CARD_SIDE) / 2, 148.5 - 39.5 - _CARD_SIDE, _CARD_SIDE, poster.mask
    )
    pen.line(
        poster.spoken,
        52.5,
        45.6,
        size=20,
        least=12,
        colour=RED,
        face=BOLD,
        width=60,
        align="middle",
        spread=1,
    )
    pen.line(
        f"不会扫码：打开 {poster.domain} 输入上面的码", 52.5, 40.6,
        size=8.5, colour=SOFT, width=91, least=5.5, align="middle",
    )  # fmt: skip
    pen.panel((7, 15.5, 91, 22.5), fill=WASH, radius=2)
    phone = poster.phone or "12345"
    pen.line(f"打电话 {phone}", 10, 32, size=13, colour=INK, face=BOLD, width=85, least=8)
    where_to = poster.window_address or "您家归哪个窗口，打 12345 问。"
    top = 30.4
    for words in (
        where_to,
        poster.hours,
        f"投诉 {poster.complaint_phone}　热线 12345".removeprefix("投诉 　"),
    ):
        top -= pen.block(words, (10, top, 85, 4.7), size=8.5, colour=INK, least=5, leading=1.3)
    pen.line("不收一分钱 · 不要密码和验证码", 52.5, 10.6, size=10, colour=RED, face=BOLD,
             width=90, align="middle")  # fmt: skip
    pen.line(poster.identity, 8, 5.4, size=6.5, colour=SOFT, width=60)
    demo = "示例" if poster.is_demo else "一门助"
    pen.line(demo, 97, 5.4, size=6.5, colour=SOFT, width=20, align="right")


_DRAW: Final = {Size.A4: _draw_a4, Size.A3: _draw_a3, Size.CARD: _draw_cards, Size.FORM: draw_form}
