"""Weights added up: features of a text in, a score for every class out."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from math import exp

from ahocorasick_rs import AhoCorasick

from backend.chat.features import framed, pieces
from backend.content.weight_files import Weights

_LANE, _TOLD = 4, 8
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
        packed = {feature: self._pack(own) for feature, own in weights.table.items()}
        self._always = packed.pop(BIAS, 0)
        self._heard = {one: number for one, number in packed.items() if one.startswith("@")}
        said = [one for one in packed if one not in self._heard]
        self._numbers = [packed[one] for one in said]
        self._pieces = AhoCorasick(said) if said else None
        self._weights = weights.table

    def __bool__(self) -> bool:
        """Tell whether there is anything to weigh with."""
        return bool(self.classes)

    def weigh(self, text: str, heard: Iterable[str]) -> int:
        """Give the packed sum for the pieces of a text and for what was heard; `add` continues it."""
        if self._pieces is None:
            return self._always
        found = self._pieces.find_matches_as_indexes(framed(text), overlapping=True)
        said = sum([self._numbers[one] for one in {number for number, _, _ in found}])
        return said + sum(filter(None, map(self._heard.get, heard)), self._always)

    def add(self, packed: int, feature: str) -> int:
        """Give the sum with one more feature."""
        return packed + self._heard.get(feature, 0)

    def chances(self, packed: int) -> list[float]:
        """Give the chance of each class, in the order of `classes`; together they make one.

        Every lane carries the same zero for each feature added, so it drops out.
        """
        lanes = array("I", packed.to_bytes(self._width, "little"))
        top = max(lanes)
        parts = [exp((lane - top) / 100) for lane in lanes]
        whole = sum(parts)
        return [part / whole for part in parts]

    def reasons(self, text: str, heard: Iterable[str], name: str) -> Sequence[tuple[str, float]]:
        """Give the pieces and the things heard that spoke loudest for the class, loudest first."""
        own = [
            (one, self._weights[one].get(name, 0) / 100)
            for one in {*pieces(text), *heard}
            if one in self._weights
        ]
        return sorted((one for one in own if one[1] > 0), key=lambda one: (-one[1], one[0]))[:_TOLD]

    def _pack(self, own: Mapping[str, int]) -> int:

        lanes = array("I", [own.get(name, 0) + _ZERO for name in self.classes])
        return int.from_bytes(lanes.tobytes(), "little")
