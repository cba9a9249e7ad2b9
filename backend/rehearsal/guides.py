"""Guides whose page would read differently, with the number of codes that lead there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from backend.content.names import Scheme
from backend.content.places import NATIONAL, lineage
from backend.guides.contents import GuideContent, guide_content
from backend.guides.queries import codes_by_place_and_topic
from backend.rehearsal.answers import Held


@dataclass(frozen=True, slots=True)
class GuideChange:
    """The guide of one topic, which elements change, and how many codes in use lead to it."""

    topic: str
    title: str
    elements: tuple[str, ...]
    codes: int


_ELEMENTS = {
    "item": "事项", "conditions": "条件", "standard": "标准", "materials": "申请材料",
    "papers": "要带的", "never_asked": "不得索要", "procedure": "办理流程", "steps": "步骤",
    "time_limits": "时限", "limits": "时限数字", "where": "去哪办", "contact": "联系方式",
    "appeal": "不服怎么办",
}  # fmt: skip


def guide_changes(before: Held, after: Held) -> list[GuideChange]:
    """Give the guides in use that change, by topic. Only dates of checking do not count."""
    codes: Counter[str] = Counter()
    elements: dict[str, set[str]] = {}
    seen: dict[tuple[str, str], frozenset[str]] = {}
    standing = before.library.places | after.library.places
    for (place, topic), count in codes_by_place_and_topic().items():
        if topic not in set(Scheme):
            continue
        # Places no file names read alike: one look for all of them.
        alike = next((code for code in lineage(place) if code in standing), NATIONAL)
        key = (alike, topic)
        if key not in seen:
            seen[key] = _changed(_content(before, alike, topic), _content(after, alike, topic))
        if seen[key]:
            codes[topic] += count
            elements.setdefault(topic, set()).update(seen[key])
    return [
        GuideChange(
            topic,
            Scheme(topic).title_zh,
            tuple(title for name, title in _ELEMENTS.items() if name in elements[topic]),
            codes[topic],
        )
        for topic in Scheme
        if topic in elements
    ]


def _content(held: Held, place: str, topic: str) -> GuideContent:
    return guide_content(held.library, topic, place, held.on, None)


def _changed(before: GuideContent, after: GuideContent) -> frozenset[str]:
    return frozenset(
        name for name in _ELEMENTS if _bare(getattr(before, name)) != _bare(getattr(after, name))
    )


def _bare(value: object) -> object:
    """Leave out the day of the last check: checking again changes nothing a resident reads."""
    if hasattr(value, "checked_on"):
        return replace(value, checked_on="")  # type: ignore[type-var]
    return value
