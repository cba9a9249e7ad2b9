"""What the learnt weights look at: pieces of the words, and what the rules heard, as plain names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import add

from backend.chat.emergencies import Alarm
from backend.chat.facets import FacetScore
from backend.chat.lexicon import Hit
from backend.chat.topics import Topics, is_name

_STEP, _MOST = 0.4, 2.5
NAME = "△"


def framed(text: str) -> str:
    """Give the text between ^ and $, so that pieces know its ends."""
    return f"^{text}$"


def pieces(text: str) -> set[str]:
    """Give every run of one to three signs of a framed text."""
    signs = framed(text)
    twos = list(map(add, signs, signs[1:]))
    return {*signs, *twos, *map(add, twos, signs[2:])}


def with_names_hidden(text: str, kept: Iterable[Hit]) -> str:
    """Put one sign in place of every scheme name: what is asked of one is asked of all."""
    out, at = [], 0
    for hit in sorted((hit for hit in kept if is_name(hit)), key=lambda hit: hit.start):
        if hit.start >= at:
            out += [text[at : hit.start], NAME]
            at = hit.end
    return "".join([*out, text[at:]])


def heard_of_topic(topics: Topics, alarm: Alarm | None) -> set[str]:
    """Give what the rules heard of the topic: beside the pieces of the text, all there is to weigh."""
    found: set[str] = set()
    if alarm:
        when = "told" if alarm.is_mention else "past" if alarm.is_past else "now"
        found.update((f"@alarm:{alarm.kind.id}", f"@alarm:{when}"))
    for scheme, score in topics.schemes.items():
        found.update(_steps(f"@{scheme}", score))
    for domain, score in topics.outside.items():
        found.update(_steps(f"@{domain}", score))
    if topics.outside:
        found.update(_steps("@outside", max(topics.outside.values())))
    if topics.schemes:
        best = max(topics.schemes, key=topics.schemes.__getitem__)
        found.add(f"@first:{best}")
        found.update(_steps("@ours", topics.schemes[best]))
    else:
        found.add("@first:")
    found.update(f"@named:{scheme}" for scheme in topics.named)
    found.update(f"@fixed:{scheme}" for scheme in topics.fixed)
    return found


def heard_of_side(facets: Sequence[FacetScore], fixed: Mapping[str, str]) -> set[str]:
    """Give what the rules heard of the side asked; its pieces are those of the hidden text."""
    found = {f"@fixed:{facet}" for facet in fixed.values()}
    for one in facets:
        found.update(_steps(f"@{one.facet}", one.score))
    if facets:
        found.add(f"@first:{facets[0].facet}")
    return found


def scheme_feature(scheme: str) -> str:
    """Give the feature that says of which scheme a side is asked."""
    return f"@of:{scheme}"


def _steps(name: str, score: float) -> list[str]:
    """Give one feature for each step a score reaches, so that weights can bend."""
    return [f"{name}>{step}" for step in range(1, int(min(score, _MOST) / _STEP) + 1)]
