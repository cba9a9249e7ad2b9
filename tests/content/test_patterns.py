from __future__ import annotations

import pytest

from backend.content.patterns import PatternRefused, compile_pattern


def test_a_pattern_without_gaps_is_a_set_of_phrases() -> None:
    pattern = compile_pattern("(停|取消)了?低保")
    assert pattern.is_plain
    assert pattern.pieces[0] == {"停低保", "停了低保", "取消低保", "取消了低保"}


def test_gaps_part_the_pieces() -> None:
    pattern = compile_pattern("[1-3]岁.{0,5}(补贴|钱)$")
    assert not pattern.is_plain
    assert pattern.pieces == (frozenset({"1岁", "2岁", "3岁"}), frozenset({"补贴", "钱"}))
    assert pattern.gaps == ((0, 5),)
    assert pattern.ends


@pytest.mark.parametrize(
    "source", ["a*", "(a|b", "a.{0,99}b", "(.{0,3}|a)", "[ab", "(a|)?", "", "a.b", "\\d岁"]
)
def test_what_the_language_does_not_have_is_refused(source: str) -> None:
    with pytest.raises(PatternRefused):
        compile_pattern(source)


def test_too_many_readings_are_refused() -> None:
    with pytest.raises(PatternRefused, match="拆成几条"):
        compile_pattern("[0-9][0-9][0-9][0-9]")
