"""A paper form that came back: which place and topic its code stands for, scanned or typed."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image

from backend.attachments.drawing import draw_anew
from backend.guides.lookup import look_up
from backend.guides.queries import Guide
from backend.printing.pictures import drawn
from backend.problems import FieldError, Invalid

_MOST: Final = 200  # characters of what a scanner types
_REFERRAL: Final = "/field/refer?"
_DPI: Final = 200


def form_of(written: str) -> Guide:
    """Give the guide whose short code or whole address this is. Raises Invalid, saying what to do."""
    text = written.strip()[:_MOST]
    if _REFERRAL in text:
        raise _at("这是网格员的困难家庭登记表，请交给网格员，用他的手机扫。")
    found = look_up(text)
    if found.guide is None:
        near = "、".join(one.code for one in found.suggestions)
        said = found.fault.sentence if found.fault else ""
        raise _at(f"没认出来。{said}" + (f"是不是 {near}？" if near else ""))
    return found.guide


def form_in(raw: bytes) -> Guide:
    """Give the guide of the form in a photo or a scan; the picture is drawn anew by the room of
    papers before it is looked at, and not kept.

    Raises Invalid, AttachmentRefused, OutOfService.
    """
    paper = draw_anew(raw)
    if paper.media_type == "application/pdf":
        picture = drawn(paper.data, dpi=_DPI, grey=True)
    else:
        picture = Image.open(io.BytesIO(paper.data))
    from backend.printing.reading import texts_in  # heavy: only who reads a photo loads the reader

    texts = texts_in(picture)
    if not texts:
        raise _at("照片里没找到码。请对准右上角的方块再拍一张，或者写码下面的 7 位字母数字。")
    if len(texts) > 1:
        raise _at("照片里不止一个码。请一次拍一张表。")
    return form_of(texts[0])


def _at(sentence: str) -> Invalid:
    return Invalid(errors=[FieldError("/form", sentence)])
