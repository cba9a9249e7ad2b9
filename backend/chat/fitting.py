"""Learning the weights from test phrases: a plain, deterministic fit that needs no more than sums.

Multinomial logistic regression over features that are there or not, held small by a quadratic
penalty, improved in a fixed number of steps from zero: the same phrases give the same table.
Only `content fit` uses it; the service reads the finished table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from backend.chat.weighing import BIAS
from backend.content.weight_files import Weights

Matrix = npt.NDArray[np.float32]

NOT = "!"
STEPS, RATE, PENALTY, RAREST, SMALLEST = 120, 0.05, 0.1, 2, 3
ALSO = 0.5  # how open a phrase is to an answer that would be right too; 0 leaves it out
_SHARE = 0.5
_SLOW, _SLOWER, _TINY = 0.9, 0.999, 1e-8


def fit(
    phrases: Sequence[set[str]],
    labels: Sequence[Sequence[str]],
    classes: Sequence[str],
    made: Sequence[str] = (),
) -> Weights:
    """Give the weights with which features tell the labels of the phrases.

    A label is a class and others that would be right too, or NOT and a class for a phrase known
    only not to be of it.
    Features of fewer than RAREST phrases and weights under SMALLEST hundredths are left out.
    """
    counts = Counter(feature for one in phrases for feature in one)
    known = sorted(feature for feature, seen in counts.items() if seen >= RAREST)
    place = {feature: at for at, feature in enumerate(known)}
    rows = [
        [*sorted(place[one] for one in phrase if one in place), len(known)] for phrase in phrases
    ]
    open_to = np.array([_open_to(label, classes) for label in labels], np.float32)
    weights = _descend(rows, open_to, len(known) + 1)
    hundredths = np.rint(weights * _SHARE * 100).astype(int)
    table: dict[str, dict[str, int]] = {}
    for feature, own in zip([*known, BIAS], hundredths, strict=True):
        loud = {name: int(w) for name, w in zip(classes, own, strict=True) if abs(w) >= SMALLEST}
        if loud:
            table[feature] = loud
    return Weights(tuple(classes), table, tuple(made))


def _open_to(label: Sequence[str], classes: Sequence[str]) -> list[float]:
    """Give 1 for every class the phrase may be of: one, or with NOT all but one; ALSO for others.

    Between the classes open to it a phrase goes where the features lead; it is not pulled apart.
    """
    first, *others = label
    if first.startswith(NOT):
        return [float(NOT + one != first) for one in classes]
    return [1.0 if one == first else ALSO * (one in others) for one in classes]


def _descend(rows: Sequence[Sequence[int]], open_to: Matrix, width: int) -> Matrix:
    """Give the weights (features by classes) after STEPS steps with momentum, from zero."""
    flat = np.array([at for row in rows for at in row])
    lengths = np.array([len(row) for row in rows])
    firsts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    order = np.argsort(flat, kind="stable")
    owner = np.repeat(np.arange(len(rows)), lengths)[order]
    used, starts = np.unique(flat[order], return_index=True)
    count = len(rows)
    weights = np.zeros((width, open_to.shape[1]), np.float32)
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        chances = _chances(np.add.reduceat(weights[flat], firsts, 0) * _SHARE)
        wanted = chances * open_to
        wanted /= wanted.sum(1, keepdims=True) + _TINY
        miss = (chances - wanted) / count
        slope = weights * (PENALTY / count)
        slope[used] += np.add.reduceat(miss[owner], starts, 0) * _SHARE
        mean = _SLOW * mean + (1 - _SLOW) * slope
        spread = _SLOWER * spread + (1 - _SLOWER) * slope * slope
        pace = RATE * (1 - _SLOWER**step) ** 0.5 / (1 - _SLOW**step)
        weights -= (pace * mean / (np.sqrt(spread) + _TINY)).astype(np.float32)
    return weights


def _chances(scores: npt.NDArray[np.floating[Any]]) -> Matrix:
    parts = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(parts / parts.sum(1, keepdims=True), dtype=np.float32)
