"""What a reply may know beyond the question: the turn before, the place's name and its window. Pure.

Names and windows are asked for only when a reply shows them; both default to not known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backend.chat.understanding import NO_CONTEXT, Context


@dataclass(frozen=True, slots=True)
class WindowLines:
    """A window as a reply shows it; `is_demo` marks an address that only demonstrates."""

    name: str
    address: str
    phone: str
    hours: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`place` is a 12-digit code, None when not told. `name_of` gives a division's name, `window`
    the window nearest to the place."""

    place: str | None = None
    before: Context = NO_CONTEXT
    name_of: Callable[[str], str] = lambda _code: ""
    window: Callable[[], WindowLines | None] = lambda: None


NOWHERE = Surroundings()
