"""All test phrases together: how often they may be confused, and that none is missing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from jieba._compat import get_module_res

from backend.chat.holding_out import answer
from backend.chat.matcher import Matcher
from backend.content.names import Facet, Scheme
from backend.content.twin_files import DANGER, phrases
from backend.content.words import Words

HERE = Path(__file__).parent
EVERY = 3  # every third phrase is enough to see a confusion, in a third of the time
FRAMES, COMMON, LONGEST = ("{}", "我在{}", "我是{}", "我要{}", "有{}", "不{}"), 1_500, 4
MOST_ALARMS = 0.003
RIGHT_TOPIC, RIGHT_SIDE, MOST_CONFUSED = 0.96, 0.93, 0.05


def test_every_side_of_every_scheme_and_every_danger_has_phrases(words: Words) -> None:
    said = {(one.topic, one.facet) for one in phrases(HERE)}
    assert not [(s, f) for s in Scheme for f in Facet if (s.value, f.value) not in said]
    topics = {topic for topic, _ in said}
    kinds = words.emergencies.kinds
    assert not [kind.id for kind in kinds if DANGER + kind.id not in topics]


def test_confusions_stay_under_their_bound(matcher: Matcher) -> None:
    settled = [one for one in phrases(HERE) if not one.is_miss][::EVERY]
    asked: Counter[str] = Counter()
    confused: Counter[tuple[str, str]] = Counter()
    wrong_sides = sided = 0
    for one in settled:
        got = matcher.understand(one.text)
        topic = answer(one, got)
        asked[one.topic] += 1
        if not one.takes(topic):
            confused[one.topic, topic] += 1
        elif one.facet:
            sided += 1
            wrong_sides += not one.takes(topic, got.facet)
    assert 1 - confused.total() / len(settled) >= RIGHT_TOPIC, confused.most_common(10)
    assert 1 - wrong_sides / sided >= RIGHT_SIDE
    worst = {pair: n for pair, n in confused.items() if n > max(3, MOST_CONFUSED * asked[pair[0]])}
    assert not worst


def test_a_common_word_is_no_danger(matcher: Matcher) -> None:
    """What opens like a cry for help (我在楼顶) must not make one of every place and every errand."""
    with get_module_res("dict.txt") as file:
        counted = [line.decode().split() for line in file]
    counted.sort(key=lambda one: -int(one[1]))
    common = [word for word, *_ in counted if len(word) <= LONGEST][:COMMON]
    said = [frame.format(word) for frame in FRAMES for word in common]
    alarms = [text for text in said if matcher.understand(text).kind == "emergency"]
    assert len(said) == COMMON * len(FRAMES)
    assert len(alarms) <= MOST_ALARMS * len(said), alarms
