"""Everything read off one text, before anything is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from backend.chat.emergencies import Alarm
from backend.chat.facets import FacetScore
from backend.chat.judging import Judgement
from backend.chat.lexicon import Hit
from backend.chat.topics import Topics
from backend.chat.understanding import Context
from backend.content.words import Words

_by_score = itemgetter(1)
ENOUGH = 0.5
_FIXED = 1.0
_SHORT, _BARE = 20, 10


@dataclass(slots=True)
class Reading:
    """What was heard, and by which words; `ranked` are schemes with their scores, best first.

    Never changed once made; `frozen` would say so, and make it four times as dear.
    """

    text: str
    tokens: Sequence[str]
    topics: Topics
    ranked: Sequence[tuple[str, float]]
    facets: Sequence[FacetScore]
    alarm: Alarm | None
    judgement: Judgement | None
    smalltalk: Sequence[Hit]
    needs: Sequence[Hit]
    facet_hits: Sequence[Hit]
    context: Context
    is_follow_up: bool

    @property
    def outside(self) -> tuple[str, float]:
        """Give the strongest field that is not ours, with its score."""
        fields = self.topics.outside
        return max(fields.items(), key=_by_score) if fields else ("", 0.0)

    @property
    def asks_something(self) -> bool:
        """Tell whether a facet was heard clearly enough."""
        return bool(self.facets) and self.facets[0].score >= ENOUGH


def facet_of(reading: Reading, words: Words, scheme: str) -> tuple[str, list[FacetScore]]:
    """Give the facet asked of `scheme`, and all facets heard, best first."""
    if reading.judgement:
        sides = reading.judgement.sides.of(scheme)
        return sides[0].facet, sides
    heard = list(reading.facets)
    fixed = reading.topics.fixed.get(scheme)
    if fixed:
        own = next((one.score for one in heard if one.facet == fixed), 0.0)
        heard = [one for one in heard if one.facet != fixed]
        heard.append(FacetScore(fixed, own + _FIXED))
        heard.sort(key=lambda one: -one.score)
    if heard and heard[0].score >= ENOUGH:
        return heard[0].facet, heard
    is_bare = scheme in reading.topics.named and len(reading.text) < _BARE
    for situation in words.situations if not is_bare else ():
        if situation.id in reading.topics.situations and situation.facet:
            return situation.facet, heard
    if heard:
        return heard[0].facet, heard
    return ("overview" if len(reading.text) < _SHORT else "eligibility"), heard


def likely_facet(reading: Reading, words: Words, scheme: str) -> str:
    """Give the facet asked of `scheme`."""
    if reading.judgement:
        return reading.judgement.sides.first_of(scheme)
    return facet_of(reading, words, scheme)[0]


def spoke(reading: Reading) -> tuple[Hit, ...]:
    """Give every hit that spoke, a danger first."""
    alarm = (reading.alarm.hit,) if reading.alarm and reading.alarm.hit else ()
    return (
        *alarm, *reading.topics.kept, *reading.facet_hits, *reading.smalltalk, *reading.needs
    )  # fmt: skip
