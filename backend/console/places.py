"""The places a staff member may choose from: townships, villages, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.regions.codes import contains, level_of
from backend.regions.names import short_place
from backend.regions.queries import Division, children_of, find_division, under


@dataclass(frozen=True)
class Group:
    """A township with its villages, as an optgroup of a select."""

    township: Division
    villages: list[tuple[str, str]]


def chosen_within(written: str, reach: Sequence[str]) -> Division | None:
    """Give the division asked for when it lies inside one of `reach`; else None."""
    division = find_division(written)
    if division is None or not division.is_current:
        return None
    return division if any(contains(outer, written) for outer in reach) else None


def townships_within(reach: Sequence[str]) -> list[Division]:
    """Give the townships one answers for, whole or in part, in code order."""
    found: dict[str, Division] = {}
    for code in reach:
        if level_of(code) == "village":
            village = find_division(code)
            around = find_division(village.parent_code) if village else None
            found |= {around.code: around} if around else {}
        else:
            found |= {one.code: one for one in under(code, "township")}
    return [found[code] for code in sorted(found)]


def villages_within(township: str, reach: Sequence[str]) -> list[tuple[str, str]]:
    """Give (code, everyday name) of a township's villages one answers for."""
    return [
        (one.code, short_place(one.name))
        for one in children_of(township)
        if any(contains(outer, one.code) for outer in reach)
    ]


def groups_within(reach: Sequence[str]) -> list[Group]:
    """Give every township one answers for with its villages."""
    return [Group(one, villages_within(one.code, reach)) for one in townships_within(reach)]
