"""Read a small table that somebody kept in a spreadsheet: CSV or XLSX, the first row its headings.

Everything is text; blanks around it are dropped. Limits come before parsing: 2 MB, 5,000 rows, and
an XLSX may not unfold to more than 40 MB. The caller checks what the cells say and names row and
column as they stand in the file.
"""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_ROWS: Final = 5000
_MAX_UNFOLDED: Final = 40 * 1024 * 1024
_MAX_CELL: Final = 500
# What the reader of workbooks raises for one that was cut short or bent on its way.
_HURT: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError,
    InvalidFileException, SyntaxError, LookupError, ValueError, TypeError, AttributeError,
)  # fmt: skip


class SheetInvalid(Exception):
    """The file cannot be taken in; `faults` are Chinese sentences with row and column."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class SheetRow:
    """One row: its number in the file, and its cells by the name of their column."""

    number: int
    cells: Mapping[str, str]

    def fault(self, column: str, sentence: str) -> str:
        return f"第 {self.number} 行“{column}”：{sentence}"


def read_sheet(
    raw: bytes, columns: Mapping[str, str], optional: frozenset[str] = frozenset()
) -> list[SheetRow]:
    """Give the rows that are not empty. `columns`: our name -> heading people read; either may
    stand in the file.

    Raises SheetInvalid for a file of another kind, a missing column, too much of anything.
    """
    if len(raw) > MAX_BYTES:
        raise SheetInvalid(["文件太大，最多 2 MB；请分成几个文件。"])
    table = _xlsx(raw) if raw[:4] == b"PK\x03\x04" else _csv(raw)
    if not table:
        raise SheetInvalid(["文件是空的；第 1 行应是列名。"])
    names = _headings(table[0], columns, optional)
    if len(table) - 1 > MAX_ROWS:
        raise SheetInvalid([f"最多 {MAX_ROWS} 行，现在有 {len(table) - 1} 行；请分成几个文件。"])
    rows, faults = [], []
    for number, line in enumerate(table[1:], start=2):
        cells = {name: line[place] if place < len(line) else "" for place, name in names.items()}
        if not any(cells.values()):
            continue
        row = SheetRow(number, dict.fromkeys(columns, "") | cells)
        for name, text in cells.items():
            if len(text) > _MAX_CELL or any(unicodedata.category(one) == "Cc" for one in text):
                faults.append(row.fault(columns[name], "太长，或有看不见的控制字符。"))
        rows.append(row)
    if faults:
        raise SheetInvalid(faults)
    return rows


def _headings(
    first: list[str], columns: Mapping[str, str], optional: frozenset[str]
) -> dict[int, str]:
    by_heading = {title: name for name, title in columns.items()} | {name: name for name in columns}
    names = {place: by_heading[text] for place, text in enumerate(first) if text in by_heading}
    missing = [title for name, title in columns.items() if name not in {*names.values(), *optional}]
    faults = [f"第 1 行缺少这些列：{'、'.join(missing)}。"] if missing else []
    faults += [
        f"第 1 行第 {place + 1} 列“{text[:20]}”不认识，请删掉这一列；认识的列：{'、'.join(columns.values())}。"
        for place, text in enumerate(first)
        if text and text not in by_heading
    ]
    if len(set(names.values())) < len(names):
        faults.append("第 1 行有两列同名。")
    if faults:
        raise SheetInvalid(faults)
    return names


def _csv(raw: bytes) -> list[list[str]]:
    """Spreadsheets in China save CSV as UTF-8 with a mark or as GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetInvalid(["读不懂这个文件；请存成 CSV（UTF-8）或 XLSX 再传。"])
    if "\x00" in text:
        raise SheetInvalid(["这不是 CSV 或 XLSX 文件；旧的 XLS 请另存为 XLSX。"])
    try:
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        return [[_text(cell) for cell in row] for row in rows]
    except csv.Error as error:
        raise SheetInvalid(["CSV 的引号没有配对，请在表格软件里重新另存一份。"]) from error


def _xlsx(raw: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(one.file_size for one in archive.infolist()) > _MAX_UNFOLDED:
                raise SheetInvalid(["文件展开后太大，请只留要导入的那一页再传。"])
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except SheetInvalid:
        raise
    except _HURT as error:
        raise SheetInvalid(["这个 XLSX 打不开，请在表格软件里另存一份再传。"]) from error
    try:
        sheet = book.worksheets[0]
        found = []
        for line in sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=40, values_only=True):
            found.append([_text(cell) for cell in line])
        while found and not any(found[-1]):
            found.pop()
        return found
    except _HURT as error:
        raise SheetInvalid(["这个 XLSX 打不开，请在表格软件里另存一份再传。"]) from error
    finally:
        book.close()


def _text(cell: Any) -> str:
    """Give the cell as text: codes that became numbers lose nothing but a trailing .0."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return unicodedata.normalize("NFC", str(cell)).strip()
