"""Policy texts as pages, and the guide a printed code opens."""

from __future__ import annotations

from flask import Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from backend.channels.pages.blueprint import (
    library,
    pages,
    place_argument,
    place_parts,
    scheme_or_none,
    today,
    words,
)
from backend.content.places import NATIONAL
from backend.doors.headers import cache_for
from backend.guides import qr
from backend.guides.opening import address_of, sheet_of
from backend.guides.queries import Guide, find_guide, guides_of


@pages.get("/schemes/")
def scheme_list() -> str:
    return render_template("pages/schemes.html", schemes=words().schemes.values())


@pages.get("/schemes/<name>")
def scheme_page(name: str) -> str:
    scheme = scheme_or_none(name)
    if scheme is None:
        abort(404)
    place, on = place_argument(), today()
    where = place or NATIONAL
    texts = [
        (facet, text, library().render(text, on, where))
        for facet in library().facets_of(scheme, on, where)
        if (text := library().text(scheme, facet, on, where))
    ]
    return render_template(
        "pages/scheme.html", entry=words().schemes[scheme], texts=texts, **place_parts(place)
    )


@pages.get("/g/<code>")
def guide_page(code: str) -> ResponseReturnValue:
    guide = find_guide(code)
    if guide is None:
        return render_template("pages/guide_unknown.html", code=code[:20]), 404
    sheet = sheet_of(guide, library(), today())
    template = "pages/guide_retired.html" if sheet.is_retired else "pages/guide.html"
    if not sheet.is_retired:
        current_app.extensions["guide_scans"].add((guide.code, today()))
        cache_for(120)
    return render_template(
        template,
        sheet=sheet,
        guide=guide,
        content=sheet.content,
        others=[other for other in guides_of(sheet.place) if other.code != guide.code],
        schemes=words().schemes,
        **place_parts(sheet.place),
    )


@pages.get("/g/<code>/qr.svg")
def guide_svg(code: str) -> Response:
    guide = _known(code)
    cache_for(86400)
    return Response(qr.svg(address_of(guide.code)), mimetype="image/svg+xml")


@pages.get("/g/<code>/qr.png")
def guide_png(code: str) -> Response:
    guide = _known(code)
    cache_for(86400)
    return Response(qr.png(address_of(guide.code)), mimetype="image/png")


def _known(code: str) -> Guide:
    guide = find_guide(code)
    if guide is None:
        abort(404)
    return guide
