"""The schemes, and one scheme with every side of it."""

from __future__ import annotations

from flask import render_template, request

from backend.channels.web.blueprint import (
    asked_place,
    bp,
    library,
    scheme_of,
    schemes_for_residents,
    today,
)
from backend.content.names import Facet, Scheme
from backend.content.places import NATIONAL
from backend.guides.contents import papers_of, section_of


@bp.get("/schemes")
@bp.get("/schemes/")
def scheme_list() -> str:
    """All schemes, each with its first sentence."""
    place = asked_place()
    where, on = place.code if place else NATIONAL, today()
    entries = [
        (scheme, section_of(library(), scheme, Facet.OVERVIEW, on, where))
        for scheme in schemes_for_residents()
    ]
    return render_template("web/schemes.html", entries=entries, place=place)


@bp.get("/schemes/<scheme>")
def scheme(scheme: str) -> str:
    """Every side of one scheme, in the order of a guide."""
    chosen = scheme_of(scheme)
    place = asked_place()
    where, on = place.code if place else NATIONAL, today()
    sections = [
        section
        for facet in Facet
        if (section := section_of(library(), chosen, facet, on, where)) is not None
    ]
    ways = library().procedures_of(chosen, on, where)
    return render_template(
        "web/scheme.html",
        scheme=chosen,
        is_general=chosen is Scheme.GENERAL,
        sections=sections,
        facets={facet.value: facet.title_zh for facet in Facet},
        papers=papers_of(library(), ways[0] if ways else None),
        place=place,
        guide_code=request.args.get("guide", "")[:20],
    )
