"""The list as a file: CSV that a spreadsheet reads in Chinese, or XLSX. Every cell is text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

import xlsxwriter

from backend.exports.cells import safe_cell

HEADINGS: Final = (
    "编号", "项目", "种类", "状态", "急", "村（社区）", "窗口", "经办", "收到", "期限", "姓名", "电话",
)  # fmt: skip
MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_csv(watermark: str, rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_cell(watermark)])
    for row in (HEADINGS, *rows):
        writer.writerow([safe_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(watermark: str, rows: Iterable[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": "办件名单", "comments": safe_cell(watermark)})
    sheet = book.add_worksheet("名单")
    text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    sheet.set_column(0, len(HEADINGS) - 1, 16, text)
    sheet.set_footer("&L" + safe_cell(watermark).replace("&", "&&")[:200])
    sheet.write_string(0, 0, safe_cell(watermark), head)
    for column, title in enumerate(HEADINGS):
        sheet.write_string(1, column, title, head)
    for number, row in enumerate(rows, start=2):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, safe_cell(cell), text)
    sheet.freeze_panes(2, 0)
    book.close()
    return out.getvalue()
