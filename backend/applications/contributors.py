"""What rooms above hold about a case: each says it here itself, so a person's copy is whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from flask import Flask, current_app

TITLES: Final[Mapping[str, str]] = {
    "contacts": "窗口联系过您",
    "visits": "网格员上门",
    "mandates": "谁替您代办过",
}
_EXTENSION: Final = "holdings"


@dataclass(frozen=True)
class Held:
    """One thing held: when, what, by whom (role and family name), what was written, and its day."""

    at: datetime
    what: str
    who: str
    words: str = ""
    day: date | None = None

    def as_dict(self) -> dict[str, str | None]:
        return {
            "at": self.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "what": self.what,
            "who": self.who,
            "words": self.words,
            "day": self.day.isoformat() if self.day else None,
        }


class Contributor(Protocol):
    """Gives all that its room holds about a case, newest first, sealed words opened."""

    def __call__(self, case_id: str) -> list[Held]: ...


def add_contributor(app: Flask, name: str, contributor: Contributor) -> None:
    """Let a room's holdings stand in every copy under `name`, one of TITLES."""
    app.extensions.setdefault(_EXTENSION, {})[name] = contributor


def held_above(case_id: str) -> dict[str, list[Held]]:
    """Give what every room above holds about the case, in the order of TITLES."""
    told: Mapping[str, Contributor] = current_app.extensions.get(_EXTENSION, {})
    return {name: told[name](case_id) for name in TITLES if name in told}
