"""Nothing a person wrote can begin a formula in a list that leaves, and no number is rounded away."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from backend.exports.cells import safe_cell
from backend.exports.files import HEADINGS, as_csv, as_xlsx

BEGINNINGS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "\u3000=",
    "\u00a0@",
    "'=",
]


@pytest.mark.parametrize("start", BEGINNINGS)
def test_a_formula_becomes_text(start: str) -> None:
    cell = safe_cell(f"{start}HYPERLINK(0)")
    assert cell.startswith("'")


@pytest.mark.parametrize("text", ["张*", "138****0000", "2611 0482 3757", "", "低保-边缘", "12345"])
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_long_numbers_are_text_and_control_characters_go() -> None:
    assert safe_cell("110101199001011234") == "'110101199001011234"
    assert safe_cell("１１０１０１１９９００１") == "'１１０１０１１９９００１"
    assert safe_cell("a\x00b\x1bc\u202ed\u2028e") == "a b c d e"


@given(st.text(max_size=40))
def test_no_text_at_all_begins_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.lstrip(" \u3000\u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not any(ord(one) < 32 for one in cell)


def test_both_kinds_of_file_say_whose_they_are_and_hold_text() -> None:
    rows = [["=1+1", "110101199001011234", 'a,b"c', *[""] * (len(HEADINGS) - 3)]]
    mark = "=李某 导出"
    table = list(csv.reader(io.StringIO(as_csv(mark, rows).decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(as_xlsx(mark, rows))).active
    assert table[0] == ["'=李某 导出"]
    assert table[2][:3] == ["'=1+1", "'110101199001011234", 'a,b"c']
    assert sheet["A1"].value == "'=李某 导出"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert [sheet["A3"].value, sheet["B3"].value] == ["'=1+1", "'110101199001011234"]
