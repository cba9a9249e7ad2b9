"""Spreadsheets cut short, bent or swollen: told to save the file anew, never a fault of ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from backend.sheets import SheetInvalid, read_sheet

COLUMNS = {"number": "编号", "name": "名称"}
_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_END = b"</sheetData></worksheet>"
_ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


def _book(sheet: Callable[[bytes], bytes] = lambda data: data) -> bytes:
    book, out, changed = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(list(COLUMNS.values()))
    book.active.append(["1", "示例"])
    book.save(out)
    with (
        zipfile.ZipFile(io.BytesIO(out.getvalue())) as source,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, sheet(data) if name.endswith("sheet1.xml") else data)
    return changed.getvalue()


def _bent(raw: bytes) -> bytes:
    start = raw.index(b"xl/worksheets/sheet1.xml") + 60
    return raw[:start] + bytes(one ^ 0xFF for one in raw[start : start + 20]) + raw[start + 20 :]


def _cell(text: bytes) -> Callable[[bytes], bytes]:
    return lambda _data: _SHEET + b'<row r="1"><c r="A1">' + text + b"</c></row>" + _END


HURT = {
    "bent": _bent(_book()),
    "cut short": _book()[:3000],
    "no end": _book(lambda _data: b"<worksheet"),
    "nothing in it": _book(lambda _data: b""),
    "entities": _book(lambda _data: _ENTITY + _SHEET + b"<row><c><v>&b;</v></c></row>" + _END),
    "words elsewhere": _book(
        lambda _data: _SHEET + b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>' + _END
    ),
    "a number without end": _book(_cell(b"<v>" + b"9" * 6000 + b"</v>")),
    "infinity": _book(_cell(b"<v>1e999</v>")),
    "a far corner": _book(
        lambda _data: _SHEET + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + _END
    ),
}


@pytest.mark.parametrize("raw", HURT.values(), ids=list(HURT))
def test_a_hurt_workbook_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(SheetInvalid) as refused:
        read_sheet(raw, COLUMNS)
    assert all("\u4e00" <= one[0] <= "\u9fff" for one in refused.value.faults)


def test_a_sound_one_is_read() -> None:
    assert [row.cells["name"] for row in read_sheet(_book(), COLUMNS)] == ["示例"]
