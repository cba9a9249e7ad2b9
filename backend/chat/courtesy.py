"""Small talk: words of courtesy, and a few words that are about nothing."""

from __future__ import annotations

from collections.abc import Sequence

from backend.chat.lexicon import Hit
from backend.chat.reading import ENOUGH, Reading

_WEAK_OUTSIDE = 0.9
_FEW = 8
_QUESTION_SIGNS = frozenset("吗么什怎哪几谁多呢否办查")


def courtesy_in(reading: Reading) -> str | None:
    """Give the small talk a text is, None when it is about something.

    A greeting with a question is the question.
    """
    if not reading.smalltalk:
        return None
    best = reading.ranked[0][1] if reading.ranked else 0.0
    if best >= ENOUGH or reading.outside[1] >= _WEAK_OUTSIDE:
        return None
    if reading.context.scheme and reading.asks_something:
        return None
    chosen = closest(reading.smalltalk)
    covered = sum(hit.end - hit.start for hit in _apart(reading.smalltalk))
    is_whole = any(hit.entry.phrase.startswith("^") for hit in reading.smalltalk)
    is_only = not reading.topics.schemes and is_whole
    return chosen.entry.target if covered * 2 >= len(reading.text) or is_only else None


def closest(heard: Sequence[Hit]) -> Hit:
    """Give the hit that says most: a phrase, which means one thing, before a pattern, then the longest."""
    return max(heard, key=lambda hit: (hit.entry.grade != "patterns", hit.end - hit.start))


def is_idle(reading: Reading) -> bool:
    """Tell whether a few words ask nothing and are about nothing: somebody just talks.

    “我妈病了” asks nothing either, but what was learnt knows what it is about.
    """
    if reading.topics.kept or reading.facets or reading.needs or reading.context.scheme:
        return False
    if not 0 < len(reading.text) <= _FEW or not _QUESTION_SIGNS.isdisjoint(reading.text):
        return False
    return not (reading.judgement and reading.judgement.is_ours)


def _apart(hits: Sequence[Hit]) -> list[Hit]:
    """Give the longest hits that do not overlap."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda one: one.start - one.end):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return kept
