"""The manifest: what a backup holds, so that it can be held against itself before it is trusted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from backend.sealing import Sealer

FORMAT: Final = 1
NAME: Final = "manifest.json"
_CHECK: Final = "backup-check"
_PIECE: Final = 1024 * 1024


class BackupFaulty(Exception):
    """The backup cannot be used; the text says why, in Chinese, without personal data."""


@dataclass(frozen=True)
class Part:
    """One file of the backup, by its path inside it."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`tables` are row counts; `trail` is (last number, last hash) of the audit chain; `kids` name
    the data keys needed, `key_check` tells whether they are the right ones."""

    format: int
    made_at: str
    database: str
    revision: str
    tables: dict[str, int]
    columns: dict[str, list[str]]
    trail: tuple[int, str]
    kids: list[str]
    key_check: str
    parts: list[Part]
    missing: list[str]

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / NAME).write_text(text + "\n", "utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest and hold every file against it. Raises BackupFaulty."""
    try:
        said: dict[str, Any] = json.loads((folder / NAME).read_text("utf-8"))
        parts = [Part(**one) for one in said.pop("parts")]
        manifest = Manifest(**said | {"parts": parts, "trail": tuple(said["trail"])})
    except FileNotFoundError as error:
        raise BackupFaulty("这里没有完整的备份：找不到 manifest.json。") from error
    except (ValueError, TypeError, KeyError) as error:
        raise BackupFaulty("备份的 manifest.json 读不懂。") from error
    if manifest.format != FORMAT:
        raise BackupFaulty(f"备份的格式是 {manifest.format}，这个版本只认 {FORMAT}。")
    for part in manifest.parts:
        path = folder / part.path
        if ".." in Path(part.path).parts or not path.is_file():
            raise BackupFaulty(f"备份里缺文件：{part.path}。")
        if part_of(folder, path) != part:
            raise BackupFaulty(f"备份里的文件被改动过或没有写完：{part.path}。")
    return manifest


def part_of(folder: Path, path: Path) -> Part:
    """Measure one file of the backup in `folder`."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return Part(path.relative_to(folder).as_posix(), size, digest.hexdigest())


def parts_under(folder: Path, paths: Iterable[Path]) -> list[Part]:
    return [part_of(folder, path) for path in sorted(paths)]


def key_check(sealer: Sealer, made_at: str) -> str:
    """Give what only the right key of fingerprints can give for this backup."""
    return sealer.fingerprint(_CHECK, made_at)


def opens_with(sealer: Sealer, manifest: Manifest) -> bool:
    """Whether the keys at hand are those the backup was made with."""
    return sealer.matches(manifest.key_check, _CHECK, manifest.made_at)
