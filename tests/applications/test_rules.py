"""Numbers, ID numbers, phones, consent and completeness: pure rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from backend.applications.completeness import conditions_of
from backend.applications.consent import consent_faults
from backend.applications.reference import (
    check_digit,
    new_access_code,
    new_number,
    read_access_code,
    read_number,
    spoken,
)
from backend.persons import check_character, id_number_fault, phone_fault, plain_phone

DAY = date(2026, 11, 23)
NUMBERS = st.integers(0, 9_999_999).map(lambda drawn: new_number(DAY, lambda _most: drawn))


@given(NUMBERS, st.integers(0, 11), st.integers(1, 9))
def test_a_misheard_digit_is_noticed(number: str, place: int, step: int) -> None:
    assert read_number(spoken(number)) == number
    wrong = str((int(number[place]) + step) % 10)
    assert read_number(number[:place] + wrong + number[place + 1 :]) is None


def test_access_codes_read_back_however_they_are_typed() -> None:
    code = new_access_code()
    assert read_access_code(code.lower().replace("-", " ")) == code.replace("-", "")
    assert len({new_access_code() for _ in range(500)}) == 500
    assert check_digit("26110000000") in "0123456789"


@given(
    st.integers(1, 999),
    st.dates(date(1900, 1, 1), date(2025, 12, 31)),
)
def test_the_check_character_agrees_with_an_independent_library(order: int, born: date) -> None:
    """Region 110101 is one the library knows; people with such a number are made up."""
    first = f"110101{born:%Y%m%d}{order:03d}"
    number = first + check_character(first)
    assert id_number_fault(number) is None
    assert ric.calc_check_digit(number) == number[-1]


@pytest.mark.parametrize(
    "number", ["", "1", "11010119900230001X", "110101199001010010", "²10101199001010010"]
)
def test_a_faulty_id_number_is_told_in_words(number: str) -> None:
    fault = id_number_fault(number)
    assert fault
    assert number not in fault or len(number) < 2


@pytest.mark.parametrize("phone", ["13800000000", "00012345678", "03756666666", "+8613800000000"])
def test_phones_that_can_be_called(phone: str) -> None:
    assert phone_fault(plain_phone(phone)) is None


@pytest.mark.parametrize("phone", ["", "110", "12345678901", "1380000000a", "１３８"])
def test_phones_that_cannot(phone: str) -> None:
    assert phone_fault(plain_phone(phone))


def _body(**changes: Any) -> dict[str, Any]:
    member = {"birth_year": None, "conditions": [], "monthly_income_fen": None}
    return {
        "household": [member | one for one in changes.get("household", [])],
        "situation": {
            "causes": changes.get("causes", []),
            "monthly_income_fen": changes.get("income"),
            "yearly_essential_expenses_fen": None,
        },
        "filed_by": {"kind": changes.get("filed_by", "self")},
        "consents": {
            "personal_information": changes.get("personal", True),
            "sensitive_information": changes.get("sensitive", False),
        },
    }


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"personal": False}, "/consents/personal_information"),
        ({"causes": ["illness"]}, "/situation/causes"),
        ({"income": 0}, "/situation/monthly_income_fen"),
        ({"household": [{"conditions": ["disability"]}]}, "/household/0/conditions"),
        ({"household": [{}, {"birth_year": 2020}]}, "/household/1/birth_year"),
    ],
)
def test_each_sensitive_kind_needs_its_own_consent(changes: dict[str, Any], pointer: str) -> None:
    assert [fault.pointer for fault in consent_faults(_body(**changes), 2026)] == [pointer]
    if "personal" not in changes:
        assert consent_faults(_body(**changes, sensitive=True), 2026) == []


def test_what_is_told_decides_which_papers_apply() -> None:
    told = _body(
        household=[{"birth_year": 2015}, {"birth_year": 1950, "conditions": ["disability"]}],
        causes=["illness"],
        filed_by="relative",
    )
    assert conditions_of(told, DAY) >= {
        "minor",
        "elderly",
        "disability",
        "serious_illness",
        "medical_bills",
        "proxy",
    }
    assert conditions_of(_body(), DAY) == set()
