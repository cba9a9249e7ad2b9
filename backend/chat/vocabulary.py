"""The words of `intents/` compiled into one lexicon with weights; patterns with gaps beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backend.chat.lexicon import Entry, Hit, Lexicon
from backend.content.normalising import Normaliser
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


class Listed(NamedTuple):
    """A phrase or pattern as a content file lists it; `family`, `target`, `grade` as in Entry."""

    family: str
    target: str
    grade: str
    said: str
    weight: float = 1.0

    @property
    def is_pattern(self) -> bool:
        """Tell whether it is written in the language of patterns."""
        return self.grade in ("situations", "exceptions", "patterns")


def listed(words: Words) -> Iterator[Listed]:
    """Give every phrase and pattern of `intents/` that is looked for in texts."""
    for scheme, own in words.schemes.items():
        for grade in ("names", "old_names", "also_said", "heard_as", "situations"):
            yield from _each("scheme", scheme, grade, getattr(own, grade))
        yield from _each("not", scheme, "not", own.not_)
        for fixed in own.exceptions:
            yield from _each("pair", f"{scheme}/{fixed.facet}", "exceptions", fixed.says)
    for facet, asked in words.facets.items():
        yield from _group("facet", facet, asked, asked.weight)
        yield from _each("facet_not", facet, "not", asked.not_)
    for situation in words.situations:
        yield from _group("situation", situation.id, situation, situation.weight)
    for service in words.services:
        yield from _group("service", service.id, service)
    for kind in words.emergencies.kinds:
        yield from _group("emergency", kind.id, kind)
        yield from _each("emergency", kind.id, "heard_as", kind.heard_as)
        yield from _each("emergency_not", kind.id, "not", kind.not_)
    for talk in words.smalltalk:
        yield from _group("smalltalk", talk.id, talk)
    for domain in words.outside:
        yield from _group("outside", domain.id, domain)
        yield from _each("not", domain.id, "not", domain.not_)
    yield from _each("need", "need", "words", words.normalising.needs)


def _group(family: str, target: str, member: object, weight: float = 1.0) -> Iterator[Listed]:
    for grade in ("words", "weak", "patterns"):
        yield from _each(family, target, grade, getattr(member, grade, ()), weight)


def _each(
    family: str, target: str, grade: str, said: Iterable[str], weight: float = 1.0
) -> Iterator[Listed]:
    return (Listed(family, target, grade, one, weight) for one in said)


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
                start, end = found.span()
                hits.append(Hit(start, end, entry))
        return hits

    def entries_of(self, one: Listed) -> list[Entry]:
        """Give what a listed phrase or pattern puts into hits."""
        return [*self._entries_of(one, [])]

    def _entries(self, words: Words) -> Iterator[Entry]:
        """Give the entries of the automaton; patterns with gaps are kept beside it."""
        for one in listed(words):
            gaps: list[GapPattern] = []
            found = [*self._entries_of(one, gaps)]
            self._gaps += gaps
            yield from () if gaps else found

    def _entries_of(self, one: Listed, gaps: list[GapPattern]) -> Iterator[Entry]:
        if not one.is_pattern:
            yield from self._plain(one, [one.said])
            return
        pattern = compile_pattern(self._even_pattern(one.said))
        if pattern.is_plain:
            yield from self._plain(one, pattern.pieces[0])
            return
        entry = Entry(one.family, one.target, GRADES[one.grade] * one.weight, one.said, one.grade)
        firm = tuple(piece for piece in pattern.pieces if "" not in piece)
        gaps.append(GapPattern(regex_of(pattern.source), entry, firm))
        yield entry

    def _plain(self, one: Listed, phrases: Iterable[str]) -> Iterator[Entry]:
        for phrase in phrases:
            even = self._normalise(phrase)
            if even:
                value = _weight(one.family, one.grade, even) * one.weight
                yield Entry(one.family, one.target, value, even, one.grade)


def _weight(family: str, grade: str, phrase: str) -> float:
    """Give more to longer, rarer phrases: two signs count as written, each further one adds."""
    longer = min(len(phrase) - 2, 4)
    step = 0.12 if family == "facet" else 0.05
    return GRADES[grade] * (1.0 + step * max(longer, -1))
