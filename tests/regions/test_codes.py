"""Division codes as values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.regions.codes import (
    NATIONAL,
    ancestors_of,
    contains,
    is_code,
    level_of,
    padded,
    parent_of,
)

CODES = st.builds(
    lambda p, c, d, t, v: f"{p:02d}{c:02d}{d:02d}{t:03d}{v:03d}",
    st.integers(11, 82),
    st.integers(0, 99),
    st.integers(0, 99),
    st.integers(0, 999),
    st.integers(0, 999),
)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("410000000000", "province", None),
        ("410400000000", "city", "410000000000"),
        ("410482000000", "county", "410400000000"),
        ("410482106000", "township", "410482000000"),
        ("410482106234", "village", "410482106000"),
    ],
)
def test_levels_and_parents(code: str, level: str, parent: str | None) -> None:
    assert level_of(code) == level
    assert parent_of(code) == parent


@given(CODES)
def test_every_ancestor_contains_the_code(code: str) -> None:
    line = ancestors_of(code)
    assert line[0] == code
    assert all(contains(outer, code) for outer in line)
    assert contains(NATIONAL, code)
    assert len(line) <= 5


@pytest.mark.parametrize(
    "text", ["", "41048210623", "41048210623x", "４１０４８２１０６２３４", "000000000000"]
)
def test_what_is_no_code(text: str) -> None:
    assert not is_code(text)


def test_neighbours_do_not_contain_each_other() -> None:
    assert not contains("410482106000", "410482107201")
    assert padded("110101001") == "110101001000"
