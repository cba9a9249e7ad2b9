"""What the weights are worth on phrases they have not seen: learnt K times, each time without a part."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from backend.chat.evaluate import Report
from backend.chat.learning import fit_tables, read_phrases, untaught
from backend.chat.matcher import Matcher
from backend.chat.understanding import Understanding
from backend.content.twin_files import DANGER, OUTSIDE, SERVICE, TALK, TwinPhrase, phrases
from backend.content.words import Words

_KINDS = {"out_of_scope": OUTSIDE, "smalltalk": TALK}
_NAMES = {OUTSIDE: "不归我们管认出", TALK: "闲聊认出", "danger": "紧急认出", "service": "代办认出"}


def held_out(words: Words, twins: Path, parts: int, cache_dir: Path) -> Report:
    """Give the shares over all parts; every `parts`-th phrase stands in one part.

    Phrases known only not to be of a scheme are learnt from and not counted.
    """
    read = read_phrases(phrases(twins), untaught(words, cache_dir))
    report = Report()
    for part in range(parts):
        kept = [one for number, one in enumerate(read) if number % parts != part]
        matcher = Matcher(replace(words, weights=fit_tables(kept, words)), cache_dir)
        for one, _ in read[part::parts]:
            if not one.is_miss:
                count(one, matcher.understand(one.text), report)
    return report


def count(one: TwinPhrase, got: Understanding, report: Report) -> None:
    """Add what was made of one phrase."""
    said, wanted = answer(one, got), f"{one.topic}/{one.facet}" if one.facet else one.topic
    is_ours = not one.topic.startswith((OUTSIDE, TALK, DANGER, SERVICE))
    is_right = one.takes(said, got.facet if one.facet else None)
    if is_ours:
        report.count("项目", one.takes(said))
        if one.facet:
            report.count("项目和哪一面", is_right)
            if one.takes(said):
                report.count("项目对的，哪一面也对", is_right)
        offered = {(said, got.facet), *((two.scheme, two.facet) for two in got.alternatives)}
        report.count("答复或备选里有", any(one.takes(*pair) for pair in offered))
        report.count("没有拒答", got.kind not in ("out_of_scope", "smalltalk"))
        report.count("没有误报紧急", got.kind != "emergency")
    else:
        report.count(_NAMES[one.topic.partition("/")[0]], is_right)
    if not is_right:
        report.confusions[wanted, f"{said}/{got.facet}" if one.facet else said] += 1
        report.wrong.append(("", one.text, wanted, f"{said}/{got.facet}"))


def answer(one: TwinPhrase, got: Understanding) -> str:
    """Give what was made of a phrase, in the words of the phrases; one danger is as good as another."""
    if got.kind == "emergency":
        return one.topic if one.topic.startswith(DANGER) else f"{DANGER}{got.topic}"
    if got.kind == "service" and one.topic.startswith(SERVICE):
        return f"{SERVICE}{got.topic}"
    return _KINDS.get(got.kind) or got.scheme or got.kind
