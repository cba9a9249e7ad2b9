"""Everything of `intents/`, read strictly and handed to the chat as one frozen value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from backend.content.files import ContentError, Finding, read_yaml
from backend.content.names import Facet, Scheme
from backend.content.weight_files import WEIGHT_FILES, Weights, read_weights
from backend.content.word_files import (
    EmergencyFile,
    FacetWords,
    Normalising,
    OutsideDomain,
    OutsideFile,
    SchemeWords,
    Service,
    ServiceFile,
    Situation,
    SituationFile,
    SmallTalk,
    SmallTalkFile,
)

__all__ = ["Words", "claims", "line_of", "load_words"]

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of the service. Schemes and facets stand in the order of `names.py`.

    `dictionary` is the path of the jieba user dictionary; `weights` are what was learnt from the
    test phrases, empty tables before the first `content fit`.
    """

    schemes: Mapping[str, SchemeWords]
    facets: Mapping[str, FacetWords]
    situations: tuple[Situation, ...]
    services: tuple[Service, ...]
    emergencies: EmergencyFile
    smalltalk: tuple[SmallTalk, ...]
    outside: tuple[OutsideDomain, ...]
    normalising: Normalising
    dictionary: Path
    weights: Mapping[str, Weights]


def load_words(root: Path) -> Words:
    """Read `intents/` at `root`.

    Raises ContentError with every fault: unknown keys, missing files, phrases claimed twice.
    """
    faults: list[Finding] = []
    found: dict[Path, BaseModel] = {}

    def read(path: Path, shape: type[Shape]) -> Shape | None:
        try:
            found[path] = read_yaml(path, shape)
        except ContentError as fault:
            faults.extend(fault.findings)
            return None
        return found[path]  # type: ignore[return-value]

    schemes = {s: read(root / "schemes" / f"{s}.yaml", SchemeWords) for s in Scheme}
    facets = {f: read(root / "facets" / f"{f}.yaml", FacetWords) for f in Facet}
    situations = [
        read(path, SituationFile) for path in sorted((root / "situations").glob("*.yaml"))
    ]
    services = read(root / "services.yaml", ServiceFile)
    emergencies = read(root / "emergencies.yaml", EmergencyFile)
    smalltalk = read(root / "smalltalk.yaml", SmallTalkFile)
    outside = read(root / "out_of_scope.yaml", OutsideFile)
    normalising = read(root / "normalise.yaml", Normalising)
    faults.extend(_claimed_twice(found))
    faults.extend(_misnamed(found))
    if faults or not (services and emergencies and smalltalk and outside and normalising):
        raise ContentError(faults)
    return Words(
        schemes={key.value: value for key, value in schemes.items() if value},
        facets={key.value: value for key, value in facets.items() if value},
        situations=tuple(one for file in situations if file for one in file.situations),
        services=tuple(services.services),
        emergencies=emergencies,
        smalltalk=tuple(smalltalk.smalltalk),
        outside=tuple(outside.domains),
        normalising=normalising,
        dictionary=root / "dictionary.txt",
        weights={name: read_weights(root / "weights" / f"{name}.tsv") for name in WEIGHT_FILES},
    )


_LISTS = ("names", "also_said", "heard_as", "old_names", "words", "weak", "situations", "patterns")


def claims(file: BaseModel) -> Iterator[tuple[str, str]]:
    """Give every (phrase, list) a file claims; `not` and fixed pairs claim nothing."""
    for name in _LISTS if not isinstance(file, Normalising) else ():
        for phrase in getattr(file, name, ()):
            if isinstance(phrase, str):
                yield phrase, name
    for name in ("kinds", "services", "smalltalk", "domains", "situations"):
        for member in getattr(file, name, ()):
            if isinstance(member, BaseModel):
                yield from claims(member)


def _claimed_twice(files: Mapping[Path, BaseModel]) -> Iterator[Finding]:
    """Tell of phrases with two owners.

    What is asked about (schemes, situations, other fields, dangers) and which side is asked
    (facets) are two questions: 养老金 may answer both, within each a phrase has one owner.
    """
    owners: dict[tuple[bool, str], Path] = {}
    for path, file in files.items():
        for phrase, _ in claims(file):
            key = (isinstance(file, FacetWords), phrase.casefold())
            if key in owners:
                where = "本文件" if owners[key] == path else owners[key].name
                yield Finding(
                    path, line_of(path, phrase),
                    f"“{phrase}”已经写在{where}里", "一个说法只留一处",
                )  # fmt: skip
            else:
                owners[key] = path


def _misnamed(files: Mapping[Path, BaseModel]) -> Iterator[Finding]:
    for path, file in files.items():
        said = getattr(file, "scheme", None) or getattr(file, "facet", None)
        if isinstance(said, str) and said != path.stem:
            yield Finding(path, 1, f"文件名和里面的编号 {said} 不一致", "把文件名改成编号")


def line_of(path: Path, phrase: str) -> int:
    """Give the last line that holds the phrase, 1 when it cannot be found."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((n for n in range(len(lines), 0, -1) if phrase in lines[n - 1]), 1)
