"""What came out of a question, and what the conversation already knew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from backend.chat.facts import Facts, read_facts
from backend.chat.lexicon import Hit

Kind = Literal["policy", "service", "emergency", "smalltalk", "clarify", "out_of_scope"]


class Candidate(NamedTuple):
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
class Choice:
    """Something offered earlier: the label shown and what it stands for."""

    label: str
    text: str = ""
    scheme: str | None = None
    facet: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation, the guide or the page is about. `offered` are numbered from 1.

    `place` is the 12-digit code a resident told earlier, `wants_person`: they asked for a person
    and have not told where they are; understanding looks at neither.
    """

    scheme: str | None = None
    facet: str | None = None
    offered: Sequence[Choice] = ()
    place: str | None = None
    wants_person: bool = False


NO_CONTEXT = Context()


class Understanding(NamedTuple):
    """The reading of one question; a tuple, since a frozen dataclass takes four times as long to make.

    `topic` names the emergency, service, small talk, outside domain or situation that decided, None
    for a plain scheme. `confidence` is 0..1. `is_follow_up` is true when the scheme was inherited.
    `spoke` are the words that decided, `set_aside` those that were heard and not used.
    `warns` is an emergency whose number goes first although the question is an ordinary one.
    """

    kind: Kind
    scheme: str | None = None
    facet: str | None = None
    confidence: float = 0.0
    alternatives: tuple[Candidate, ...] = ()
    spoke: tuple[Hit, ...] = ()
    set_aside: tuple[Hit, ...] = ()
    normalised: str = ""
    tokens: Sequence[str] = ()
    topic: str | None = None
    is_follow_up: bool = False
    warns: str | None = None

    @property
    def matched(self) -> tuple[Matched, ...]:
        """Give every word that spoke, with what it spoke for."""
        return tuple(
            Matched(
                self.normalised[hit.start : hit.end],
                f"{hit.entry.family}:{hit.entry.target}",
                round(hit.entry.weight, 2),
            )
            for hit in self.spoke
        )

    @property
    def rejected(self) -> tuple[str, ...]:
        """Give the words that were heard and put aside: part of longer ones, or torn."""
        return tuple(hit.entry.phrase for hit in self.set_aside)

    @property
    def facts(self) -> Facts:
        """Give ages, money, kin and places told in passing."""
        return read_facts(self.normalised)
