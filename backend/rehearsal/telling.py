"""Changes told line by line, for a terminal. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from difflib import ndiff
from typing import Final

from backend.chat.telling import outcome_in_words
from backend.content.places import NATIONAL
from backend.content.titles import Titles
from backend.rehearsal.answers import Change
from backend.rehearsal.hearing import ASPECTS, HeardChange

MOST_GROUPS: Final = 15
MOST_TEXTS: Final = 3
_ALL: Final = "加 --all 全部列出"


def change_lines(
    one: Change, first: str, last: str, name_of: Callable[[str], str]
) -> Iterator[str]:
    """Give one change: short values side by side, texts line by line."""
    where = "" if one.place == NATIONAL else f"，{name_of(one.place)}（{one.place}）"
    yield f"== {one.kind} {one.title}{where}"
    if "\n" not in one.before + one.after:
        yield f"{first}：{one.before}"
        yield f"{last}：{one.after}\n"
        return
    for line in ndiff(one.before.splitlines(), one.after.splitlines()):
        if not line.startswith("?"):
            yield line
    yield ""


def heard_lines(
    found: Sequence[HeardChange], heard: int, titles: Titles, *, everything: bool
) -> Iterator[str]:
    """Give how many phrases are answered otherwise, then group by group from what to what."""
    answers = [one for one in found if not one.is_beside]
    beside = sum(len(one.texts) for one in found if one.is_beside)
    changed = sum(len(one.texts) for one in answers)
    better, worse = (sum(getattr(one, name) for one in answers) for name in ("better", "worse"))
    yield (
        f"听法：听了 {heard} 句，{changed} 句会答得不一样（照测试话看，变对 {better} 句，变错 {worse} 句），"
        f"另有 {beside} 句答的一样，只是可选的变了。"
    )
    aspects = Counter(dict.fromkeys(ASPECTS, 0))
    for one in answers:
        aspects[one.aspect] += len(one.texts)
    told = "，".join(f"{name} {count} 句" for name, count in aspects.items() if count)
    if told:
        yield f"变的是：{told}。"
    shown = found if everything else found[:MOST_GROUPS]
    for one in shown:
        yield from _group(one, titles, everything=everything)
    if len(found) > len(shown):
        left = found[len(shown) :]
        count = sum(len(one.texts) for one in left)
        yield f"还有 {len(left)} 组 {count} 句没有列出，{_ALL}。"


def _group(one: HeardChange, titles: Titles, *, everything: bool) -> Iterator[str]:
    counts = (("变对", one.better), ("变错", one.worse))
    marks = "，".join(f"{name} {count} 句" for name, count in counts if count)
    yield f"== {one.aspect}变了，{len(one.texts)} 句{f'（{marks}）' if marks else ''}"
    if one.before == one.after:
        yield f"照旧：{outcome_in_words(one.before, titles)}"
    else:
        yield f"原来：{outcome_in_words(one.before, titles)}"
        yield f"现在：{outcome_in_words(one.after, titles)}"
    texts = one.texts if everything else one.texts[:MOST_TEXTS]
    yield from (f"   {text}" for text in texts)
    if len(one.texts) > len(texts):
        yield f"   ……还有 {len(one.texts) - len(texts)} 句"


def moves(now: date | None, then: date | None, *, on_acceptance: bool) -> str:
    """Give what becomes of an open case."""
    parts = []
    if now != then:
        parts.append(f"到期日 {now or '没有'} → {then or '没有'}")
    if on_acceptance:
        parts.append("还没受理，到那天以后受理的按新流程办")
    return "；".join(parts)
