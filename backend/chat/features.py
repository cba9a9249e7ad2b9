"""What the learnt weights look at: pieces of the words, and what the rules heard, as plain names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import add, itemgetter

from backend.chat.emergencies import Alarm
from backend.chat.facets import FacetScore
from backend.chat.lexicon import Hit
from backend.chat.topics import Topics

_STEP, _MOST = 0.4, 2.5
HIGHEST = int(_MOST / _STEP)
WHOLE = -1
NAME, OF_SCHEME = "△", "@of:"
_by_start = itemgetter(0)

Heard = dict[str, int]  # a feature's name, and how many steps its score reaches: WHOLE has no score


def framed(text: str) -> str:
    """Give the text between ^ and $, so that pieces know its ends."""
    return f"^{text}$"


def pieces(text: str) -> set[str]:
    """Give every run of one to three signs of a framed text."""
    signs = framed(text)
    twos = list(map(add, signs, signs[1:]))
    return {*signs, *twos, *map(add, twos, signs[2:])}


def names_apart(names: Iterable[Hit]) -> list[tuple[int, int]]:
    """Give where scheme names stand, in order; of two that overlap the first."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in sorted(names, key=_by_start):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans


def with_hidden(text: str, names: Iterable[tuple[int, int]]) -> str:
    """Put one sign in place of every scheme name: what is asked of one is asked of all."""
    out, at = [], 0
    for start, end in names:
        out += [text[at:start], NAME]
        at = end
    return "".join([*out, text[at:]])


def heard_of_topic(topics: Topics, alarm: Alarm | None) -> Heard:
    """Give what the rules heard of the topic: beside the pieces of the text, all there is to weigh."""
    found: Heard = {}
    if alarm:
        when = "told" if alarm.is_mention else "past" if alarm.is_past else "now"
        found[f"@alarm:{alarm.kind.id}"] = found[f"@alarm:{when}"] = WHOLE
    for scheme, score in topics.schemes.items():
        found[f"@{scheme}"] = _steps(score)
    for domain, score in topics.outside.items():
        found[f"@{domain}"] = _steps(score)
    if topics.outside:
        found["@outside"] = _steps(max(topics.outside.values()))
    if topics.schemes:
        best = max(topics.schemes, key=topics.schemes.__getitem__)
        found[f"@first:{best}"] = WHOLE
        found["@ours"] = _steps(topics.schemes[best])
    else:
        found["@first:"] = WHOLE
    for scheme in topics.named:
        found[f"@named:{scheme}"] = WHOLE
    for scheme in topics.fixed:
        found[f"@fixed:{scheme}"] = WHOLE
    return found


def heard_of_side(facets: Sequence[FacetScore], fixed: Mapping[str, str]) -> Heard:
    """Give what the rules heard of the side asked; its pieces are those of the hidden text."""
    found = {f"@fixed:{facet}": WHOLE for facet in fixed.values()}
    for facet, score in facets:
        found[f"@{facet}"] = _steps(score)
    if facets:
        found[f"@first:{facets[0].facet}"] = WHOLE
    return found


def scheme_feature(scheme: str) -> str:
    """Give the feature that says of which scheme a side is asked."""
    return f"{OF_SCHEME}{scheme}"


def spelled(heard: Heard) -> set[str]:
    """Give the features by name, one for each step a score reaches, so that weights can bend."""
    found: set[str] = set()
    for name, steps in heard.items():
        found.update((name,) if steps == WHOLE else stairs(name, steps))
    return found


def stairs(name: str, steps: int) -> list[str]:
    """Give one feature for each step."""
    return [f"{name}>{step}" for step in range(1, steps + 1)]


def _steps(score: float) -> int:
    return int(score / _STEP) if score < _MOST else HIGHEST
