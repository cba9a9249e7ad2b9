"""Opening a code: which village it leads to now, that village's window, and what the guide says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import current_app

from backend.content.library import Library
from backend.guides.codes import spoken
from backend.guides.contents import GuideContent, guide_content
from backend.guides.queries import Guide, guides_for
from backend.problems import NotFound
from backend.regions.queries import Window, current_division, full_name, window_for


class NoSuchGuide(NotFound):
    slug, title = "no-such-guide", "没有这个码"
    detail_default = (
        "请照公告栏上的码再核对一遍：一共 7 位字母和数字。核对后还是打不开，"
        "可能是假码，请不要填任何信息，打 12345 或当面告诉村里、窗口。"
    )


@dataclass(frozen=True)
class GuideSheet:
    """A code with what it opens on a day. `place` follows merges of villages; `successor` is the
    guide in use for the same place and topic when this one is retired."""

    guide: Guide
    spoken: str
    place: str
    place_name: str
    window: Window | None
    content: GuideContent
    successor: Guide | None

    @property
    def is_retired(self) -> bool:
        return self.guide.retired_at is not None


def sheet_of(guide: Guide, library: Library, on: date) -> GuideSheet:
    """Give what the code opens on that day."""
    division = current_division(guide.place)
    place = division.code if division else guide.place
    window = window_for(place)
    successor = None
    if guide.retired_at is not None:
        successor = guides_for([place], guide.topic).get(place)
    return GuideSheet(
        guide=guide,
        spoken=spoken(guide.code),
        place=place,
        place_name=full_name(place),
        window=window,
        content=guide_content(library, guide.topic, place, on, window),
        successor=successor,
    )


def address_of(code: str) -> str:
    """Give the address printed as the QR code: our own short domain and the code, nothing else."""
    return f"{current_app.extensions['settings'].public_base_url}/g/{code}"
