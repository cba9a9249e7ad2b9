"""Shapes of the calls for policy texts; what a citation looks like everywhere."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, RootModel

from backend.content.names import Facet, Scheme
from backend.content.places import NATIONAL
from backend.inputs import DigitText, Query


class SchemePath(BaseModel):
    scheme: Annotated[str, Field(max_length=64, description="项目编号，如 temporary_assistance")]


class FacetPath(SchemePath):
    facet: Annotated[str, Field(max_length=64, description="问的是哪一面，如 materials")]


class HeldQuery(Query):
    on: Annotated[date | None, Field(description="哪一天的说法；不填是今天")] = None
    place: Annotated[DigitText, Field(pattern=r"^[0-9]{12}$", description="12 位区划代码")] = (
        NATIONAL
    )


class Citation(BaseModel):
    """One source: document, number and article; `text` names the policy text that cites it."""

    document: str
    number: str
    article: str
    effective_from: date
    text: str


class FacetEntry(BaseModel):
    facet: Facet
    title: str


class SchemeEntry(BaseModel):
    """A scheme and the facets for which a text holds; `url` is the page for people."""

    scheme: Scheme
    title: str
    facets: list[FacetEntry]
    on: date
    url: str


class SchemeList(RootModel[list[SchemeEntry]]):
    """Every scheme."""


class TextAnswer(BaseModel):
    """A policy text as it held on a day. `body` and `next` are plain text, figures filled in."""

    scheme: Scheme
    facet: Facet
    title: str
    body: str
    next: str
    source_line: str
    citations: list[Citation]
    place: str
    text_place: str
    on: date
    effective_from: date
    until: date | None
    checked_on: date
    check_locally: bool
    has_demo: bool


class SchemeTexts(SchemeEntry):
    """A scheme with its texts, in the order of a guide."""

    texts: list[TextAnswer]
