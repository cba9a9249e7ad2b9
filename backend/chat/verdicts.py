"""The order of precedence: danger, service, ours, not ours, courtesy; and what else it could be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.chat.emergencies import Alarm
from backend.chat.facets import FacetScore
from backend.chat.facts import read_facts
from backend.chat.lexicon import Hit
from backend.chat.topics import Topics
from backend.chat.understanding import Candidate, Context, Kind, Matched, Understanding
from backend.content.word_files import Service
from backend.content.words import Words

ENOUGH = 0.5
CLOSE = 0.9
_MOST_ALTERNATIVES = 4
_FIXED = 1.0
_COURTEOUS = 0.9
_FEW = 8
_QUESTION_SIGNS = "吗么什怎哪几谁多呢否办查"


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read off one text, before anything is decided."""

    text: str
    tokens: Sequence[str]
    topics: Topics
    facets: Sequence[FacetScore]
    alarm: Alarm | None
    smalltalk: Sequence[Hit]
    needs: Sequence[Hit]
    facet_hits: Sequence[Hit]
    context: Context
    is_follow_up: bool


def decide(reading: Reading, words: Words) -> Understanding:
    """Give the understanding of a reading."""
    topics, alarm = reading.topics, reading.alarm
    ranked = sorted(topics.schemes.items(), key=lambda one: -one[1])
    best = ranked[0][1] if ranked else 0.0
    outside = max(topics.outside.items(), key=lambda one: one[1], default=("", 0.0))
    if alarm and alarm.kind.level != "E2":
        return _emergency(reading, words, alarm, ranked)
    service = _service(reading, words)
    if service:
        return _served(reading, words, service, ranked)
    if best < ENOUGH and outside[1] < _COURTEOUS and _is_courtesy(reading):
        return _said(reading, words, "smalltalk", 0.9, reading.smalltalk[0].entry.target)
    if _is_small_talk(reading):
        return _said(reading, words, "smalltalk", 0.5, words.smalltalk[-1].id)
    if not _is_ours(topics, ranked, outside[1]):
        inherited = _inherited(reading, outside[1])
        return inherited or _outside(reading, words, outside, ranked)
    return _policy(reading, words, ranked)


def _is_ours(topics: Topics, ranked: list[tuple[str, float]], outside: float) -> bool:
    """Tell whether a scheme outweighs the fields that are not ours."""
    if not ranked or ranked[0][1] < ENOUGH:
        return False
    scheme, score = ranked[0]
    if topics.named or scheme in topics.fixed:
        return True
    return score >= outside


def _is_courtesy(reading: Reading) -> bool:
    if not reading.smalltalk:
        return False
    covered = sum(hit.end - hit.start for hit in _longest(reading.smalltalk))
    return covered * 2 >= len(reading.text) or (
        not reading.topics.schemes and any("^" in h.entry.phrase for h in reading.smalltalk)
    )


def _is_small_talk(reading: Reading) -> bool:
    """Tell whether a few words ask nothing and are about nothing: somebody just talks."""
    says_nothing = not (reading.topics.kept or reading.facets or reading.needs)
    return (
        0 < len(reading.text) <= _FEW
        and says_nothing
        and not reading.context.scheme
        and not any(sign in reading.text for sign in _QUESTION_SIGNS)
    )


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda one: one.start - one.end):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return kept


def _service(reading: Reading, words: Words) -> Service | None:
    if not reading.topics.services:
        return None
    hit = max(reading.topics.services, key=lambda one: one.entry.weight)
    service = next(one for one in words.services if one.id == hit.entry.target)
    if service.needs_scheme and not reading.topics.schemes:
        return None
    if reading.topics.outside and not reading.topics.schemes and service.id != "person":
        return None
    return service


def facet_of(reading: Reading, words: Words, scheme: str) -> tuple[str, list[FacetScore]]:
    """Give the facet asked of `scheme` and all facets read, best first."""
    ranked = list(reading.facets)
    fixed = reading.topics.fixed.get(scheme)
    if fixed:
        own = next((one.score for one in ranked if one.facet == fixed), 0.0)
        ranked = [one for one in ranked if one.facet != fixed]
        ranked.append(FacetScore(fixed, own + _FIXED))
        ranked.sort(key=lambda one: -one.score)
    if ranked and ranked[0].score >= ENOUGH:
        return ranked[0].facet, ranked
    for situation in words.situations:
        if situation.id in reading.topics.situations and situation.facet:
            if scheme in reading.topics.named and len(reading.text) < 10:
                break
            return situation.facet, ranked
    if ranked:
        return ranked[0].facet, ranked
    return ("overview" if len(reading.text) < 20 else "eligibility"), ranked


