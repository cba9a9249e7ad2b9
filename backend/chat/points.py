"""One precise point asked (有车能不能吃低保), and the sentence of `told/` that answers it. Pure.

All words of a scheme stand in one automaton, compiled once; a text is walked only when a policy
answer is given. Of several points the one with the longest words wins, then the one written first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

from backend.content.library import Library, holds_on
from backend.content.normalising import Normaliser
from backend.content.patterns import compile_pattern, regex_of
from backend.content.told_lines import SAID, ToldLine
from backend.content.words import Words


class SchemePoints:
    """The points of one scheme; `found` gives each with the length of what was said for it.

    A pattern is tried only where a reading of each of its firm pieces was found, as in `Vocabulary`.
    """

    def __init__(self, lines: Iterable[ToldLine], normaliser: Normaliser) -> None:
        """Compile words and patterns as texts are normalised."""
        self.lines = tuple(lines)
        speaking: dict[str, list[int]] = defaultdict(list)
        pieces: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._patterns: list[tuple[re.Pattern[str], int, int]] = []
        self._not = [[normaliser.normalise(one) for one in line.not_said] for line in self.lines]
        for place, line in enumerate(self.lines):
            phrases = {normaliser.normalise(word) for word in line.words}
            for source in line.patterns:
                pattern = compile_pattern(normaliser.even_pattern(source))
                if pattern.is_plain:
                    phrases |= pattern.pieces[0]
                    continue
                firm = [piece for piece in pattern.pieces if "" not in piece]
                for bit, piece in enumerate(firm):
                    for reading in piece:
                        pieces[reading].append((len(self._patterns), 1 << bit))
                self._patterns.append((regex_of(pattern.source), place, (1 << len(firm)) - 1))
            for phrase in phrases - {""}:
                speaking[phrase].append(place)
        known = [*dict.fromkeys([*speaking, *pieces])]
        self._means = [(speaking.get(one, ()), pieces.get(one, ())) for one in known]
        self._automaton = AhoCorasick(known)

    def found(self, text: str) -> dict[int, int]:
        """Give place in `lines` → length of the longest match."""
        longest: dict[int, int] = {}
        seen: dict[int, int] = defaultdict(int)
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        for number, start, end in hits:
            places, pieces = self._means[number]
            for place in places:
                longest[place] = max(longest.get(place, 0), end - start)
            for pattern, bit in pieces:
                seen[pattern] |= bit
        for pattern, bits in seen.items():
            regex, place, needed = self._patterns[pattern]
            match = regex.search(text) if bits == needed else None
            if match:
                longest[place] = max(longest.get(place, 0), match.end() - match.start())
        return {
            place: length
            for place, length in longest.items()
            if not any(phrase in text for phrase in self._not[place])
        }


@lru_cache(maxsize=4)
def points_of(library: Library, words: Words) -> dict[str, SchemePoints]:
    """Give the points by scheme, compiled at the first question and kept with the content."""
    by_scheme: dict[str, list[ToldLine]] = defaultdict(list)
    for line in library.told:
        if line.when == SAID:
            for scheme in line.schemes:
                by_scheme[scheme.value].append(line)
    normaliser = Normaliser(words.normalising)
    return {scheme: SchemePoints(lines, normaliser) for scheme, lines in by_scheme.items()}


def point_asked(
    normalised: str, library: Library, words: Words, scheme: str, facet: str, on: date
) -> ToldLine | None:
    """Give the sentence for the point asked of the scheme, None when none is."""
    points = points_of(library, words).get(scheme)
    if points is None:
        return None
    best: tuple[int, int] | None = None
    for place, length in points.found(normalised).items():
        line = points.lines[place]
        if facet in line.facets and holds_on(line.effective_from, line.until, on):
            best = max(best or (0, 0), (length, -place))
    return points.lines[-best[1]] if best else None
