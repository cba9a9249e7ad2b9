"""From the test phrases to the weights: read every phrase, take its features, fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from backend.chat.features import (
    heard_of_side,
    heard_of_topic,
    names_apart,
    pieces,
    scheme_feature,
    spelled,
    with_hidden,
)
from backend.chat.fitting import NOT, PENALTY, STEPS, fit
from backend.chat.matcher import Matcher
from backend.chat.reading import Reading
from backend.content.twin_files import DANGER, OUTSIDE, SERVICE, TALK, TwinPhrase, phrases
from backend.content.weight_files import Weights
from backend.content.words import Words


def learn(words: Words, twins: Path, cache_dir: Path) -> dict[str, Weights]:
    """Give the tables `topics` and `facets` learnt from the phrases of a folder."""
    untaught = replace(words, weights={})
    matcher = Matcher(untaught, cache_dir)
    return fit_tables([(one, matcher.read(one.text)) for one in phrases(twins)], words)


def fit_tables(read: list[tuple[TwinPhrase, Reading]], words: Words) -> dict[str, Weights]:
    """Fit both tables on phrases with their readings; what we do for somebody is not weighed."""
    read = [(one, reading) for one, reading in read if not one.topic.startswith(SERVICE)]
    sided = [(one, reading) for one, reading in read if one.facet]
    return {
        "topics": fit(
            [
                pieces(reading.text) | spelled(heard_of_topic(reading.topics, reading.alarm))
                for _, reading in read
            ],
            [[NOT * one.is_miss + one.topic, *(topic for topic, _ in one.also)] for one, _ in read],
            [*words.schemes, OUTSIDE, TALK, *(DANGER + one.id for one in words.emergencies.kinds)],
            _made(len(read)),
        ),
        "facets": fit(
            [_sides(one, reading) for one, reading in sided],
            [_asked(one) for one, _ in sided],
            list(words.facets),
            _made(len(sided)),
        ),
    }


def _asked(one: TwinPhrase) -> list[str]:
    """Give the side asked, and the others of the same scheme that would be right too."""
    others = [side for topic, side in one.also if side and topic == one.topic]
    return [one.facet or "", *others]


def _sides(one: TwinPhrase, reading: Reading) -> set[str]:
    hidden = with_hidden(reading.text, names_apart(reading.topics.kept))
    heard = heard_of_side(reading.facets, reading.topics.fixed)
    return pieces(hidden) | spelled(heard) | {scheme_feature(one.topic)}


def _made(count: int) -> tuple[str, ...]:
    return (
        f"由 tests/intents 里的 {count} 句测试话算出",
        f"flask --app backend content fit；多类逻辑回归，惩罚 {PENALTY}，{STEPS} 步，从零开始",
    )
