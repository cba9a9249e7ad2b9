"""Weights learnt from the test phrases: `intents/weights/*.tsv`, a table a person can read.

The first lines, beginning with #, say how the table was made. Each further line is a feature, a
tab, and `class:weight` in hundredths for every class it speaks for or against.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.content.findings import ContentError, Finding

WEIGHT_FILES = ("topics", "facets", "domains")


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """One table: for every feature what it adds to each class, in hundredths. `made` tells how."""

    classes: tuple[str, ...]
    table: Mapping[str, Mapping[str, int]]
    made: tuple[str, ...] = ()


NO_WEIGHTS = Weights((), {})


def read_weights(path: Path) -> Weights:
    """Read one table; a missing file gives an empty one: then the rules speak alone.

    Raises ContentError with file and line for a line that is none.
    """
    if not path.exists():
        return NO_WEIGHTS
    made: list[str] = []
    classes: tuple[str, ...] = ()
    known: dict[str, str] = {}  # one text for each class, not one for each of 300,000 weights
    table: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# "):
            made.append(line[2:])
            continue
        feature, _, rest = line.partition("\t")
        try:
            if feature == "classes":
                classes = tuple(rest.split())
                known = {name: name for name in classes}
                continue
            parts = rest.replace(":", " ").split()
            names = map(known.__getitem__, parts[::2])
            table[feature] = dict(zip(names, map(int, parts[1::2]), strict=True))
        except (ValueError, KeyError) as fault:
            raise ContentError([_broken(path, number)]) from fault
    return Weights(classes, table, tuple(made))


def written(weights: Weights) -> Iterable[str]:
    """Give the lines of a table, features in order."""
    yield from (f"# {line}" for line in weights.made)
    yield "classes\t" + " ".join(weights.classes)
    for feature in sorted(weights.table):
        own = weights.table[feature]
        yield (
            feature + "\t" + " ".join(f"{one}:{own[one]}" for one in weights.classes if one in own)
        )


def _broken(path: Path, line: int) -> Finding:
    return Finding(
        path,
        line,
        "这一行不是权重",
        "不要手改；删掉这个文件，再运行 flask --app backend content fit",
    )
