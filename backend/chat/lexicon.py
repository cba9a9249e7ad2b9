"""One automaton over every phrase of `intents/`: a text is walked once, whatever is asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick


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


_quick = tuple.__new__  # what Hit(...) does, without its price: a text has dozens


class Lexicon:
    """One automaton; built once, read by every request. A text is walked once, however many phrases."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Build from entries; several entries may share a phrase.

        An entry of the family `trigger` gives no hit: its target is the number of a pattern to try.
        """
        speaking: dict[str, list[Entry]] = {}
        trying: dict[str, list[int]] = {}
        for entry in entries:
            if entry.family == "trigger":
                trying.setdefault(entry.phrase, []).append(int(entry.target))
            else:
                speaking.setdefault(entry.phrase, []).append(entry)
        phrases = [*dict.fromkeys([*speaking, *trying])]
        self._found = [
            (tuple(speaking.get(phrase, ())), tuple(trying.get(phrase, ()))) for phrase in phrases
        ]
        self._automaton = AhoCorasick(phrases) if phrases else None

    def scan(self, text: str) -> tuple[list[Hit], set[int]]:
        """Give every phrase in the text, shorter ones inside longer ones included, and the patterns
        worth trying. Hits come by the place where they end."""
        hits: list[Hit] = []
        to_try: set[int] = set()
        if self._automaton is None:
            return hits, to_try
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            entries, numbers = self._found[number]
            for entry in entries:
                hits.append(_quick(Hit, (start, end, entry)))
            if numbers:
                to_try.update(numbers)
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
