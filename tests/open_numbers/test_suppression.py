"""No count of 1 to 4 is shown, and none can be worked out from the sums beside it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.open_numbers.suppression import LEAST, Table, suppressed

TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=1, max_size=5
    )
)


def _lines(table: Table) -> list[list[int | None]]:
    rows = [[*row, total] for row, total in zip(table.rows, table.row_sums, strict=True)]
    rows.append([*table.column_sums, table.total])
    return rows + [list(line) for line in zip(*rows, strict=True)]


def test_large_counts_are_shown_as_they_are() -> None:
    table = suppressed([[10, 20], [0, 7]])
    assert table == Table(((10, 20), (0, 7)), (30, 7), (10, 27), 37)


def test_a_small_one_takes_a_neighbour_with_it() -> None:
    table = suppressed([[3, 20, 9], [10, 11, 12]])
    assert table.rows[0] == (None, 20, None)
    assert table.rows[1] == (None, 11, None)
    assert table.row_sums == (32, 33)


@given(TABLES)
def test_no_line_gives_a_small_number_away(counts: list[list[int]]) -> None:
    table = suppressed(counts)
    true = [[*row, sum(row)] for row in counts]
    true.append([sum(row[at] for row in true) for at in range(len(true[0]))])
    true_lines = true + [list(line) for line in zip(*true, strict=True)]
    for shown, real in zip(_lines(table), true_lines, strict=True):
        assert not [count for count in shown if count is not None and 0 < count < LEAST]
        hidden = [value for value, count in zip(real, shown, strict=True) if count is None]
        assert len(hidden) != 1  # one alone is the sum less the others
        if shown[-1] is not None and hidden:
            assert sum(hidden) >= LEAST  # "together 4" would tell of a small number too


@given(TABLES)
def test_what_is_shown_is_true(counts: list[list[int]]) -> None:
    table = suppressed(counts)
    for shown, real in zip(table.rows, counts, strict=True):
        assert all(one in (None, value) for one, value in zip(shown, real, strict=True))
