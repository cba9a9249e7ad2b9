"""Learning the weights from test phrases: a plain, deterministic fit that needs no more than sums.

Multinomial logistic regression over features that are there or not, held small by a quadratic
penalty, improved in a fixed number of steps from zero: the same phrases give the same table,
whatever the processor (in double precision no rounding of a sum comes near a hundredth).
Only `content fit` uses it; the service reads the finished table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backend.chat.weighing import BIAS
from backend.content.weight_files import NO_WEIGHTS, Weights

Matrix = npt.NDArray[np.float64]

NOT = "!"
STEPS, RATE, PENALTY, RAREST, SMALLEST = 120, 0.05, 0.1, 2, 3
ALSO = 0.5  # how open a phrase is to an answer that would be right too; 0 leaves it out
_SHARE = 0.5
_SLOW, _SLOWER, _TINY = 0.9, 0.999, 1e-8
_BLOCK = 4096


def fit(
    phrases: Sequence[set[str]],
    labels: Sequence[Sequence[str]],
    classes: Sequence[str],
) -> Weights:
    """Give the weights with which features tell the labels of the phrases.

    A label is a class and others that would be right too, or NOT and a class for a phrase known
    only not to be of it; NOT and a class that ends with a stroke is none of those below it.
    Features of fewer than RAREST phrases and weights under SMALLEST hundredths are left out.
    Without any phrase there is nothing to tell.
    """
    if not phrases:
        return NO_WEIGHTS
    columns = _columns(phrases)
    open_to = np.array([_open_to(label, classes) for label in labels])
    weights = _descend(columns, open_to)
    table: dict[str, dict[str, int]] = {}
    for column, own in zip(columns, np.rint(weights * _SHARE * 100).astype(int), strict=True):
        loud = {name: int(w) for name, w in zip(classes, own, strict=True) if abs(w) >= SMALLEST}
        if loud:
            table |= dict.fromkeys(column.features, loud)
    return Weights(tuple(classes), table)


class _Column(NamedTuple):
    """Features that are there in just the same phrases: what is learnt of one holds for all."""

    features: Sequence[str]
    phrases: Sequence[int]


def _columns(phrases: Sequence[set[str]]) -> list[_Column]:
    """Give the features worth learning, in a fixed order, the one that is always there last."""
    seen: dict[str, list[int]] = {}
    for number, features in enumerate(phrases):
        for feature in features:
            seen.setdefault(feature, []).append(number)
    alike: dict[tuple[int, ...], list[str]] = {}
    for feature in sorted(seen):
        if len(seen[feature]) >= RAREST:
            alike.setdefault(tuple(seen[feature]), []).append(feature)
    columns = [_Column(features, numbers) for numbers, features in alike.items()]
    return [*columns, _Column([BIAS], range(len(phrases)))]


def _open_to(label: Sequence[str], classes: Sequence[str]) -> list[float]:
    """Give 1 for every class the phrase may be of: one, or with NOT all others; ALSO for others.

    Between the classes open to it a phrase goes where the features lead; it is not pulled apart.
    """
    first, *others = label
    if first.startswith(NOT):
        left_out = first.removeprefix(NOT)
        is_group = left_out.endswith("/")
        return [
            float(one != left_out and not (is_group and one.startswith(left_out)))
            for one in classes
        ]
    return [1.0 if one == first else ALSO * (one in others) for one in classes]


def _descend(columns: Sequence[_Column], open_to: Matrix) -> Matrix:
    """Give the weights (columns by classes) after STEPS steps with momentum, from zero."""
    count = len(open_to)
    heard: list[list[int]] = [[] for _ in range(count)]
    for number, column in enumerate(columns):
        for phrase in column.phrases:
            heard[phrase].append(number)
    of_phrases, of_columns = _Sums(heard), _Sums([column.phrases for column in columns])
    times = np.array([[float(len(column.features))] for column in columns])
    weights = np.zeros((len(columns), open_to.shape[1]))
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        chances = _chances(of_phrases.of(weights * times) * _SHARE)
        wanted = chances * open_to
        wanted /= wanted.sum(1, keepdims=True) + _TINY
        miss = (chances - wanted) / count
        slope = weights * (PENALTY / count) + of_columns.of(miss) * _SHARE
        mean = _SLOW * mean + (1 - _SLOW) * slope
        spread = _SLOWER * spread + (1 - _SLOWER) * slope * slope
        pace = RATE * (1 - _SLOWER**step) ** 0.5 / (1 - _SLOW**step)
        weights -= pace * mean / (np.sqrt(spread) + _TINY)
    return weights


class _Sums:
    """Adds up rows of a matrix by lists of row numbers, lists of like length side by side."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        """Lay the lists out in blocks of about _BLOCK numbers; gaps point at a row of zeros."""
        self._blocks: list[tuple[list[int], npt.NDArray[np.int64]]] = []
        self._count = len(lists)
        left = sorted(range(len(lists)), key=lambda one: len(lists[one]))
        while left:
            longest = max(1, len(lists[left[-1]]))
            taken = left[-max(1, _BLOCK // longest) :]
            del left[-len(taken) :]
            rows = [[*lists[one], *([-1] * (longest - len(lists[one])))] for one in taken]
            self._blocks.append((taken, np.array(rows)))

    def of(self, matrix: Matrix) -> Matrix:
        """Give the sums, one row for each list."""
        width = matrix.shape[1]
        with_zeros = np.vstack([matrix, np.zeros((1, width))])
        sums = np.empty((self._count, width))
        for taken, rows in self._blocks:
            sums[taken] = with_zeros[rows].sum(1)
        return sums


def _chances(scores: Matrix) -> Matrix:
    parts = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(parts / parts.sum(1, keepdims=True))
