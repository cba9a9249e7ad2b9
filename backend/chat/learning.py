"""From the test phrases to the weights: read every phrase, take its features, fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from backend.chat.features import (
    heard_of_side,
    heard_of_topic,
    names_apart,
    pieces,
    scheme_feature,
    spelled,
    with_hidden,
)
from backend.chat.fitting import ALSO, NOT, PENALTY, RAREST, RATE, SMALLEST, STEPS, fit
from backend.chat.matcher import Matcher
from backend.chat.reading import Reading
from backend.content.twin_files import ALARM, DANGER, OUTSIDE, SERVICE, TALK, TwinPhrase, phrases
from backend.content.weight_files import NO_WEIGHTS, Weights, written
from backend.content.words import Words

_CALM = "calm"

Read = tuple[TwinPhrase, Reading]


def learn(words: Words, twins: Path, cache_dir: Path) -> dict[str, Weights]:
    """Give the tables of `WEIGHT_FILES` learnt from the phrases of a folder."""
    return fit_tables(read_phrases(phrases(twins), untaught(words, cache_dir)), words)


def untaught(words: Words, cache_dir: Path) -> Matcher:
    """Give a matcher that has the words and no weights."""
    return Matcher(replace(words, weights={}), cache_dir)


def read_phrases(said: Iterable[TwinPhrase], matcher: Matcher) -> list[Read]:
    """Give the phrases with what the words alone hear in them."""
    return [(one, matcher.read(one.text)) for one in said]


def fit_tables(read: Iterable[Read], words: Words) -> dict[str, Weights]:
    """Fit all tables on phrases with their readings; `made` of each says from what."""
    return {
        lesson.name: replace(fitted, made=_made(lesson, fitted))
        for lesson in lessons(read, words)
        for fitted in (_fitted(lesson),)
    }


def stale(words: Words, read: Iterable[Read]) -> list[str]:
    """Give the names of tables that were not learnt from just these phrases, or were changed since.

    The digest is taken of the features themselves: it is another one as soon as a phrase, a word
    or the code gives the fit something else to learn, and the same for a comment or a reply.
    """
    found = []
    for lesson in lessons(read, words):
        table = words.weights.get(lesson.name, NO_WEIGHTS)
        if tuple(table.made) != _made(lesson, table):
            found.append(lesson.name)
    return found


class Lesson(NamedTuple):
    """What one table is learnt from: features and labels of every phrase, and the classes.

    `alarms` tells for every phrase whether it is a danger, whichever; empty where that is not asked.
    """

    name: str
    features: list[set[str]]
    labels: list[list[str]]
    classes: list[str]
    alarms: Sequence[bool] = ()


def lessons(read: Iterable[Read], words: Words) -> tuple[Lesson, ...]:
    """Give what each table is learnt from; what we do for somebody is not weighed."""
    kept = [(one, reading) for one, reading in read if not one.topic.startswith(SERVICE)]
    sided = [(one, reading) for one, reading in kept if one.facet]
    foreign = [(one.domain, reading) for one, reading in kept if one.domain]
    dangers = (DANGER + one.id for one in words.emergencies.kinds)
    return (
        Lesson(
            "topics",
            [_abouts(heard) for _, heard in kept],
            [[NOT * one.is_miss + one.topic, *(topic for topic, _ in one.also)] for one, _ in kept],
            [*words.schemes, OUTSIDE, TALK, *dangers],
            [one.is_danger for one, _ in kept],
        ),
        Lesson(
            "facets",
            [_sides(one, heard) for one, heard in sided],
            [_asked(one) for one, _ in sided],
            list(words.facets),
        ),
        Lesson(
            "domains",
            [_abouts(heard) for _, heard in foreign],
            [[domain] for domain, _ in foreign],
            [one.id for one in words.outside],
        ),
    )


def _fitted(lesson: Lesson) -> Weights:
    """Fit the classes; and beside them, in a column of its own, danger or none.

    Ten kinds of danger share what they have in common when nobody asks which: a danger told in
    words of its own is more often found so than by adding up the chances of the kinds.
    """
    fitted = fit(lesson.features, lesson.labels, lesson.classes)
    if not lesson.alarms:
        return fitted
    labels = [[ALARM if is_danger else _CALM] for is_danger in lesson.alarms]
    alarms = fit(lesson.features, labels, [ALARM, _CALM])
    table = {one: dict(own) for one, own in fitted.table.items()}
    for one, own in alarms.table.items():
        table.setdefault(one, {})[ALARM] = own.get(ALARM, 0) - own.get(_CALM, 0)
    return Weights((*lesson.classes, ALARM), table)


def _asked(one: TwinPhrase) -> list[str]:
    """Give the side asked, and the others of the same scheme that would be right too."""
    others = [side for topic, side in one.also if side and topic == one.topic]
    return [one.facet or "", *others]


def _abouts(reading: Reading) -> set[str]:
    return pieces(reading.text) | spelled(heard_of_topic(reading.topics, reading.alarm))


def _sides(one: TwinPhrase, reading: Reading) -> set[str]:
    hidden = with_hidden(reading.text, names_apart(reading.topics.names))
    heard = heard_of_side(reading.facets, reading.topics.fixed)
    return pieces(hidden) | spelled(heard) | {scheme_feature(one.topic)}


def _made(lesson: Lesson, table: Weights) -> tuple[str, ...]:
    learnt_from = sha256(repr((STEPS, RATE, PENALTY, RAREST, SMALLEST, ALSO)).encode())
    for features, label in zip(lesson.features, lesson.labels, strict=True):
        learnt_from.update("\t".join([*label, "", *sorted(features), "\n"]).encode())
    rows = "\n".join(written(replace(table, made=())))
    return (
        f"由 tests/intents 里的 {len(lesson.features)} 句测试话算出",
        f"flask --app backend content fit；多类逻辑回归，惩罚 {PENALTY}，{STEPS} 步，从零开始",
        f"学的内容 {learnt_from.hexdigest()[:16]}，学出的表 {sha256(rows.encode()).hexdigest()[:16]}",
    )
