"""Everything the service says, held against everything it would say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from backend.content.library import Library
from backend.content.models import PolicyText, Procedure
from backend.content.names import Facet, Scheme
from backend.content.places import NATIONAL
from backend.content.rendering import filled
from backend.content.told_lines import SAID

NOTHING = "（没有）"


@dataclass(frozen=True, slots=True)
class Held:
    """The content of one library as it holds on one day."""

    library: Library
    on: date


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be said differently at `place`; `NOTHING` where nothing is said."""

    kind: str
    name: str
    place: str
    before: str
    after: str


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
        was, becomes = old.get((kind, name), NOTHING), new.get((kind, name), NOTHING)
        if was != becomes:
            yield Change(kind, name, place, was, becomes)


def _said(held: Held, place: str) -> Mapping[tuple[str, str], str]:
    library, on = held.library, held.on
    said: dict[tuple[str, str], str] = {}
    for scheme in Scheme:
        for facet in Facet:
            text = library.text(scheme, facet, on, place)
            if text:
                said["回答", f"{scheme}/{facet}"] = _whole(library, text, on, place)
    for id_ in library.figures:
        said["数字", id_] = library.figure(id_, on, place)
    for id_ in dict.fromkeys(one.id for one in library.procedures):
        procedure = library.procedure(id_, on, place)
        if procedure:
            said["流程", id_] = procedure_in_words(library, procedure, on, place)
    for rule in library.screening_rules(on, place):
        name = f"{rule.scheme} {'＋'.join(rule.needs)}"
        said["查一查", name] = f"{rule.likelihood}：{rule.reason}"
    for line in library.told:
        if line in library.told_lines(line.schemes[0], line.facets[0], on):
            kind = "问到一点" if line.when == SAID else "顺口说到"
            said[kind, line.id] = filled(line.says, lambda id_: library.figure(id_, on, place))
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
    lines += [f"不得索要 {one.name}" for one in procedure.never_ask]
    return "\n".join(lines)
