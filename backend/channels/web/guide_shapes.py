"""The same guide in other shapes: plain text, a chat card, the loudspeaker script, the leaflet."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response

from backend.channels.web.blueprint import bp, library, today
from backend.guides.leaflet import leaflet as leaflet_pdf
from backend.guides.opening import NoSuchGuide, address_of, sheet_of
from backend.guides.queries import find_guide
from backend.guides.renderings import Shown, chat_card, loudspeaker, plain_text
from backend.printing.fonts import GlyphsMissing


def _shown(code: str) -> Shown:
    """Give what a code shows today; a retired code shows what its successor does.

    Raises NoSuchGuide.
    """
    found = find_guide(code)
    if found is None:
        raise NoSuchGuide
    sheet = sheet_of(found, library(), today())
    guide = sheet.successor or sheet.guide
    return Shown(
        content=sheet.content,
        place_name=sheet.place_name,
        address=address_of(guide.code),
        code=sheet.spoken if guide is sheet.guide else guide.code,
        serial=guide.serial,
    )


def _as_text(code: str, write: Callable[[Shown], str]) -> Response:
    return Response(write(_shown(code)), mimetype="text/plain")


@bp.get("/g/<code>/text")
def guide_text(code: str) -> Response:
    """The whole guide as plain text."""
    return _as_text(code, plain_text)


@bp.get("/g/<code>/card")
def guide_card(code: str) -> Response:
    """A card for a chat group, at most 300 characters."""
    return _as_text(code, chat_card)


@bp.get("/g/<code>/broadcast")
def guide_broadcast(code: str) -> Response:
    """What the village loudspeaker reads out, numbers as spoken."""
    return _as_text(code, loudspeaker)


@bp.get("/g/<code>/leaflet.pdf")
def guide_leaflet(code: str) -> Response:
    """The large-print leaflet; as text when the font lacks a character of the place's name."""
    shown = _shown(code)
    try:
        paper = leaflet_pdf(shown)
    except GlyphsMissing:
        return _as_text(code, plain_text)
    name = f"guide-{shown.code.replace('-', '')}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(paper, mimetype="application/pdf", headers=headers)
