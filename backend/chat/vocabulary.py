"""The words of `intents/` compiled into one lexicon with weights; patterns with gaps beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backend.chat.lexicon import Entry, Hit, Lexicon
from backend.chat.tokens import Normaliser
from backend.content.patterns import compile_pattern, regex_of
from backend.content.words import Words

GRADES = {
    "names": 1.0, "old_names": 1.0, "also_said": 0.9, "heard_as": 0.85, "situations": 0.7,
    "words": 1.0, "weak": 0.45, "patterns": 1.3, "exceptions": 2.5, "not": 0.0,
}  # fmt: skip


class GapPattern(NamedTuple):
    """A pattern that needs the whole text; run only when one reading of every piece was found."""

    regex: re.Pattern[str]
    entry: Entry
    pieces: tuple[frozenset[str], ...]


class Vocabulary:
    """Built once at start; `scan` gives every word of the text in one pass."""

    def __init__(self, words: Words, normaliser: Normaliser) -> None:
        """Compile all families. Phrases are normalised as texts are."""
        self._normalise = normaliser.normalise
        self._even_pattern = normaliser.even_pattern
        self._gaps: list[GapPattern] = []
        entries = dict.fromkeys(self._entries(words))
        self._lexicon = Lexicon(entries, [gap.pieces for gap in self._gaps])

    def scan(self, text: str) -> list[Hit]:
        """Give all hits of phrases and patterns, in no order."""
        text += "。"  # so that patterns can ask for the end of a sentence
        hits, to_try = self._lexicon.scan(text)
        for number in to_try:
            regex, entry, _ = self._gaps[number]
            found = regex.search(text)
            if found:
                hits.append(Hit(found.start(), found.end(), entry))
        return hits

    def _entries(self, words: Words) -> Iterator[Entry]:
        for scheme, own in words.schemes.items():
            for grade in ("names", "old_names", "also_said", "heard_as"):
                yield from self._plain("scheme", scheme, grade, getattr(own, grade))
            yield from self._pattern("scheme", scheme, "situations", own.situations)
            yield from self._plain("not", scheme, "not", own.not_)
            for fixed in own.exceptions:
                target = f"{scheme}/{fixed.facet}"
                yield from self._pattern("pair", target, "exceptions", fixed.says)
        for facet, said in words.facets.items():
            yield from self._group("facet", facet, said, said.weight)
            yield from self._plain("facet_not", facet, "not", said.not_)
        for situation in words.situations:
            yield from self._group("situation", situation.id, situation, situation.weight)
        for service in words.services:
            yield from self._group("service", service.id, service)
        for kind in words.emergencies.kinds:
            yield from self._group("emergency", kind.id, kind)
            yield from self._plain("emergency", kind.id, "heard_as", kind.heard_as)
            yield from self._plain("emergency_not", kind.id, "not", kind.not_)
        for talk in words.smalltalk:
            yield from self._group("smalltalk", talk.id, talk)
        for domain in words.outside:
            yield from self._group("outside", domain.id, domain)
            yield from self._plain("not", domain.id, "not", domain.not_)
        yield from self._plain("need", "need", "words", words.normalising.needs)

    def _group(
        self, family: str, target: str, member: object, weight: float = 1.0
    ) -> Iterator[Entry]:
        for grade in ("words", "weak"):
            yield from self._plain(family, target, grade, getattr(member, grade, ()), weight)
        patterns = getattr(member, "patterns", ())
        yield from self._pattern(family, target, "patterns", patterns, weight)

    def _plain(
        self, family: str, target: str, grade: str, phrases: Iterable[str], weight: float = 1.0
    ) -> Iterator[Entry]:
        for phrase in phrases:
            even = self._normalise(phrase)
            if even:
                value = _weight(family, grade, even) * weight
                yield Entry(family, target, value, even, grade)

    def _pattern(
        self, family: str, target: str, grade: str, sources: Iterable[str], weight: float = 1.0
    ) -> Iterator[Entry]:
        for source in sources:
            pattern = compile_pattern(self._even_pattern(source))
            if pattern.is_plain:
                yield from self._plain(family, target, grade, pattern.pieces[0], weight)
                continue
            entry = Entry(family, target, GRADES[grade] * weight, source, grade)
            firm = tuple(piece for piece in pattern.pieces if "" not in piece)
            self._gaps.append(GapPattern(regex_of(pattern.source), entry, firm))


def _weight(family: str, grade: str, phrase: str) -> float:
    """Give more to longer, rarer phrases: two signs count as written, each further one adds."""
    longer = min(len(phrase) - 2, 4)
    step = 0.12 if family == "facet" else 0.05
    return GRADES[grade] * (1.0 + step * max(longer, -1))
