"""One automaton over every phrase of `intents/`: a text is walked once, whatever is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick


class Entry(NamedTuple):
    """What a phrase speaks for.

    `family` is scheme, facet, situation, service, emergency, smalltalk, out_of_scope or not;
    `target` names the member of the family; `grade` says how the phrase came into it.
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

    def __init__(
        self, entries: Iterable[Entry], patterns: Sequence[Sequence[Iterable[str]]] = ()
    ) -> None:
        """Build from entries; several entries may share a phrase.

        `patterns` are given by their pieces, each by its readings: a pattern needs one of every piece.
        """
        speaking: dict[str, list[Entry]] = {}
        for entry in entries:
            speaking.setdefault(entry.phrase, []).append(entry)
        self._places = len(patterns)
        self._first_layer = (1 << self._places) - 1
        seen, self._unneeded, self._layers = _bits(patterns)
        phrases = [*dict.fromkeys([*speaking, *seen])]
        self._found = [(tuple(speaking.get(phrase, ())), seen.get(phrase, 0)) for phrase in phrases]
        self._automaton = AhoCorasick(phrases) if phrases else None

    def scan(self, text: str) -> tuple[list[Hit], list[int]]:
        """Give every phrase in the text, shorter ones inside longer ones included, and the numbers of
        the patterns all of whose pieces were found, rising. Hits come by the place where they end."""
        hits: list[Hit] = []
        if self._automaton is None:
            return hits, []
        bits = self._unneeded
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            entries, seen = self._found[number]
            for entry in entries:
                hits.append(_quick(Hit, (start, end, entry)))
            if seen:
                bits |= seen
        return hits, self._complete(bits)

    def _complete(self, bits: int) -> list[int]:
        """Give the places whose bit is set in every layer."""
        left = bits & self._first_layer
        for layer in range(1, self._layers):
            left &= bits >> (layer * self._places)
            if not left:  # most texts complete no pattern, and show it in the first two layers
                return []
        places = []
        while left:
            lowest = left & -left
            places.append(lowest.bit_length() - 1)
            left ^= lowest
        return places


def _bits(patterns: Sequence[Sequence[Iterable[str]]]) -> tuple[dict[str, int], int, int]:
    """Give for every reading the bits it sets, the bits nothing need set, and the number of layers.

    A layer has a bit for each pattern; the first layer stands for the first piece, and so on. One
    whole number holds all layers, so that a hit costs one operation, however many patterns use it.
    """
    layers = max(map(len, patterns), default=0)
    seen: dict[str, int] = {}
    unneeded = 0
    for place, pieces in enumerate(patterns):
        for layer in range(layers):
            bit = 1 << (layer * len(patterns) + place)
            if layer >= len(pieces):
                unneeded |= bit
                continue
            for reading in pieces[layer]:
                seen[reading] = seen.get(reading, 0) | bit
    # Readings of one piece set the same bits: one number for all of them is 50 times less to keep.
    shared: dict[int, int] = {}
    return {one: shared.setdefault(own, own) for one, own in seen.items()}, unneeded, layers


def outermost(hits: list[Hit]) -> tuple[list[Hit], list[Hit]]:
    """Give the hits that stand in no longer one, and those that do."""
    if len(hits) < 2:
        return hits, []
    kept: list[Hit] = []
    inside: list[Hit] = []
    for hit in sorted(hits, key=_longest_first):
        start, end, _ = hit
        for first, last, _ in kept:
            if first <= start and end <= last and last - first > end - start:
                inside.append(hit)
                break
        else:
            kept.append(hit)
    return kept, inside


def _longest_first(hit: Hit) -> int:
    return hit[0] - hit[1]
