"""The pre-application on paper (登记表): one A4 sheet in large print, for whoever has no phone. Pure.

Its code says the place, the topic and that it is this form, and nothing of a person; the short code
beside it says the same. The window scans or types it and has the first two fields filled in. For a
villager who scans it, it opens the guide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from reportlab.lib.colors import HexColor

from backend.content.names import Scheme
from backend.guides.form_words import (
    CAUSES,
    CONSENTS,
    FILED_BY,
    NOTICE,
    NOTICE_VERSION,
    TITLE,
    UNDER_TITLE,
)
from backend.printing.fonts import BOLD
from backend.printing.pen import Pen
from backend.printing.qr import Placed

if TYPE_CHECKING:
    from backend.guides.posters import Poster

SIDE: Final = 44.0
PLACED: Final = Placed(210 - 12 - SIDE, 10, SIDE, 0.25)  # held in the hand, or lying on a desk
KIND: Final = "form"  # last step of the address in the code
_INK, _SOFT, _LINE = HexColor("#1c1c1c"), HexColor("#555555"), HexColor("#8a8a8a")
_WASH: Final = HexColor("#f6f1e7")
_LEFT, _RIGHT, _SIZE = 12.0, 198.0, 16.0
_ID_BOXES: Final = 18


def draw_form(canvas: Any, poster: Poster) -> None:
    """Draw the form of one place and topic. Raises GlyphsMissing and DoesNotFit."""
    with Pen(canvas) as pen:
        _head(pen, poster)
        _who(pen)
        _what(pen)
        _consent(pen)
        _foot(pen, poster)


def _head(pen: Pen, poster: Poster) -> None:
    pen.code(f"{poster.address}/{KIND}", PLACED.left, 297 - PLACED.top - SIDE, SIDE, poster.mask)
    pen.line(poster.spoken, PLACED.left + SIDE / 2, 240, size=16, colour=_INK, face=BOLD,
             width=SIDE, align="middle", spread=0.6)  # fmt: skip
    pen.line(TITLE, _LEFT, 274, size=34, colour=_INK, face=BOLD, width=140)
    pen.line(UNDER_TITLE, _LEFT, 265, size=13, colour=_SOFT, width=136)
    scheme = Scheme(poster.topic)
    topic = "哪样救助都行，窗口帮着看" if scheme is Scheme.GENERAL else scheme.title_zh
    where = f"{poster.township}{poster.village}"
    for label, value, y in (("地方", where, 254.5), ("办什么", topic, 245)):
        pen.line(label, _LEFT, y, size=_SIZE, colour=_SOFT, width=20)
        pen.line(value, _LEFT + 21, y, size=19, colour=_INK, face=BOLD, width=117, least=11)


def _who(pen: Pen) -> None:
    _blank(pen, "姓名", _LEFT, 82, 231)
    _blank(pen, "电话（家里人的也行）", 86, _RIGHT, 231)
    pen.line("身份证号", _LEFT, 218.5, size=_SIZE, colour=_INK, width=26)
    pen.line("可不写", _LEFT, 213.6, size=10, colour=_SOFT, width=26)
    step = (_RIGHT - 38) / _ID_BOXES
    for number in range(_ID_BOXES):
        pen.panel((38 + number * step, 213.5, step, 10.5), line=_LINE)
    _blank(pen, "住哪个组、门牌", _LEFT, _RIGHT, 202)
    pen.line("谁来的", _LEFT, 190.5, size=_SIZE, colour=_INK, width=26)
    _boxes(pen, [label for _, label in FILED_BY], 38, 190.5, 53)
    pen.line("不是本人来的", _LEFT, 179, size=12, colour=_SOFT, width=30)
    _blank(pen, "姓名", 43, 91, 179)
    _blank(pen, "电话", 95, 152, 179)
    _blank(pen, "是他的", 156, _RIGHT, 179)


def _what(pen: Pen) -> None:
    pen.line("遇到了什么难处", _LEFT, 167, size=18, colour=_INK, face=BOLD, width=70)
    pen.line("合得上的打勾，可以多勾", 70, 167, size=12, colour=_SOFT, width=80)
    labels = [label for _, label in CAUSES]
    for row in range(0, len(labels), 4):
        _boxes(pen, labels[row : row + 4], _LEFT, 157 - row / 4 * 9, 47)
    _boxes(pen, ["很急：眼下没吃没住、看不了病"], _LEFT + 2 * 47, 139, 92)
    for y in (127.5, 116.5, 105.5):
        pen.blank(_LEFT, _RIGHT, y)
    pen.line("还想说的，写在这三行", _LEFT, 129.5, size=11, colour=_SOFT, width=60)


def _consent(pen: Pen) -> None:
    pen.panel((10, 74.5, 190, 25), fill=_WASH, radius=2)
    pen.block(NOTICE, (13, 98.6, 184, 23.5), size=14, colour=_INK, least=11, leading=1.4)
    for number, (_, label) in enumerate(CONSENTS):
        _boxes(pen, [label], _LEFT, 66 - number * 9, 186)
    _blank(pen, "签名或按手印", _LEFT, 118, 35.5)
    _blank(pen, "哪天", 124, _RIGHT, 35.5)


def _foot(pen: Pen, poster: Poster) -> None:
    window = f"填好交到：{poster.window}　{poster.window_address}" if poster.window else (
        "填好交给村（社区）干部，或打 12345 问交到哪个窗口。"
    )  # fmt: skip
    phone = f"电话 {poster.phone or '打12345'}　{poster.hours}"
    pen.block(f"{window}\n{phone}", (_LEFT, 30, 186, 13), size=11.5, colour=_INK, least=8)
    small = (
        f"不会写的，请窗口、村里的人代写。有危险先打 110，急病打 120。　告知 {NOTICE_VERSION} 版"
    )
    pen.line(small, _LEFT, 13.6, size=10, colour=_SOFT, width=186)
    pen.line(poster.identity, _LEFT, 8.6, size=9, colour=_SOFT, width=80)
    demo = "示例，不是真实窗口" if poster.is_demo else "一门助"
    pen.line(demo, _RIGHT, 8.6, size=9, colour=_SOFT, width=50, align="right")


def _blank(pen: Pen, label: str, left: float, right: float, y: float) -> None:
    """Write a label and, after it, a line to write on."""
    size = pen.line(label, left, y, size=_SIZE, colour=_INK, width=right - left)
    pen.blank(left + len(label) * size * 0.353 + 2, right, y - 1.5)


def _boxes(pen: Pen, labels: list[str], left: float, y: float, step: float) -> None:
    """Draw boxes to tick in a row, each with its label."""
    for number, label in enumerate(labels):
        x = left + number * step
        pen.panel((x, y - 0.9, 5, 5), line=_INK)
        pen.line(label, x + 7, y, size=14.5, colour=_INK, width=step - 8, least=10)
