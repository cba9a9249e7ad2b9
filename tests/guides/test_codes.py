"""Short codes: no single slip opens another village's guide."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from backend.guides.codes import ALPHABET, LENGTH, new_code, read_code, spoken

CODES = st.integers(0, 10**9).map(lambda seed: new_code(random.Random(seed).choice))


@given(CODES)
def test_a_code_reads_back_however_it_is_written(code: str) -> None:
    assert len(code) == LENGTH
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code)
    for written in (code, code.lower(), spoken(code), f" {spoken(code).lower()} ", wide):
        assert read_code(written) == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code: str, place: int, wrong: str) -> None:
    altered = code[:place] + wrong + code[place + 1 :]
    assert (read_code(altered) is not None) == (altered == code)


@given(CODES, st.integers(0, LENGTH - 2))
def test_two_swapped_characters_are_always_noticed(code: str, place: int) -> None:
    altered = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (read_code(altered) is not None) == (altered == code)


def test_no_look_alikes() -> None:
    assert not set("0O1IL2Z5S8BUV") & set(ALPHABET)
