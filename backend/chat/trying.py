"""What `content try` says of one sentence, for an editor: heard, cut, chosen, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from backend.chat.matcher import Matcher
from backend.chat.reading import Reading
from backend.chat.reply_parts import Reply
from backend.chat.telling import (
    learnt_in_words,
    outcome_in_words,
    outcome_of,
    pairs_of,
    words_that_spoke,
)
from backend.chat.understanding import Understanding
from backend.content.titles import Titles, pair, title_of
from backend.content.words import Words

_KINDS: Final = {
    "policy": "问政策", "service": "要人替他办", "emergency": "有危险", "smalltalk": "客气话",
    "clarify": "没说清，反过来问", "out_of_scope": "不归我们管，或者没听懂",
}  # fmt: skip
_WORTH_NAMING: Final = 0.02


def explained(text: str, matcher: Matcher, words: Words, reply: Reply) -> Iterator[str]:
    """Give the explanation line by line."""
    got, reading, titles = matcher.understand(text), matcher.read(text), Titles(words)
    yield f"您写的：{text}"
    yield f"听成：{got.normalised}"
    yield f"断开：{' / '.join(got.tokens)}"
    yield f"当作：{_KINDS[got.kind]}，把握 {got.confidence:.0%}"
    yield f"选了：{outcome_in_words(outcome_of(got, pairs_of(reply)), titles)}"
    yield f"为什么：{_why(got, reading, titles)}"
    spoke = [*words_that_spoke(got, titles)]
    yield "算数的词：" if spoke else "算数的词：一个也没有"
    yield from (f"  {line}" for line in spoke)
    yield from _learnt(got, reading, matcher)
    others = [one for one in got.alternatives if one.confidence >= _WORTH_NAMING]
    if others and got.kind in ("policy", "out_of_scope"):  # else they are what is offered
        yield "没选的，从近到远："
        yield from (f"  {pair(one.scheme, one.facet)} {one.confidence:.0%}" for one in others)


def _why(got: Understanding, reading: Reading, titles: Titles) -> str:
    judged = reading.judgement
    if got.kind == "emergency":
        if reading.alarm and reading.alarm.hit:
            return "说到了危险，又不像过去的事、别人的话，先给号码。"
        return "没有一个危险的词，可是照测试话学来的轻重，整句像是有危险，宁可先给号码。"
    if got.kind == "service":
        return "是要我们替他做一件事，先于问政策。"
    if got.kind == "smalltalk":
        return "没有问什么，只是说话。"
    if got.kind == "clarify":
        return "几样差不多，猜错了不如问一句。"
    if got.kind == "out_of_scope":
        if got.topic:
            return f"{titles.led_by('像是', 'outside', got.topic)}的事，比我们管的哪一项都像。"
        return "没有一项够像，也说不准归谁管。"
    if judged is None:
        return "还没有学过轻重，只照说法的分数选。"
    chances = dict(judged.ranked)
    scheme = got.scheme or judged.ranked[0][0]
    second = next(one for one in chances if one != scheme)
    side = judged.sides.of(scheme)[0]
    return (
        f"{title_of(scheme)}有 {chances[scheme]:.0%} 像，其次是{title_of(second)} {chances[second]:.0%}；"
        f"问的那一面里，最像的是{title_of(side.facet)} {side.score:.0%}；"
        f"不归我们管的只有 {judged.outside:.0%}。"
    )


def _learnt(got: Understanding, reading: Reading, matcher: Matcher) -> Iterator[str]:
    if not (reading.judgement and got.scheme and got.facet):
        return
    of_scheme, of_side = matcher.judge.reasons(
        got.normalised, reading.judgement, got.scheme, got.facet
    )
    yield "从测试话学来的轻重，最要紧的几样："
    yield f"  为{title_of(got.scheme)}：{learnt_in_words(of_scheme)}"
    yield f"  为{title_of(got.facet)}：{learnt_in_words(of_side)}"
