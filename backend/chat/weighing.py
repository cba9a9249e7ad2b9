"""Weights added up: features of a text in, a score for every class out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp
from operator import add, itemgetter

import numpy as np
from ahocorasick_rs import AhoCorasick

from backend.chat.features import (
    HIGHEST,
    OF_SCHEME,
    WHOLE,
    Heard,
    framed,
    pieces,
    spelled,
    stairs,
)
from backend.content.weight_files import Weights

Sums = Sequence[int]  # hundredths, one for each class

_TOLD = 8
_MANY = 2048
_ONES = np.ones(_MANY, np.float32)
_number = itemgetter(0)
BIAS = "@always"

# exp(-n/100), looked up: numpy's exp is quicker for many, but not the same to the last bit on every
# processor, and the same question must give the same reading everywhere.
_PARTS = [exp(-hundredths / 100) for hundredths in range(8192)]


class Finder:
    """Finds the learnt pieces in a text; both tables use one, so that a text is walked once."""

    def __init__(self, tables: Iterable[Weights]) -> None:
        """Number all pieces of the tables."""
        said = [one for weights in tables for one in weights.table if not one.startswith("@")]
        self.pieces = list(dict.fromkeys(said))
        self._automaton = AhoCorasick(self.pieces) if self.pieces else None

    def find(self, text: str) -> set[int]:
        """Give the numbers of the pieces that a text has."""
        if self._automaton is None:
            return set()
        found = self._automaton.find_matches_as_indexes(framed(text), overlapping=True)
        return set(map(_number, found))


class Scale:
    """A table of weights made fast: a row of whole hundredths for each feature, a column a class.

    The rows stand in one block that nobody counts references to, so workers share it after a fork.
    Sums stay far below 2**24, where a 32-bit float still holds every whole number.
    """

    def __init__(self, weights: Weights, said: Sequence[str]) -> None:
        """Lay out the table: the pieces `said` by number, what is always there, what may be heard."""
        self.classes = weights.classes
        self._weights = weights.table
        columns = {name: place for place, name in enumerate(weights.classes)}
        heard = [name for name in weights.table if name.startswith("@") and name != BIAS]
        plain = [(name, WHOLE) for name in heard if ">" not in name]
        scored = dict.fromkeys(name.partition(">")[0] for name in heard if ">" in name)
        risen = [(name, steps) for name in scored for steps in range(1, HIGHEST + 1)]
        self.size = self._always = len(said)
        self._heard = {one: row for row, one in enumerate([*plain, *risen], len(said) + 1)}
        rows = [[one] for one in said] + [[BIAS]] + [[name] for name, _ in plain]
        rows += [stairs(name, steps) for name, steps in risen]  # all steps of a score in one row
        self._rows = np.zeros((len(rows), len(columns)), np.float32)
        for row, features in enumerate(rows):
            for feature in features:
                for name, weight in weights.table.get(feature, {}).items():
                    self._rows[row, columns[name]] += weight
        self._of_scheme: dict[str, list[int]] = {
            name.removeprefix(OF_SCHEME): self._rows[row].astype(np.int32).tolist()
            for (name, _), row in self._heard.items()
            if name.startswith(OF_SCHEME)
        }

    def __bool__(self) -> bool:
        """Tell whether there is anything to weigh with."""
        return bool(self.classes)

    def weigh(self, found: Iterable[int], heard: Heard) -> Sums:
        """Give the sums of the classes for the pieces found and for what was heard."""
        known = filter(None, map(self._heard.get, heard.items()))
        numbers = [*found, *known, self._always]
        size = len(numbers)
        ones = _ONES[:size] if size <= _MANY else np.ones(size, np.float32)
        # Multiplied by ones, rows add up in a quarter of the time that numpy's own sum takes.
        sums: list[int] = ones.dot(self._rows.take(numbers, 0)).astype(np.int32).tolist()
        return sums

    def add(self, sums: Sums, scheme: str) -> Sums:
        """Give the sums with the scheme of which a side is asked."""
        own = self._of_scheme.get(scheme)
        return list(map(add, sums, own)) if own else sums

    def chances(self, sums: Sums) -> list[float]:
        """Give the chance of each class, in the order of `classes`; together they make one."""
        parts = self.parts(sums)
        whole = sum(parts)
        return [part / whole for part in parts]

    def likeliest(self, sums: Sums) -> tuple[str, float]:
        """Give the likeliest class with its chance."""
        return self.classes[sums.index(max(sums))], 1.0 / sum(self.parts(sums))

    @staticmethod
    def parts(sums: Sums) -> list[float]:
        """Give how likely each class is beside the likeliest, which gets 1."""
        top = max(sums)
        try:
            return [_PARTS[top - one] for one in sums]
        except IndexError:
            return [exp((one - top) / 100) for one in sums]

    def reasons(self, text: str, heard: Heard, name: str) -> Sequence[tuple[str, float]]:
        """Give the pieces and the things heard that spoke loudest for the class, loudest first."""
        own = [
            (one, self._weights[one].get(name, 0) / 100)
            for one in pieces(text) | spelled(heard)
            if one in self._weights
        ]
        return sorted((one for one in own if one[1] > 0), key=lambda one: (-one[1], one[0]))[:_TOLD]
