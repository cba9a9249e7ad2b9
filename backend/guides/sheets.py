"""From codes to sheets: what stands on the poster of a code on a day. Reads, changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from backend.content.names import Scheme
from backend.guides.codes import spoken
from backend.guides.opening import address_of
from backend.guides.poster_words import HEADLINES
from backend.guides.posters import Poster
from backend.guides.queries import Guide
from backend.problems import Conflict
from backend.regions.names import short_place
from backend.regions.queries import path_of, window_for

_ABOVE = {"province", "city"}


class NotPrintable(Conflict):
    slug, title = "guide-not-printable", "这个码现在不能印"


def poster_of(guide: Guide, on: date) -> Poster:
    """Give the words of the sheet of `guide` as printed on that day.

    Raises NotPrintable for a retired code, and for one that leads elsewhere than its sheet would
    say.
    """
    if guide.retired_at is not None:
        raise NotPrintable("这个码已停用。请另发一个码再印，或者先恢复使用。")
    if (guide.place, guide.topic) != (guide.printed_place, guide.printed_topic):
        raise NotPrintable("这个码已经改指到别处，纸上写的会对不上。请给新地方另发一个码再印。")
    steps = [step for step in path_of(guide.place) if step.level not in _ABOVE]
    headline, for_whom = HEADLINES[Scheme(guide.topic)]
    window = window_for(guide.place)
    address = address_of(guide.code)
    return Poster(
        code=guide.code,
        spoken=spoken(guide.code),
        address=address,
        domain=urlsplit(address).netloc,
        topic=guide.topic,
        headline=headline,
        for_whom=for_whom,
        village=short_place(steps[-1].name) if steps else guide.place,
        township="".join(step.name for step in steps[:-1]),
        window=window.name if window else "",
        window_address=window.address if window else "",
        hours=window.hours if window else "",
        phone=window.phone if window else "",
        complaint_phone=window.complaint_phone if window else "",
        is_demo=bool(window and window.is_demo),
        serial=guide.serial,
        printed_on=on,
    )


def printable(guides: Iterable[Guide], on: date) -> list[tuple[Guide, Poster]]:
    """Give those of `guides` that can be printed, with their sheets, in the order given."""
    found = []
    for guide in guides:
        try:
            found.append((guide, poster_of(guide, on)))
        except NotPrintable:
            continue
    return found
