"""One automaton over every phrase of `intents/`: a text is walked once, whatever is asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

_END = ""


class Entry(NamedTuple):
    """What a phrase speaks for.

    `family` is scheme, facet, situation, service, emergency, smalltalk, out_of_scope, not or
    trigger; `target` names the member of the family; `grade` says how the phrase came into it.
    """

    family: str
    target: str
    weight: float
    phrase: str
    grade: str


class Hit(NamedTuple):
    """A phrase found at text[start:end]."""

    start: int
    end: int
    entry: Entry


class Lexicon:
    """A trie of dictionaries; built once, read by every request."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Build from entries; several entries may share a phrase."""
        self._root: dict[str, Any] = {}
        for entry in entries:
            node = self._root
            for sign in entry.phrase:
                node = node.setdefault(sign, {})
            node[_END] = (*node.get(_END, ()), entry)

    def scan(self, text: str) -> list[Hit]:
        """Give every phrase in the text, shorter ones inside longer ones included."""
        hits: list[Hit] = []
        root = self._root
        for start, first in enumerate(text):
            node = root.get(first)
            at = start + 1
            while node is not None:
                if _END in node:
                    hits.extend([Hit(start, at, entry) for entry in node[_END]])
                node = node.get(text[at : at + 1]) if at < len(text) else None
                at += 1
        return hits


def outermost(hits: list[Hit]) -> tuple[list[Hit], list[Hit]]:
    """Give the hits that stand in no longer one, and those that do."""
    kept: list[Hit] = []
    inside: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: hit.start - hit.end):
        covered = any(
            other.start <= hit.start
            and hit.end <= other.end
            and other.end - other.start > hit.end - hit.start
            for other in kept
        )
        (inside if covered else kept).append(hit)
    return kept, inside
