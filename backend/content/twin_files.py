"""The test phrases of `tests/intents/`: what people may say, and what must be made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from backend.content.files import FileShape, read_yaml
from backend.content.word_files import FacetId, Phrases, SchemeId, Text

OUTSIDE, TALK, DANGER = "outside", "talk", "danger/"


class TwinLine(FileShape):
    """One phrase; without a facet any will do."""

    text: Text
    facet: FacetId | None = None


class TwinFile(FileShape):
    """One file of test phrases. What it is called tells which file of `intents/` it is the twin of.

    `hits` and `said` are of the scheme, `misses` are not, `asks` should lead to a choice.
    `sides` (facets) are phrases by scheme, `outside` by field, `talk` and `services` by id; `now` are
    dangers by kind, `mentioned` and `outside_mentioned` only speak of one; `leads` (situations) are phrases by situation.
    """

    hits: Annotated[list[TwinLine], Field(default_factory=list)]
    misses: Annotated[list[TwinLine], Field(default_factory=list)]
    asks: Annotated[list[TwinLine], Field(default_factory=list)]
    said: Annotated[dict[FacetId, list[Text]], Field(default_factory=dict)]
    sides: Annotated[dict[SchemeId, list[Text]], Field(default_factory=dict)]
    outside: Annotated[dict[Text, list[Text]], Field(default_factory=dict)]
    talk: Annotated[dict[Text, list[Text]], Field(default_factory=dict)]
    services: Annotated[dict[Text, list[Text]], Field(default_factory=dict)]
    leads: Annotated[dict[Text, list[Text]], Field(default_factory=dict)]
    now: Annotated[dict[Text, list[Text]], Field(default_factory=dict)]
    mentioned: Annotated[dict[SchemeId, list[Text]], Field(default_factory=dict)]
    outside_mentioned: Phrases


@dataclass(frozen=True, slots=True)
class TwinPhrase:
    """One phrase with what it is about (a scheme, OUTSIDE, TALK or DANGER and a kind) and which side it asks.

    `is_miss` turns it round: it is known only not to be about that.
    """

    text: str
    topic: str
    facet: str | None
    is_miss: bool = False


def read_twin(path: Path) -> TwinFile:
    """Read one file. Raises ContentError with file, line and the allowed keys."""
    return read_yaml(path, TwinFile)


def phrases(folder: Path) -> Iterator[TwinPhrase]:
    """Give every phrase of the folder whose meaning is settled, in the order of files and lines."""
    for path in sorted(folder.rglob("*.yaml")):
        twin = read_twin(path)
        for line in twin.hits:
            yield TwinPhrase(line.text, path.stem, line.facet)
        for line in twin.misses:
            yield TwinPhrase(line.text, path.stem, None, is_miss=True)
        for facet, said in twin.said.items():
            yield from (TwinPhrase(text, path.stem, facet) for text in said)
        for scheme, said in twin.sides.items():
            yield from (TwinPhrase(text, scheme, path.stem) for text in said)
        for said in twin.outside.values():
            yield from (TwinPhrase(text, OUTSIDE, None) for text in said)
        for said in twin.talk.values():
            yield from (TwinPhrase(text, TALK, None) for text in said)
        for kind, said in twin.now.items():
            yield from (TwinPhrase(text, DANGER + kind, None) for text in said)
        for scheme, said in twin.mentioned.items():
            yield from (TwinPhrase(text, scheme, None) for text in said)
        yield from (TwinPhrase(text, OUTSIDE, None) for text in twin.outside_mentioned)
