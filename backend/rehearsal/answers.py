"""Everything the service says, held against everything it would say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from backend.content.library import Library
from backend.content.models import PolicyText, Procedure
from backend.content.names import Facet, Scheme
from backend.content.places import NATIONAL
from backend.content.rendering import filled
from backend.content.titles import pair, title_of, with_id
from backend.content.told_lines import SAID

NOTHING = "（没有）"
_LIKELY: Final = {"likely": "很可能", "possible": "有可能"}


@dataclass(frozen=True, slots=True)
class Held:
    """The content of one library as it holds on one day."""

    library: Library
    on: date


class _Saying(NamedTuple):
    """Something said: what an editor calls it, and the words."""

    title: str
    text: str


_SILENCE: Final = _Saying("", NOTHING)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be said differently at `place`; `NOTHING` where nothing is said.

    `title` is what an editor calls it, the id in brackets behind.
    """

    kind: str
    name: str
    place: str
    before: str
    after: str
    title: str


def changes(before: Held, after: Held, place: str | None = None) -> list[Change]:
    """Give every answer, figure, procedure, screening rule and told sentence that differs.

    Without a `place`, the nation and every place some file names are looked at; what changes at a
    place just as it does nationally is told once.
    """
    places = [place] if place else sorted({NATIONAL} | before.library.places | after.library.places)
    found: list[Change] = []
    known: set[tuple[str, str, str, str]] = set()
    for where in places:
        for one in _at(before, after, where):
            key = (one.kind, one.name, one.before, one.after)
            if key not in known:
                known.add(key)
                found.append(one)
    return found


def _at(before: Held, after: Held, place: str) -> Iterable[Change]:
    old, new = _said(before, place), _said(after, place)
    for kind, name in dict.fromkeys([*old, *new]):
        was, becomes = old.get((kind, name), _SILENCE), new.get((kind, name), _SILENCE)
        if was.text != becomes.text:
            title = becomes.title or was.title
            yield Change(kind, name, place, was.text, becomes.text, title)


def _said(held: Held, place: str) -> Mapping[tuple[str, str], _Saying]:
    library, on = held.library, held.on
    said: dict[tuple[str, str], _Saying] = {}
    for scheme in Scheme:
        for facet in Facet:
            text = library.text(scheme, facet, on, place)
            if text:
                whole = _whole(library, text, on, place)
                said["回答", f"{scheme}/{facet}"] = _Saying(pair(scheme, facet), whole)
    for id_, figure in library.figures.items():
        said["数字", id_] = _Saying(with_id(figure.means, id_), library.figure(id_, on, place))
    for id_ in dict.fromkeys(one.id for one in library.procedures):
        procedure = library.procedure(id_, on, place)
        if procedure:
            stages = procedure_in_words(library, procedure, on, place)
            said["流程", id_] = _Saying(with_id(procedure.name, id_), stages)
    for rule in library.screening_rules(on, place):
        needs = "＋".join(rule.needs)
        title, likelihood = f"{title_of(rule.scheme)}，情形 {needs}", _LIKELY[rule.likelihood]
        said["查一查", f"{rule.scheme} {needs}"] = _Saying(title, f"{likelihood}：{rule.reason}")
    for line in library.told:
        if line in library.told_lines(line.schemes[0], line.facets[0], on):
            kind = "问到一点" if line.when == SAID else "顺口说到"
            says = filled(line.says, lambda id_: library.figure(id_, on, place))
            about = "、".join(one.title_zh for one in line.schemes)
            said[kind, line.id] = _Saying(with_id(about, line.id), says)
    return said


def _whole(library: Library, text: PolicyText, on: date, place: str) -> str:
    shown = library.render(text, on, place)
    return "\n".join([shown.title, shown.body, shown.next_step, shown.source_line])


def procedure_in_words(library: Library, procedure: Procedure, on: date, place: str) -> str:
    """Give stages, limits and papers of a procedure, one a line."""
    limit, longer = procedure.whole.limit, procedure.whole.extended
    lines = [procedure.name]
    if limit:
        lines.append(f"总期限：{library.figure(limit, on, place)}")
    if longer:
        lines.append(f"最长：{library.figure(longer, on, place)}")
    for stage in procedure.stages:
        days = library.figure(stage.limit, on, place) if stage.limit else "没有单独天数"
        lines.append(f"环节 {stage.name}：{days}")
    lines += [f"材料 {one.name}" for one in procedure.materials]
    never = library.never_asked(procedure.scheme, on, place, procedure.id)
    lines += [f"不得索要 {one.name}" for one in never]
    return "\n".join(lines)
