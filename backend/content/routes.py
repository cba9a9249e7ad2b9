"""The API of policy texts: the schemes, and what held for a facet on a day at a place."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, current_app, jsonify
from flask_openapi import APIBlueprint, Tag

from backend.content.library import Library
from backend.content.models import PolicyText
from backend.content.names import Facet, Scheme
from backend.content.schemas import (
    FacetPath,
    HeldQuery,
    SchemeList,
    SchemePath,
    SchemeTexts,
    TextAnswer,
)
from backend.doors.layout import beijing_day
from backend.doors.schemas import problem_responses
from backend.problems import NotFound

_tag = Tag(name="政策", description="救助项目和政策文本，按日子和地方")
api = APIBlueprint("content_api", __name__, url_prefix="/api/v1", abp_tags=[_tag])


class NoSuchText(NotFound):
    slug, title = "no-such-text", "没有这段政策"
    detail_default = "没有这个项目或这一面，或者那一天还没有说法。项目名单在 /api/v1/schemes。"


@api.get(
    "/schemes",
    summary="救助项目",
    responses={200: SchemeList, **problem_responses(422)},
)
def schemes(query: HeldQuery) -> Response:
    """全部救助项目，以及每个项目有哪几面的文本。"""
    library, on = _library(), query.on or beijing_day()
    return jsonify([_entry(library, scheme, on, query.place) for scheme in Scheme])


@api.get(
    "/schemes/<scheme>",
    summary="一个救助项目",
    responses={200: SchemeTexts, **problem_responses(404, 422)},
)
def scheme_texts(path: SchemePath, query: HeldQuery) -> Response:
    """一个项目各面的文本，按指引的次序。"""
    library, on = _library(), query.on or beijing_day()
    if path.scheme not in set(Scheme):
        raise NoSuchText
    scheme = Scheme(path.scheme)
    texts = [
        _text(library, text, on, query.place)
        for facet in Facet
        if (text := library.text(scheme, facet, on, query.place))
    ]
    return jsonify(_entry(library, scheme, on, query.place) | {"texts": texts})


@api.get(
    "/schemes/<scheme>/<facet>",
    summary="一段政策文本",
    responses={200: TextAnswer, **problem_responses(404, 422)},
)
def facet_text(path: FacetPath, query: HeldQuery) -> Response:
    """这一面在那一天、那个地方的说法，带依据。"""
    library, on = _library(), query.on or beijing_day()
    text = library.text(path.scheme, path.facet, on, query.place)
    if text is None:
        raise NoSuchText
    return jsonify(_text(library, text, on, query.place))


def _library() -> Library:
    library: Library = current_app.extensions["library"]
    return library


def _entry(library: Library, scheme: Scheme, on: date, place: str) -> dict[str, Any]:
    facets = library.facets_of(scheme, on, place)
    return {
        "scheme": scheme.value,
        "title": scheme.title_zh,
        "facets": [{"facet": facet.value, "title": facet.title_zh} for facet in facets],
        "on": on.isoformat(),
        "url": f"/schemes/{scheme.value}",
    }


def _text(library: Library, text: PolicyText, on: date, place: str) -> dict[str, Any]:
    shown = library.render(text, on, place)
    return {
        "scheme": text.scheme.value,
        "facet": text.facet.value,
        "title": shown.title,
        "body": shown.body,
        "next": shown.next_step,
        "source_line": shown.source_line,
        "citations": library.citations(text),
        "place": place,
        "text_place": text.place,
        "on": on.isoformat(),
        "effective_from": text.effective_from.isoformat(),
        "until": text.until.isoformat() if text.until else None,
        "checked_on": text.checked_on.isoformat(),
        "check_locally": text.check_locally,
        "has_demo": shown.has_demo,
    }
