"""Which side of a scheme is asked: the words of fifteen facets, weighed."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from backend.chat.lexicon import Hit, outermost

_SECOND, _THIRD = 0.25, 0.1
_ADJACENT = 0.25
_by_score = itemgetter(1)
_quick = tuple.__new__  # what FacetScore(...) does, without its price


class FacetScore(NamedTuple):
    """A facet and how strongly the text speaks for it; best first in lists."""

    facet: str
    score: float


def rank_facets(
    hits: Sequence[Hit], lifted: Sequence[Hit], names: Sequence[Hit]
) -> list[FacetScore]:
    """Give the facets of a text, best first.

    `lifted` are phrases that belong elsewhere, `names` the scheme words: a facet word inside one is
    no question, one right beside it is asked of the scheme.
    """
    if lifted:
        hits = [hit for hit in hits if not _is_covered(hit, lifted)]
    words: list[Hit] = []
    patterns: list[Hit] = []
    for hit in hits:
        _, _, (_, _, _, _, grade) = hit
        if grade == "patterns":
            patterns.append(hit)
        elif not names or not _inside(hit, names):
            words.append(hit)
    plain, _ = outermost(words)
    spoken: dict[str, dict[int, float]] = {}
    for hit in plain:
        _note(spoken, hit, _ADJACENT if names and _is_beside(hit, names) else 0.0)
    for hit in patterns:
        _note(spoken, hit, 0.0)
    ranked = [_quick(FacetScore, (facet, _total([*own.values()]))) for facet, own in spoken.items()]
    if len(ranked) > 1:
        ranked.sort(key=_by_score, reverse=True)
    return ranked


def _note(spoken: dict[str, dict[int, float]], hit: Hit, more: float) -> None:
    start, _, (_, facet, weight, _, _) = hit
    weight += more
    own = spoken.get(facet)
    if own is None:
        spoken[facet] = {start: weight}
    elif weight > own.get(start, 0.0):
        own[start] = weight


def _total(weights: list[float]) -> float:
    """Give the strongest whole, the next in part: many words of one kind are one question."""
    if len(weights) == 1:
        return weights[0]
    first, *rest = sorted(weights, reverse=True)
    return first + sum(part * weight for part, weight in zip((_SECOND, _THIRD), rest, strict=False))


def _is_covered(hit: Hit, lifted: Sequence[Hit]) -> bool:
    return any(
        no.entry.target == hit.entry.target and no.start < hit.end and hit.start < no.end
        for no in lifted
    )


def _inside(hit: Hit, names: Sequence[Hit]) -> bool:
    start, end, _ = hit
    for first, last, _ in names:
        # A word that closes a longer name (最低生活保障标准) is asked all the same.
        if first <= start and end <= last and not (end == last and start > first + 1):
            return True
    return False


def _is_beside(hit: Hit, names: Sequence[Hit]) -> bool:
    start, end, _ = hit
    return any(0 <= start - last <= 2 or 0 <= first - end <= 1 for first, last, _ in names)
