"""An understanding told to an editor: what comes of it, and which words it rests on. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from backend.chat.features import NAME
from backend.chat.lexicon import Hit
from backend.chat.reply_parts import Reply
from backend.chat.understanding import Understanding
from backend.content.titles import Titles, bare, pair

_GRADES: Final = {
    "names": "名字", "old_names": "旧名", "also_said": "另一种叫法", "heard_as": "听错、写错的样子",
    "situations": "没说名字，情形像", "words": "说法", "weak": "说法，只算小半", "patterns": "句式",
    "exceptions": "专有的句式", "not": "听到这个就不算它", "sounds": "听着像它的名字",
}  # fmt: skip
_FAMILIES: Final = {"need": "开口求助", "not": "别的事"}
_ASKED: Final = {
    "of_what": "没说是哪一项", "go_on": "接着说，没问新的", "told": "只说了情况，没问什么", "no_such_number": "回的数字不在选项里",
}  # fmt: skip
_LONGEST: Final = 30  # of a pattern: some fill the screen
_STEP: Final = re.compile(r"^@(.+)>(\d+)$")
_HEARD: Final = {
    "first": "说法里{}分最高", "named": "点了{}的名", "fixed": "句式定成{}", "of": "问的是{}",
    "alarm": "有危险的词：{}",
}  # fmt: skip


class Outcome(NamedTuple):
    """What a resident gets of an understanding; `choices` are offered by number beside it.

    `about` is the scheme, danger, service or field, `facet` the side; `warns` the danger whose
    number stands before the answer.
    """

    kind: str
    about: str | None
    facet: str | None
    warns: str | None
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def bare(self) -> Outcome:
        """Give it without the choices."""
        return self._replace(choices=())


def outcome_of(got: Understanding, choices: Sequence[tuple[str, str]] = ()) -> Outcome:
    """Give what comes of an understanding, with the pairs that are offered by number."""
    if got.kind in ("policy", "clarify"):
        about = got.scheme if got.kind == "policy" else got.topic if got.topic in _ASKED else None
        facet = got.facet if got.kind == "policy" else None
    else:
        about, facet = got.topic, None
    return Outcome(got.kind, about, facet, got.warns, tuple(choices))


def pairs_of(reply: Reply) -> tuple[tuple[str, str], ...]:
    """Give scheme and side of every numbered choice."""
    return tuple((one.scheme, one.facet) for one in reply.choices if one.scheme and one.facet)


def outcome_in_words(outcome: Outcome, titles: Titles) -> str:
    """Give one line: 低保·怎么办（minimum_living_allowance/procedure）."""
    said = _main(outcome, titles)
    if outcome.warns and outcome.kind != "emergency":
        said += f"，前面先给号码：{titles.of('emergency', outcome.warns)}"
    if outcome.choices:
        said += f"；可选 {'、'.join(pair(*one) for one in outcome.choices)}"
    return said


def choices_in_words(outcome: Outcome) -> str:
    """Give the choices by their names alone: 低保·怎么办／医疗救助·怎么办."""
    return "／".join(f"{bare(scheme)}·{bare(side)}" for scheme, side in outcome.choices) or "没有"


def _main(outcome: Outcome, titles: Titles) -> str:
    about = outcome.about
    if outcome.kind == "clarify" or about in _ASKED:
        why = _ASKED.get(about or "", "分不清是哪一样")
        return f"反过来问（{why}）"
    if outcome.kind == "policy":
        return pair(about or "", outcome.facet)
    if outcome.kind == "emergency":
        return titles.led_by("危险卡片", "emergency", about or "")
    if about is None:
        return "没听懂，请他找人工" if outcome.kind == "out_of_scope" else outcome.kind
    family = "outside" if outcome.kind == "out_of_scope" else outcome.kind
    return titles.of(family, about)


def words_that_spoke(got: Understanding, titles: Titles) -> Iterator[str]:
    """Give a line for every word that counted, the strongest first, and one for those set aside."""
    lines: dict[str, float] = {}
    for hit in got.spoke:
        line = _spoke(hit, got.normalised, titles)
        lines[line] = lines.get(line, 0.0) + hit.entry.weight
    for line, weight in sorted(lines.items(), key=lambda one: -one[1]):
        yield f"{line}，{weight:.2f} 分"
    if got.rejected:
        yield f"听到了没有用（在更长的说法里）：{'、'.join(dict.fromkeys(got.rejected))}"


def _spoke(hit: Hit, text: str, titles: Titles) -> str:
    entry = hit.entry
    said = f"“{text[hit.start : hit.end]}”"
    if entry.phrase != text[hit.start : hit.end] and entry.grade != "sounds":
        said += f"（合上 {_short(entry.phrase)}）"
    name = _FAMILIES.get(entry.family)
    if name is None:
        name = titles.of(entry.family.removesuffix("_not"), entry.target)
    return f"{said} → {name}：{_GRADES.get(entry.grade, '')}"


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= _LONGEST else f"{pattern[:_LONGEST]}…"


def learnt_in_words(reasons: Sequence[tuple[str, float]]) -> str:
    """Give the learnt weights that spoke loudest, in words where a feature is not plain text."""
    told: dict[str, str] = {}
    for one, weight in reasons:
        step = _STEP.match(one)  # a score that reaches its third step reached the first two as well
        told.setdefault(step[1] if step else one, f"{_feature(one)} {weight:+.2f}")
    return "、".join(told.values())


def _feature(name: str) -> str:
    if not name.startswith("@"):
        shown = name.replace(NAME, "〔项目名〕").replace("^", "〔开头〕").replace("$", "〔结尾〕")
        return f"“{shown}”"
    step = _STEP.match(name)
    if step:
        return f"{_title(step[1])}的说法够多"
    lead, _, target = name[1:].partition(":")
    if lead in _HEARD:
        return _HEARD[lead].format(_title(target) or "哪一项都没有")
    return _title(lead)


def _title(id_: str) -> str:
    return {"ours": "我们管的", "outside": "不归我们管的"}.get(id_) or bare(id_) or id_
