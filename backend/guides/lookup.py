"""What somebody scanned or typed: a code of ours, a slip of the pen, one of elsewhere, a fake?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from flask import current_app

from backend.guides.codes import has_form, near_codes, plain, read_code
from backend.guides.opening import NoSuchGuide, address_of
from backend.guides.queries import Guide, find_guide, guides_among

_MOST_SUGGESTIONS: Final = 3
_ADDRESS = re.compile(r"(?:[a-z]+:)?//|[^/\s]+\.[^/\s]+/|.*/g/", re.IGNORECASE)


class Fault(StrEnum):
    """Why nothing opens; the word stands in the API's answer."""

    MISTYPED = "mistyped"
    ALTERED = "altered"
    ELSEWHERE = "elsewhere"
    FOREIGN_ADDRESS = "foreign-address"
    NO_CODE = "no-code"

    @property
    def sentence(self) -> str:
        return _SENTENCES[self]


_SENTENCES: Final = {
    Fault.MISTYPED: "像是写错了一两个字。请看下面是不是您要找的，再对一遍纸上的码。",
    Fault.ALTERED: "这个码对不上校验，也不像哪个码写错了一位：可能被人改过，或者是假的。请照纸上的再核对一遍。",
    Fault.ELSEWHERE: (
        "这个码的写法没有错，但不是本站发的。可能是别的县的码，请打开那张纸上印的网址；也可能是假的。"
    ),
    Fault.FOREIGN_ADDRESS: "这个网址不是我们的，请不要在那里填任何信息。要用纸上的短码，请在下面写。",
    Fault.NO_CODE: "码是 7 位字母和数字，请照公告栏上的写。",
}


@dataclass(frozen=True)
class LookUp:
    """The guide found, retired ones too; or the fault and, for a slip, what may have been meant."""

    guide: Guide | None
    fault: Fault | None = None
    suggestions: tuple[Guide, ...] = ()


def look_up(written: str) -> LookUp:
    """Find what was scanned or typed: a code in any spelling, or the whole address of one."""
    text = written.strip()
    if _ADDRESS.match(text):
        code = _code_of_our_address(text)
        if code is None:
            return LookUp(None, Fault.FOREIGN_ADDRESS)
        text = code
    guide = find_guide(text)
    if guide is not None:
        return LookUp(guide)
    if read_code(text):
        return LookUp(None, Fault.ELSEWHERE)
    for candidates in near_codes(text):
        meant = guides_among(candidates, _MOST_SUGGESTIONS)
        if meant:
            return LookUp(None, Fault.MISTYPED, tuple(meant))
    return LookUp(None, Fault.ALTERED if has_form(plain(text)) else Fault.NO_CODE)


def opened_guide(written: str) -> Guide:
    """Give the guide of what was written. Raises NoSuchGuide, saying which fault and what is near."""
    found = look_up(written)
    if found.guide is None:
        raise no_such_guide(found)
    return found.guide


def no_such_guide(found: LookUp) -> NoSuchGuide:
    """Give the problem of a look-up that found nothing."""
    fault = found.fault or Fault.NO_CODE
    extra = {
        "reason": str(fault),
        "suggestions": [
            {"code": one.code, "topic": one.topic, "place": one.place, "url": address_of(one.code)}
            for one in found.suggestions
        ],
    }
    detail = f"{fault.sentence}打不开又没把握的，不要填任何信息，打 12345 或当面告诉村里、窗口。"
    return NoSuchGuide(detail, extra=extra)


def _code_of_our_address(text: str) -> str | None:
    """Give the code in an address of this very site; None for any other host or path."""
    try:
        address = urlsplit(text if "//" in text else f"//{text}")
    except ValueError:
        return None
    ours = urlsplit(str(current_app.extensions["settings"].public_base_url))
    path = address.path.removeprefix(ours.path)
    if address.netloc.lower() != ours.netloc.lower() or not path.lower().startswith("/g/"):
        return None
    return path[3:].split("/")[0]
