"""The saved sentences that fit a case: by its step, state, scheme and place."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend.content.saved_replies import ReplyShape, read_saved_replies
from backend.regions.codes import contains

ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class SavedReply:
    """`action` and `field` say into which box of which form it goes."""

    id: str
    action: str
    field: str
    title: str
    text: str


@functools.cache
def _all() -> tuple[ReplyShape, ...]:
    return tuple(read_saved_replies(ROOT))


def replies_for(state: str, scheme: str | None, place: str) -> list[SavedReply]:
    """Give the sentences that fit a case in this state, in the order of the file."""
    return [
        SavedReply(one.id, action, field, one.title, one.text)
        for one in _all()
        for action, _, field in [one.target.partition(".")]
        if (not one.states or state in one.states)
        and (not one.schemes or scheme in one.schemes)
        and contains(one.place, place)
    ]
