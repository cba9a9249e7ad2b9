"""Weights added up: features of a text in, a score for every class out."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence

from backend.content.weight_files import Weights

_LANE = 4
_ZERO = 1 << 15
BIAS = "@always"


class Scale:
    """A table of weights made fast: one whole number per feature holds the weights of all classes.

    Each class has a lane of 32 bits in it, so adding two numbers adds all classes at once.
    """

    def __init__(self, weights: Weights) -> None:
        """Pack the table."""
        self.classes = weights.classes
        self._width = _LANE * len(weights.classes)
        self._packed = {feature: self._pack(own) for feature, own in weights.table.items()}
        self._always = self._packed.pop(BIAS, 0)
        self._weights = weights.table

    def __bool__(self) -> bool:
        """Tell whether there is anything to weigh with."""
        return bool(self.classes)

    def weigh(self, features: Iterable[str]) -> tuple[int, int]:
        """Give the packed sum of known features and how many they were; `add` continues it."""
        found = [number for one in features if (number := self._packed.get(one))]
        return sum(found), len(found)

    def add(self, sum_: tuple[int, int], feature: str) -> tuple[int, int]:
        """Give the sum with one more feature."""
        number = self._packed.get(feature)
        return (sum_[0] + number, sum_[1] + 1) if number else sum_

    def chances(self, sum_: tuple[int, int]) -> list[float]:
        """Give the chance of each class, in the order of `classes`; together they make one."""
        total, count = sum_[0] + self._always, sum_[1] + bool(self._always)
        lanes = array("I", total.to_bytes(self._width, "little"))
        scores = [(lane - _ZERO * count) / 100 for lane in lanes]
        top = max(scores)
        parts = [math.exp(score - top) for score in scores]
        whole = sum(parts)
        return [part / whole for part in parts]

    def reasons(self, features: Iterable[str], name: str, most: int) -> Sequence[tuple[str, float]]:
        """Give the features that spoke loudest for the class, loudest first."""
        own = [
            (one, self._weights[one].get(name, 0) / 100) for one in features if one in self._weights
        ]
        return sorted((one for one in own if one[1] > 0), key=lambda one: (-one[1], one[0]))[:most]

    def _pack(self, own: Mapping[str, int]) -> int:

        lanes = array("I", [own.get(name, 0) + _ZERO for name in self.classes])
        return int.from_bytes(lanes.tobytes(), "little")
