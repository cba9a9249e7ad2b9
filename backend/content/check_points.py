"""Sentences for one precise point: short, no dead word, no word of two of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from backend.content.findings import Finding
from backend.content.library import Library
from backend.content.patterns import regex_of
from backend.content.rendering import filled, placeholders
from backend.content.told_lines import SAID, ToldLine

LONGEST_POINT: Final = 60


def check_points(library: Library, on: date) -> Iterator[Finding]:
    """Give what is wrong with them on that day. Words are looked for in the line's own `twins`,
    as written there: a word that none of them holds could go without a test noticing."""
    points = [line for line in library.told if line.when == SAID]
    for line in points:
        yield from _length(library, line, on)
        for word in _dead(line):
            message = f"{line.id} 的“{word}”，twins 里没有一句用到"
            yield _found(line, message, "在 twins 里加一句这样问的话，或删掉这个说法")
    yield from _claimed_twice(points)


def _length(library: Library, line: ToldLine, on: date) -> Iterator[Finding]:
    if any(id_ not in library.figures for id_ in placeholders(line.says)):
        return  # `check_prose` reports the unknown figure.
    day = max(line.effective_from, min(on, line.until or on))
    size = len(filled(line.says, lambda id_: library.figure(id_, day)))
    if size > LONGEST_POINT:
        message = f"{line.id} 有{size}个字，先说的这一句要短"
        yield _found(line, message, f"压到{LONGEST_POINT}个字以内，只答问到的那一点")


def _dead(line: ToldLine) -> Iterator[str]:
    twins = [twin.casefold() for twin in line.twins]
    yield from (one for one in line.words if not any(one.casefold() in twin for twin in twins))
    for source in line.patterns:
        regex = regex_of(source)
        if not any(regex.search(twin) for twin in twins):
            yield source


def _claimed_twice(points: list[ToldLine]) -> Iterator[Finding]:
    owners: dict[tuple[str, str, str], ToldLine] = {}
    for line in points:
        keys = [
            (scheme, facet, said)
            for said in (*line.words, *line.patterns)
            for scheme in line.schemes
            for facet in line.facets
        ]
        taken = {said: owners[key].id for key in keys if key in owners for said in [key[2]]}
        for said, owner in taken.items():
            message = f"{line.id} 的“{said}”已经写在 {owner} 里"
            yield _found(line, message, "一个说法只留一处，或者分开写 facets")
        owners |= dict.fromkeys((key for key in keys if key not in owners), line)


def _found(line: ToldLine, message: str, todo: str) -> Finding:
    return Finding(line.origin.file, line.origin.line, message, todo)
