"""What the learnt weights look at: pieces of the words, and what the rules heard, as plain names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from backend.chat.emergencies import Alarm
from backend.chat.facets import FacetScore
from backend.chat.lexicon import Hit
from backend.chat.topics import Topics, is_name

_LONGEST = 3
_STEP, _MOST = 0.4, 2.5
NAME = "△"


def pieces(text: str) -> set[str]:
    """Give every run of one to three signs of a text; ^ and $ stand for its ends."""
    framed = f"^{text}$"
    size = len(framed)
    return {
        framed[at : at + length]
        for length in range(1, _LONGEST + 1)
        for at in range(size - length + 1)
    }


def pairs(text: str) -> set[str]:
    """Give pairs of signs with one or two others between them, so that a word put in does no harm."""
    found = {f"{a}*{b}" for a, b in zip(text, text[2:], strict=False)}
    found.update(f"{a}**{b}" for a, b in zip(text, text[3:], strict=False))
    return found


def with_names_hidden(text: str, kept: Iterable[Hit]) -> str:
    """Put one sign in place of every scheme name: what is asked of one is asked of all."""
    out, at = [], 0
    for hit in sorted((hit for hit in kept if is_name(hit)), key=lambda hit: hit.start):
        if hit.start >= at:
            out += [text[at : hit.start], NAME]
            at = hit.end
    return "".join([*out, text[at:]])


def topic_features(text: str, topics: Topics, alarm: Alarm | None) -> set[str]:
    """Give the features that tell what a text is about."""
    found = pieces(text)
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


def facet_features(
    text: str, kept: Iterable[Hit], facets: Sequence[FacetScore], fixed: Mapping[str, str]
) -> set[str]:
    """Give the features that tell which side is asked, whatever the scheme."""
    hidden = with_names_hidden(text, kept)
    found = pieces(hidden) | pairs(hidden)
    for one in facets:
        found.update(_steps(f"@{one.facet}", one.score))
    if facets:
        found.add(f"@first:{facets[0].facet}")
    found.update(f"@fixed:{facet}" for facet in fixed.values())
    return found


def scheme_feature(scheme: str) -> str:
    """Give the feature that says of which scheme a side is asked."""
    return f"@of:{scheme}"


def is_heard(feature: str) -> bool:
    """Tell whether the feature is something the rules heard, not a piece of the text."""
    return feature.startswith("@")


def _steps(name: str, score: float) -> list[str]:
    """Give one feature for each step a score reaches, so that weights can bend."""
    return [f"{name}>{step}" for step in range(1, int(min(score, _MOST) / _STEP) + 1)]
