"""The parts of a chat reply (design.md §4.1); plain text always carries everything."""

from __future__ import annotations

from dataclasses import dataclass

from backend.chat.understanding import Choice


@dataclass(frozen=True, slots=True)
class Link:
    """A page or a number to dial; `url` is a path of ours or `tel:`."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A next question: the button's words and what it sends."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a resident gets. `choices` are the numbered ones in the text, for the next turn."""

    text: str
    links: tuple[Link, ...] = ()
    citations: tuple[dict[str, str], ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    choices: tuple[Choice, ...] = ()
