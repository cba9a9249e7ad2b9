"""`policy_texts/notices/saved_replies.yaml`: sentences a clerk puts into a form with one press, bound to the step,
the state, the scheme and the place they fit."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from backend.content.files import FileShape, read_yaml
from backend.content.names import Scheme
from backend.regions.codes import NATIONAL, contains

ROOT: Final = Path(__file__).resolve().parents[2]
FILE: Final = Path("policy_texts") / "notices" / "saved_replies.yaml"


def _scheme(name: str) -> str:
    if name not in set(Scheme):
        raise ValueError("不是一个项目的名字")
    return name


class ReplyShape(FileShape):
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    target: Annotated[str, Field(alias="for", pattern=r"^[a-z-]+\.[a-z_]+$")]
    title: Annotated[str, Field(min_length=2, max_length=20)]
    text: Annotated[str, Field(min_length=4, max_length=500)]
    states: list[str] = Field(default_factory=list)
    schemes: list[Annotated[str, AfterValidator(_scheme)]] = Field(default_factory=list)
    place: Annotated[str, Field(pattern=r"^[0-9]{12}$")] = NATIONAL


class RepliesFile(FileShape):
    replies: list[ReplyShape]


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
    found = read_yaml(ROOT / FILE, RepliesFile)
    return tuple(found.replies)


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
