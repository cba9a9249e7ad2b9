"""One automaton over every phrase of `intents/`: a text is walked once, whatever is asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

_END = ""
_TRY = "try"


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
        """Build from entries; several entries may share a phrase.

        An entry of the family `trigger` gives no hit: its target is the number of a pattern to try.
        """
        self._root: dict[str, Any] = {}
        for entry in entries:
            node = self._root
            for sign in entry.phrase:
                node = node.setdefault(sign, {})
            if entry.family == "trigger":
                node[_TRY] = (*node.get(_TRY, ()), int(entry.target))
            else:
                node[_END] = (*node.get(_END, ()), entry)

    def scan(self, text: str) -> tuple[list[Hit], set[int]]:
        """Give every phrase in the text, shorter ones inside longer ones included, and the patterns
        worth trying."""
        hits: list[Hit] = []
        to_try: set[int] = set()
        root, length = self._root, len(text)
        for start, first in enumerate(text):
            node, at = root.get(first), start + 1
            while node is not None:
                if _END in node:
                    for entry in node[_END]:
                        hits.append(Hit(start, at, entry))
                if _TRY in node:
                    to_try.update(node[_TRY])
                if at == length:
                    break
                node, at = node.get(text[at]), at + 1
        return hits, to_try


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