def _policy(reading: Reading, words: Words, ranked: list[tuple[str, float]]) -> Understanding:
    ranked = _asked_last(reading, ranked)
    scheme, score = ranked[0]
    facet, facets = facet_of(reading, words, scheme)
    others = _alternatives(reading, words, ranked, facets, (scheme, facet))
    runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
    sure = min(score, 1.5) / 1.5 * (0.6 + 0.4 * (1 - min(runner_up / score, 1.0)))
    return _said(
        reading, words, "policy", round(min(0.99, 0.3 + 0.7 * sure), 2),
        reading.topics.situations[0] if reading.topics.situations else None,
        scheme=scheme, facet=facet, alternatives=others,
        warns=reading.alarm.kind.id if reading.alarm else None,
    )  # fmt: skip


def _asked_last(reading: Reading, ranked: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """For “can I have both” put the scheme named last first: it is the one asked for."""
    named = reading.topics.named
    if len(named) < 2 or not reading.facets or reading.facets[0].facet != "interaction":
        return ranked
    last = max(named, key=lambda scheme: max(hit.start for hit in named[scheme]))
    return sorted(ranked, key=lambda one: (one[0] != last, -one[1]))


def _alternatives(
    reading: Reading,
    words: Words,
    ranked: list[tuple[str, float]],
    facets: list[FacetScore],
    taken: tuple[str, str],
) -> tuple[Candidate, ...]:
    """Give what else was close: other facets of the scheme, other schemes, best first."""
    scheme, facet = taken
    top = ranked[0][1]
    best_facet = facets[0].score if facets else 1.0
    found = [
        Candidate(scheme, one.facet, round(0.6 * one.score / max(best_facet, one.score), 2))
        for one in facets
        if one.facet != facet
    ][:2]
    for other, score in ranked[1:]:
        share = round(0.6 * min(score / top, 1.0), 2)
        found.append(Candidate(other, facet_of(reading, words, other)[0], share))
    found.sort(key=lambda one: -one.confidence)
    return tuple(found[:_MOST_ALTERNATIVES])


def _served(
    reading: Reading, words: Words, service: Service, ranked: list[tuple[str, float]]
) -> Understanding:
    scheme = service.scheme or (ranked[0][0] if ranked else reading.context.scheme)
    if service.facet and scheme is None and service.id != "window_phone":
        scheme = "general"
    facet = service.facet if scheme else None
    return _said(reading, words, "service", 0.9, service.id, scheme=scheme, facet=facet)


def _emergency(
    reading: Reading, words: Words, alarm: Alarm, ranked: list[tuple[str, float]]
) -> Understanding:
    others = tuple(
        Candidate(scheme, facet_of(reading, words, scheme)[0], 0.3) for scheme, _ in ranked[:2]
    )
    sure = 0.8 if alarm.is_past else 0.97
    return _said(reading, words, "emergency", sure, alarm.kind.id, alternatives=others)


def _inherited(reading: Reading, outside: float) -> Understanding | None:
    """Take the scheme of the conversation for a question that names none."""
    scheme = reading.context.scheme
    if not scheme or outside or not (reading.facets or reading.is_follow_up):
        return None
    facet = reading.facets[0].facet if reading.facets else (reading.context.facet or "overview")
    return Understanding(
        "policy", scheme, facet, 0.75, normalised=reading.text, tokens=tuple(reading.tokens),
        matched=_matched(reading), is_follow_up=True,
    )  # fmt: skip


def _outside(
    reading: Reading,
    words: Words,
    outside: tuple[str, float],
    ranked: list[tuple[str, float]],
) -> Understanding:
    others = tuple(
        Candidate(scheme, facet_of(reading, words, scheme)[0], round(min(score, 1.0) * 0.4, 2))
        for scheme, score in ranked[:2]
    )
    topic, score = outside
    sure = min(0.95, 0.5 + 0.3 * score) if topic else 0.4
    return _said(reading, words, "out_of_scope", sure, topic or None, alternatives=others)


def _matched(reading: Reading) -> tuple[Matched, ...]:
    spoke = [*reading.topics.kept, *reading.facet_hits, *reading.smalltalk, *reading.needs]
    if reading.alarm:
        spoke.insert(0, reading.alarm.hit)
    return tuple(
        Matched(
            reading.text[hit.start : hit.end],
            f"{hit.entry.family}:{hit.entry.target}",
            round(hit.entry.weight, 2),
        )
        for hit in spoke
    )


def _said(
    reading: Reading,
    words: Words,
    kind: Kind,
    confidence: float,
    topic: str | None,
    *,
    scheme: str | None = None,
    facet: str | None = None,
    alternatives: tuple[Candidate, ...] = (),
    warns: str | None = None,
) -> Understanding:
    rejected = tuple(hit.entry.phrase for hit in reading.topics.rejected)
    return Understanding(
        kind, scheme, facet, confidence, alternatives, _matched(reading), rejected,
        read_facts(reading.text), reading.text, tuple(reading.tokens), topic, warns=warns,
    )  # fmt: skip
