"""Make a backup of everything but the keys, while the service goes on."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from flask import current_app

from backend.attachments import store
from backend.backups import sqlite_copy
from backend.backups.manifest import FORMAT, BackupFaulty, Manifest, key_check, parts_under
from backend.erasures.register import book_path, bring_book_up_to_date
from backend.extensions import db
from backend.sealing import sealer

BOOK = "erasures.jsonl"


def make_backup(out: Path, now: datetime) -> Manifest:
    """Write a backup into the folder `out`, which must not be there yet; give its manifest.

    It stands under its name only when it is whole. Raises BackupFaulty when there is something.
    """
    if out.exists():
        raise BackupFaulty(f"{out} 已经存在；请换一个还没有的文件夹名。")
    unfinished = out.with_name(out.name + ".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    tables, columns, revision, trail, papers = _copy_database(unfinished)
    missing = _copy_papers(unfinished, papers)
    db.session.remove()
    bring_book_up_to_date()
    if book_path().exists():
        shutil.copyfile(book_path(), unfinished / BOOK)
    made_at = now.astimezone(UTC).isoformat(timespec="seconds")
    files = [path for path in unfinished.rglob("*") if path.is_file()]
    made = Manifest(
        format=FORMAT,
        made_at=made_at,
        database=db.engine.dialect.name,
        revision=revision,
        tables=tables,
        columns=columns,
        trail=trail,
        kids=sealer().kids,
        key_check=key_check(sealer(), made_at),
        parts=parts_under(unfinished, files),
        missing=missing,
    )
    made.write(unfinished)
    _to_disk(unfinished)
    unfinished.rename(out)
    _sync(out.parent)
    return made


def _copy_database(
    folder: Path,
) -> tuple[dict[str, int], dict[str, list[str]], str, tuple[int, str], list[str]]:
    if db.engine.dialect.name == "postgresql":
        from backend.backups import postgres_copy  # psycopg comes with this database only

        return postgres_copy.dump(folder)
    sqlite_copy.dump(folder)
    tables, revision, trail, papers = sqlite_copy.counts(folder)
    return tables, {}, revision, trail, papers


def _copy_papers(folder: Path, papers: list[str]) -> list[str]:
    """Copy the sealed files as they lie; give the papers whose file is gone by now."""
    root, missing = store.folder(), []
    for paper in papers:
        for what in store.PARTS:
            source = store.path_of(paper, what)
            target = folder / "files" / source.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                shutil.copyfile(source, target)
            except FileNotFoundError:
                if what == "paper":
                    missing.append(paper)
    return missing


def _to_disk(folder: Path) -> None:
    """Have everything on the disk before the backup gets its name."""
    for path in sorted(folder.rglob("*")):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def where_the_keys_are() -> str:
    """Tell what the backup leaves out and must be kept elsewhere."""
    folder = Path(current_app.extensions["settings"].var_dir) / "keys"
    place = f"{folder}/" if folder.exists() else "环境变量 DATA_KEYS、SECRET_KEY"
    return f"钥匙不在备份里（在 {place}），请另外保管，丢了钥匙备份就打不开。"
