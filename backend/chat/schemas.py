"""Shapes of the chat's calls; the answer is described in full in the API description."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from backend.chat.understanding import Kind
from backend.content.schemas import Citation
from backend.inputs import Body, CleanText, DigitText

MessageId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class MessageBody(Body):
    """A question in the resident's own words; `place` sharpens the answer."""

    text: Annotated[CleanText, Field(min_length=1, max_length=500)]
    conversation_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None
    place: Annotated[DigitText, Field(pattern=r"^[0-9]{12}$")] | None = None


class FeedbackBody(Body):
    helpful: bool
    comment: Annotated[CleanText, Field(max_length=500)] | None = None


class MessagePath(BaseModel):
    message_id: Annotated[str, Field(max_length=64)]


class Alternative(BaseModel):
    scheme: str
    facet: str
    confidence: float


class Intent(BaseModel):
    kind: Kind
    scheme: str | None
    facet: str | None
    confidence: float
    alternatives: list[Alternative]


class Labelled(BaseModel):
    label: str
    url: str


class ReplyParts(BaseModel):
    text: str
    links: list[Labelled]


class Suggestion(BaseModel):
    label: str
    text: str


class MatchedWord(BaseModel):
    """A word that spoke, for what, and how strongly."""

    term: str
    speaks_for: Annotated[str, Field(alias="for")]
    weight: float


class Explanation(BaseModel):
    """Why the question was understood so."""

    normalised: str
    tokens: list[str]
    matched: list[MatchedWord]
    rejected: list[str]


class HandedOver(BaseModel):
    """The case a question became when a person was asked for; the code is told once."""

    number: str
    access_code: str
    window: str
    due_on: date | None


class Answer(BaseModel):
    """The answer; `as_of` is the day whose policy it tells. `explanation` only when asked for,
    `handed_over` only when a person was asked for and the place is known."""

    conversation_id: str
    message_id: str
    intent: Intent
    reply: ReplyParts
    citations: list[Citation]
    as_of: date
    suggestions: list[Suggestion]
    handed_over: HandedOver | None = None
    explanation: Explanation | None = None


class Received(BaseModel):
    received: bool
