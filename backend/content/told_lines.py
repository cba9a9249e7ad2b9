"""`policy_texts/told.yaml` and `told/`: one sentence to say first, when a resident told an age, a
household's income a head or whose affair it is (told.yaml), or asked one precise point (told/).
Dated and sourced like the texts it stands before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from backend.content.converting import sources_of
from backend.content.files import FileShape, read_yaml
from backend.content.models import Origin, Source
from backend.content.names import Facet, Scheme
from backend.content.shapes import FigureId, Id, Sources, Text, refuse_early_end
from backend.content.word_files import Patterns, Phrases

When = Literal["age_at_least", "age_below", "share_below", "share_at_least", "share", "kin", "said"]
SAID: Final = "said"
FEWEST_TWINS: Final = 2
_TOLD = re.compile(r"(?<!\{)\{([a-z]+)\}(?!\})")
_MAY_SHOW = {
    "age": {"age"}, "share": {"people", "income", "share"}, "kin": {"kin"}, SAID: set(),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class ToldLine:
    """One sentence. `figure` is what the told number is compared with, None for the others.

    `words` and `patterns` are what is said when a point is asked, as in `intents/`, `not_said` what
    belongs elsewhere though it holds one of them; `twins` are questions that must get it. Without facets in the file it stands before every one.
    `says` may show `{age}`, `{people}`, `{income}`, `{share}`, `{kin}` and figures.
    """

    id: str
    schemes: tuple[Scheme, ...]
    facets: tuple[Facet, ...]
    when: When
    figure: str | None
    says: str
    effective_from: date
    until: date | None
    checked_on: date
    sources: tuple[Source, ...]
    origin: Origin
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    not_said: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()


class LineShape(FileShape):
    id: Id
    schemes: Annotated[list[Annotated[Scheme, Field(strict=False)]], Field(min_length=1)]
    facets: Annotated[list[Annotated[Facet, Field(strict=False)]], Field(default_factory=list)]
    when: When
    figure: FigureId | None = None
    words: Phrases
    patterns: Patterns
    not_: Annotated[list[Text], Field(default_factory=list, alias="not")]
    twins: Phrases
    says: Text
    effective_from: date
    until: date | None = None
    checked_on: date
    sources: Sources

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse_early_end(self.effective_from, self.until)
        if (self.figure is None) != (self.when in {"share", "kin", SAID}):
            raise ValueError("比大小的要写 figure，share、kin 和 said 不写；照旁边的改")
        if self.when != SAID and not self.facets:
            raise ValueError("没有写 facets；写明说在哪几面前头")
        if (self.when == SAID) != bool(self.words or self.patterns):
            raise ValueError("when: said 要写 words 或 patterns，别的不写；照旁边的改")
        if (self.when == SAID) != (len(self.twins) >= FEWEST_TWINS):
            raise ValueError(f"when: said 要写 twins，至少{FEWEST_TWINS}句会这样问的话，别的不写")
        allowed = _MAY_SHOW[self.when.partition("_")[0]]
        if set(_TOLD.findall(self.says)) - allowed:
            raise ValueError(f"的 says 里只能用：{'、'.join(sorted(allowed))}；改正花括号里的名字")
        return self


class ToldFile(FileShape):
    """`told.yaml`, and every file of `told/`."""

    lines: list[LineShape]


def read_told_lines(path: Path) -> list[ToldLine]:
    """Give the sentences in their order; the first that fits is said. Raises ContentError."""
    written = path.read_text(encoding="utf-8-sig").splitlines()
    at = [n for n, line in enumerate(written, start=1) if line.startswith("  - ")]
    return [
        ToldLine(
            one.id, tuple(one.schemes), tuple(one.facets or Facet), one.when, one.figure, one.says,
            one.effective_from, one.until, one.checked_on, sources_of(one.sources),
            Origin(path, at[number] if number < len(at) else 1),
            tuple(one.words), tuple(one.patterns), tuple(one.not_), tuple(one.twins),
        )
        for number, one in enumerate(read_yaml(path, ToldFile).lines)
    ]  # fmt: skip


def with_told(says: str, told: dict[str, str]) -> str:
    """Give the sentence with what was told; figures stay as they are."""
    return _TOLD.sub(lambda found: told.get(found[1], ""), says)
