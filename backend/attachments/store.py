"""Where the sealed files lie: two to a paper, under names the service made."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from flask import current_app

from backend.problems import OutOfService
from backend.sealed_files import TEMPORARY, drop_file, open_bytes, put_file, seal_bytes
from backend.sealing import sealer

log = logging.getLogger(__name__)
What = Literal["paper", "thumb"]
PARTS: Final[tuple[What, ...]] = ("paper", "thumb")
_NAME: Final = re.compile(r"([0-9a-f]{32})\.(paper|thumb)")


def folder() -> Path:
    """Give the folder of the sealed files; outside the database, under VAR_DIR."""
    return Path(current_app.extensions["settings"].var_dir) / "files"


def path_of(attachment_id: str, what: What) -> Path:
    """Give the path of one file. Raises ValueError for a name the service did not make."""
    name = f"{attachment_id}.{what}"
    if not _NAME.fullmatch(name):
        raise ValueError("not one of our names")
    return folder() / attachment_id[:2] / name


def put(attachment_id: str, what: What, data: bytes) -> None:
    """Seal and write one file. Raises OutOfService when the disk is full or broken."""
    sealed = seal_bytes(sealer(), data, "attachment", attachment_id, what)
    try:
        put_file(path_of(attachment_id, what), sealed)
    except OSError as error:
        log.exception("a paper could not be written")
        raise OutOfService from error


def read(attachment_id: str, what: What) -> bytes:
    """Give the file opened. Raises FileNotFoundError, SealBroken."""
    sealed = path_of(attachment_id, what).read_bytes()
    return open_bytes(sealer(), sealed, "attachment", attachment_id, what)


def drop(attachment_id: str) -> None:
    for what in PARTS:
        drop_file(path_of(attachment_id, what))


def lying() -> Iterator[tuple[Path, str | None]]:
    """Give every file that lies there with the id of its row; None for what was not finished."""
    for path in sorted(folder().glob("??/*")):
        found = _NAME.fullmatch(path.name)
        if found:
            yield path, found[1]
        elif path.name.startswith(TEMPORARY):
            yield path, None
