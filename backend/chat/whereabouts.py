"""Where a resident is: said in the question, told earlier, or brought along by the page."""

from __future__ import annotations

import re
from dataclasses import replace

from backend.chat.surroundings import Surroundings, WindowLines
from backend.chat.understanding import Context, Understanding
from backend.regions.codes import contains
from backend.regions.queries import find_division, full_name, named_in, path_of, window_for
from backend.regions.spoken import has_place_sign, short_name, spoken_name

_LONGEST_PLACE = 40
_ONLY_A_PLACE = re.compile(r"(?:我|俺|咱|们|家|就|是|住|在|的|人|那|里|这|边|呢|啊|，|。|\s)*")


def place_of_question(text: str, given: str | None, earlier: str | None, home: str) -> str | None:
    """Give the place an answer is for: named in the text, else given with it, else told earlier.

    A given place inside the named one says the same more exactly and stays.
    """
    named = named_in(text, home)
    known = given or earlier
    if named is None:
        return known
    code = named[0].code
    return known if known and contains(code, known) else code


def told_only_a_place(text: str, place: str | None) -> bool:
    """Tell whether the whole message is where the resident lives: 我在寄料镇."""
    if place is None or len(text) > _LONGEST_PLACE or not has_place_sign(text):
        return False
    rest = text
    for division in reversed(path_of(place)):
        for name in (division.name, spoken_name(division.name), short_name(division.name)):
            rest = rest.replace(name, "")
    return rest != text and bool(_ONLY_A_PLACE.fullmatch(rest))


def asked_again(before: Context, normalised: str) -> Understanding:
    """Give what a bare place means: the last question asked for it, else where its window is."""
    if before.scheme and before.facet:
        return Understanding("policy", before.scheme, before.facet, 0.9, normalised=normalised)
    return Understanding("service", "general", "where", 0.9, normalised=normalised, topic="place")


def surroundings_of(place: str | None, before: Context) -> Surroundings:
    """Give what replies may ask for about a place; nothing is read before it is shown."""
    if place is None:
        return Surroundings(before=before)
    return Surroundings(place, before, _name_of, lambda: _window_lines(place))


def without_place(context: Context) -> Context:
    """Give the context as understanding takes it: words mean the same everywhere."""
    if context.place or context.wants_person:
        return replace(context, place=None, wants_person=False)
    return context


def _name_of(code: str) -> str:
    """Give 汝州市 for a county, 汝州市寄料镇 below; the province and the city by their own names."""
    division = find_division(code)
    return full_name(code) or (division.name if division else "")


def _window_lines(place: str) -> WindowLines | None:
    found = window_for(place)
    if found is None:
        return None
    return WindowLines(found.name, found.address, found.phone, found.hours, found.is_demo)
