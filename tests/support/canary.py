"""A made-up person whose every value is found nowhere else, and a search for it in all encodings."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import inspect, text

from backend.extensions import db
from backend.persons import check_character

_FIRST: Final = "99048219470213771"  # no such place
VALUES: Final = {
    "name": "龘靐赑示例",
    "phone": "13871943625",
    "id_number": _FIRST + check_character(_FIRST),
    "illness": "靐病综合征示例",
    "address": "暗梧桐巷七百七十七号",
    "card": "6217009988776655443",
    "member": "犇鱻示例",
    "camera": "CanaryCameraMaker771",
}


def spellings(value: str) -> dict[str, bytes]:
    """Give every way a value may stand in a file: codings, escapes, base64 at each offset, hex."""
    plain = value.encode()
    found = {
        "utf-8": plain,
        "gb18030": value.encode("gb18030"),
        "utf-16-le": value.encode("utf-16-le"),
        "utf-16-be": value.encode("utf-16-be"),
        "json": json.dumps(value).strip('"').encode(),
        "url": quote(value).encode(),
        "hex": plain.hex().encode(),
        "html": "".join(f"&#{ord(one)};" for one in value).encode(),
        "html names": html.escape(value).encode(),
    }
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + plain)
        # what the neighbours do not change: whole groups of the value alone
        start = 4 if offset else 0
        found[f"base64 at {offset}"] = coded[start : len(coded) - len(coded) % 4 - 4]
    return {kind: spelt for kind, spelt in found.items() if len(spelt) >= 8}


def found_in(data: bytes, where: str) -> list[str]:
    """Give one line for every value found in `data`, in whatever spelling."""
    lower = data.lower()
    return [
        f"{where}: {name} ({kind})"
        for name, value in VALUES.items()
        for kind, spelt in spellings(value).items()
        if spelt in data or spelt.lower() in lower
    ]


def found_under(folder: Path) -> list[str]:
    """Search every file under a folder, names of files and folders too."""
    found = []
    for path in sorted(folder.rglob("*")):
        found += found_in(str(path.relative_to(folder)).encode(), "a file's name")
        if path.is_file():
            found += found_in(path.read_bytes(), path.name)
    return found


def database_as_bytes() -> Iterator[tuple[str, bytes]]:
    """Give every row of every table as it lies in the database."""
    with db.engine.connect() as connection:
        for name in inspect(db.engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{name}"')):  # noqa: S608
                yield name, json.dumps([str(one) for one in row], ensure_ascii=False).encode()
