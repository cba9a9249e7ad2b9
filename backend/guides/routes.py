"""The API of guides: the codes of a place, and what a code opens."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from flask import Response, current_app, jsonify
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field, RootModel

from backend.doors.headers import cache_for
from backend.doors.layout import beijing_day
from backend.doors.schemas import problem_responses
from backend.extensions import utc_now
from backend.guides.contents import GuideContent
from backend.guides.lookup import opened_guide
from backend.guides.opening import GuideSheet, address_of, sheet_of
from backend.guides.queries import guides_of
from backend.inputs import DigitText, Query

_tag = Tag(name="指引", description="村里公告栏上的码，一码一村一事项")
api = APIBlueprint("guides_api", __name__, url_prefix="/api/v1", abp_tags=[_tag])


class PlaceQuery(Query):
    place: Annotated[DigitText, Field(pattern=r"^[0-9]{12}$", description="12 位区划代码")]


class CodePath(BaseModel):
    code: Annotated[str, Field(max_length=40)]


class GuideEntry(BaseModel):
    code: str
    topic: str
    url: str


class GuideList(RootModel[list[GuideEntry]]):
    """The codes in use that lead to a place."""


class GoTo(BaseModel):
    """Where to go in place of a retired code; null what is not known."""

    code: str | None
    url: str | None
    window: str | None
    address: str | None
    phone: str | None


class GuideAnswer(BaseModel):
    """What a code opens. `state` is `active` or `retired`; a retired one says where to go now."""

    code: str
    code_spoken: str
    serial: int
    url: str
    state: Literal["active", "retired"]
    topic: str
    place: str
    place_name: str
    printed_place: str
    retired_why: str | None
    go_to: GoTo | None
    content: GuideContent | None


@api.get(
    "/guides",
    summary="一个地方的指引码",
    responses={200: GuideList, **problem_responses(422)},
)
def guides_of_place(query: PlaceQuery) -> Response:
    """列出指向这个村、乡镇的在用码；没有就是空列表。"""
    return jsonify(
        [
            {"code": guide.code, "topic": guide.topic, "url": address_of(guide.code)}
            for guide in guides_of(query.place)
        ]
    )


@api.get(
    "/guides/<code>",
    summary="一个码的指引",
    responses={200: GuideAnswer, **problem_responses(404, 422)},
)
def guide_by_code(path: CodePath) -> Response:
    """这个码指向哪里，那里怎么办。小写、带横线的码也认得；停用的码说明现在去哪里。

    打不开时 `reason` 说明是写错（mistyped，`suggestions` 是相近的码）、被改过（altered）、别处的码
    （elsewhere）、别处的网址（foreign-address）还是不成码（no-code）。"""
    guide = opened_guide(path.code)
    sheet = sheet_of(guide, current_app.extensions["library"], beijing_day(utc_now()))
    cache_for(300)
    return jsonify(_as_dict(sheet))


def _as_dict(sheet: GuideSheet) -> dict[str, Any]:
    guide, successor = sheet.guide, sheet.successor
    retired = guide.retired_at is not None
    window = sheet.window
    go_to = {
        "code": successor.code if successor else None,
        "url": address_of(successor.code) if successor else None,
        "window": window.name if window else None,
        "address": window.address if window else None,
        "phone": window.phone if window else None,
    }
    return {
        "code": guide.code,
        "code_spoken": sheet.spoken,
        "serial": guide.serial,
        "url": address_of(guide.code),
        "state": "retired" if retired else "active",
        "topic": guide.topic,
        "place": sheet.place,
        "place_name": sheet.place_name,
        "printed_place": guide.printed_place,
        "retired_why": guide.retired_why,
        "go_to": go_to if retired else None,
        "content": None if retired else sheet.content.as_dict(),
    }
