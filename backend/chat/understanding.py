"""What came out of a question, and what the conversation already knew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["policy", "service", "emergency", "smalltalk", "clarify", "out_of_scope"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scheme and facet the question may be about; `confidence` is 0..1. `why` is for residents."""

    scheme: str
    facet: str
    confidence: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """A word that spoke: for what, and how strongly."""

    term: str
    speaks_for: str
    weight: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What the resident told in passing. Money is integer fen; never stored, only used here."""

    ages: tuple[int, ...] = ()
    money_fen: tuple[int, ...] = ()
    kin: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class Choice:
    """Something offered earlier: the label shown and what it stands for."""

    label: str
    text: str = ""
    scheme: str | None = None
    facet: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation, the guide or the page is about. `offered` are numbered from 1."""

    scheme: str | None = None
    facet: str | None = None
    offered: Sequence[Choice] = ()


NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class Understanding:
    """The reading of one question.

    `topic` names the emergency, service, small talk, outside domain or situation that decided, None
    for a plain scheme. `confidence` is 0..1. `is_follow_up` is true when the scheme was inherited.
    `warns` is an emergency whose number goes first although the question is an ordinary one.
    """

    kind: Kind
    scheme: str | None = None
    facet: str | None = None
    confidence: float = 0.0
    alternatives: tuple[Candidate, ...] = ()
    matched: tuple[Matched, ...] = ()
    rejected: tuple[str, ...] = ()
    facts: Facts = NO_FACTS
    normalised: str = ""
    tokens: tuple[str, ...] = ()
    topic: str | None = None
    is_follow_up: bool = False
    warns: str | None = None
    why: str = field(default="")
