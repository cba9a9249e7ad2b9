"""Phrases heard by two states of the words: which would be answered otherwise. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from backend.chat.matcher import Matcher
from backend.chat.replies import compose_reply
from backend.chat.telling import Outcome, choices_in_words, outcome_of, pairs_of
from backend.chat.understanding import Understanding
from backend.content.places import NATIONAL
from backend.content.twin_files import (
    DANGER,
    OUTSIDE,
    SERVICE,
    SITUATION,
    TALK,
    TwinPhrase,
    phrases,
    unlearnt,
)
from backend.content.words import Words
from backend.rehearsal.answers import Held

_ABOUT: Final = {
    "policy": "项目", "service": "替人办事", "smalltalk": "客气话", "out_of_scope": "归谁管",
    "clarify": "为什么反问",
}  # fmt: skip
ASPECTS: Final = (
    "危险卡片", "先给的号码", "答不答", "项目", "哪一面", "归谁管", "替人办事", "客气话", "为什么反问",
    "反问的选项", "旁边的选项",
)  # fmt: skip


class Ear:
    """The words of one state, ready to hear; `held` gives the texts an answer needs room beside."""

    def __init__(self, words: Words, held: Held, cache_dir: Path) -> None:
        """Compile the words. `cache_dir` is an existing directory of ours."""
        self.words, self._held = words, held
        self.understand = Matcher(words, cache_dir).understand

    def outcome(self, got: Understanding) -> Outcome:
        """Give what a resident would get, choices by number included."""
        reply = compose_reply(got, self._held.library, self.words, self._held.on, NATIONAL)
        return outcome_of(got, pairs_of(reply))


class Asked(NamedTuple):
    """A phrase to be heard; `times` it was asked, `twin` what would be right, None where unknown."""

    text: str
    twin: TwinPhrase | None = None
    times: int = 1


@dataclass(slots=True)
class HeardChange:
    """Phrases that all move from one outcome to another, choices left out; `aspect` names what changes.

    `better` of them were answered wrong before and right now, `worse` the other way round.
    """

    aspect: str
    before: Outcome
    after: Outcome
    texts: list[str] = field(default_factory=list)
    better: int = 0
    worse: int = 0

    @property
    def is_beside(self) -> bool:
        """Tell whether the answer stays, and only what is offered beside it changes."""
        return self.aspect == ASPECTS[-1]


def aspect_of(was: Outcome, becomes: Outcome) -> str:
    """Name what of the answer changes, the gravest first; see ASPECTS."""
    kinds = {was.kind, becomes.kind}
    if "emergency" in kinds:
        return "危险卡片"
    if len(kinds) > 1:
        return "答不答"
    if was.about != becomes.about:
        return _ABOUT[was.kind]
    if was.facet != becomes.facet:
        return "哪一面"
    if was.warns != becomes.warns:
        return "先给的号码"
    return ASPECTS[-2] if was.kind == "clarify" else ASPECTS[-1]


def phrases_of(twins: Path, more: Iterable[str] = ()) -> list[Asked]:
    """Give every test phrase of a folder once, and `more` of which nobody said what is right."""
    found: dict[str, Asked] = {}
    for one in chain(phrases(twins), unlearnt(twins)) if twins.is_dir() else ():
        found.setdefault(one.text, Asked(one.text, one))
    for text in more:
        found.setdefault(text, Asked(text))
    return [*found.values()]


def heard_changes(before: Ear, after: Ear, asked: Iterable[Asked]) -> list[HeardChange]:
    """Give what is answered otherwise: the gravest first, then what goes wrong, then the most frequent."""
    found: dict[tuple[str, Outcome, Outcome], HeardChange] = {}
    for one, heard, heard_now in _differing(before, after, asked):
        was, becomes = before.outcome(heard), after.outcome(heard_now)
        if was == becomes:
            continue
        key = aspect_of(was, becomes), was.bare, becomes.bare
        group = found.setdefault(key, HeardChange(*key))
        group.texts.append(_shown(one, was, becomes))
        if one.twin and not one.twin.topic.startswith(SITUATION):  # of those the lead is not told
            was_right, is_right = _takes(one.twin, heard), _takes(one.twin, heard_now)
            group.better += is_right and not was_right
            group.worse += was_right and not is_right
    return sorted(
        found.values(), key=lambda one: (ASPECTS.index(one.aspect), -one.worse, -len(one.texts))
    )


def _shown(one: Asked, was: Outcome, becomes: Outcome) -> str:
    said = f"{one.text}（问过 {one.times} 回）" if one.times > 1 else one.text
    if was.bare != becomes.bare:
        return said
    return f"{said}：{choices_in_words(was)} → {choices_in_words(becomes)}"


def _differing(
    before: Ear, after: Ear, asked: Iterable[Asked]
) -> Iterator[tuple[Asked, Understanding, Understanding]]:
    for one in asked:
        was, becomes = before.understand(one.text), after.understand(one.text)
        if _told(was) != _told(becomes):
            yield one, was, becomes


def _told(got: Understanding) -> tuple[object, ...]:
    """Give all a reply is made from, so that it need not be made where nothing differs."""
    return (
        got.kind, got.scheme, got.facet, got.alternatives, got.topic, got.warns, got.normalised,
        [(hit.entry.family, hit.entry.grade == "situations") for hit in got.spoke],
    )  # fmt: skip


def _takes(twin: TwinPhrase, got: Understanding) -> bool:
    """Tell whether an understanding is right for a test phrase."""
    topic = _topic(twin, got)
    if twin.is_miss:
        is_group = twin.topic == DANGER  # known to be none of them
        return not topic.startswith(DANGER) if is_group else topic != twin.topic
    if twin.domain and topic == OUTSIDE:
        return got.topic == twin.domain
    return twin.takes(topic, got.facet if twin.facet else None)


def _topic(twin: TwinPhrase, got: Understanding) -> str:
    """Give what was made of a phrase, in the words of the phrases."""
    if got.kind == "emergency":
        return DANGER + str(got.topic)
    if got.kind == "out_of_scope":
        return OUTSIDE
    if got.kind == "service" and twin.topic.startswith(SERVICE):
        return SERVICE + str(got.topic)
    return got.scheme or (TALK if got.kind == "smalltalk" else got.kind)
