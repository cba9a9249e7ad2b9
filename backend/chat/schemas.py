"""Shapes of the chat's calls; the answer is described in full in the API description."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

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
    scheme: str | None
    facet: str | None
    confidence: float


class Intent(BaseModel):
    kind: str
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


class Citation(BaseModel):
    document: str
    number: str
    article: str
    effective_from: str
    text: str


class Suggestion(BaseModel):
    label: str
    text: str


class Answer(BaseModel):
    conversation_id: str
    message_id: str
    intent: Intent
    reply: ReplyParts
    citations: list[Citation]
    as_of: str
    suggestions: list[Suggestion]
    explanation: dict[str, Any] | None = None


class Received(BaseModel):
    received: bool
