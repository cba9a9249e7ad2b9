"""Hide small counts in a table with sums, so that no sum gives one away. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LEAST: Final = 5


@dataclass(frozen=True)
class Table:
    """Counts and sums; None is hidden."""

    rows: tuple[tuple[int | None, ...], ...]
    row_sums: tuple[int | None, ...]
    column_sums: tuple[int | None, ...]
    total: int | None


def suppressed(counts: Sequence[Sequence[int]]) -> Table:
    """Give the table as it may be shown.

    Hidden are counts of 1 to 4; then, while a row or column whose sum is shown has a single hidden
    count, or hidden ones that sum up to less than 5, the smallest shown one of that line. A line
    that has nothing more to hide hides its sum. Sums of 1 to 4 are hidden too, and single hidden
    sums are kept from being worked out from the total in the same way.
    """
    width = len(counts[0]) if counts else 0
    # The sums are the last row and column of one square; each of its lines must hold by itself.
    square = [[*row, sum(row)] for row in counts]
    square.append([sum(row[at] for row in square) for at in range(width + 1)])
    hidden = {
        (at, column)
        for at, row in enumerate(square)
        for column, count in enumerate(row)
        if 0 < count < LEAST
    }
    while more := _gives_away(square, hidden):
        hidden.add(more)

    def shown(at: int, column: int) -> int | None:
        return None if (at, column) in hidden else square[at][column]

    last = len(square) - 1
    return Table(
        rows=tuple(tuple(shown(at, column) for column in range(width)) for at in range(last)),
        row_sums=tuple(shown(at, width) for at in range(last)),
        column_sums=tuple(shown(last, column) for column in range(width)),
        total=shown(last, width),
    )


def _gives_away(square: list[list[int]], hidden: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Give the next cell to hide, None when no line gives anything away."""
    for line in _lines(square):
        held = [cell for cell in line if cell in hidden]
        if not held:
            continue
        parts = [cell for cell in held if cell != line[-1]]
        weight = sum(square[at][column] for at, column in parts)
        is_safe = len(held) > 1 and (line[-1] in hidden or weight >= LEAST)
        if is_safe:
            continue
        open_ = [cell for cell in line if cell not in hidden and square[cell[0]][cell[1]] > 0]
        if open_:
            # Parts before the sum, where the crossing line hides something already, small before
            # large: as much as may be stays readable.
            return min(
                open_,
                key=lambda cell: (
                    cell == line[-1],
                    not _is_crossed(cell, line, hidden),
                    square[cell[0]][cell[1]],
                    cell,
                ),
            )
    return None


def _is_crossed(
    cell: tuple[int, int], line: list[tuple[int, int]], hidden: set[tuple[int, int]]
) -> bool:
    return any(
        other not in line and (other[0] == cell[0] or other[1] == cell[1]) for other in hidden
    )


def _lines(square: list[list[int]]) -> list[list[tuple[int, int]]]:
    height, width = len(square), len(square[0])
    rows = [[(at, column) for column in range(width)] for at in range(height)]
    columns = [[(at, column) for at in range(height)] for column in range(width)]
    return rows + columns
