"""Bring a backup to life in an empty place, erase again what was erased since, and check all of it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import delete, func, inspect, select, table

from backend.accounts.models import StaffSession
from backend.attachments import store
from backend.attachments.models import Attachment
from backend.audit.models import AuditHead
from backend.audit.trail import verify
from backend.backups import sqlite_copy
from backend.backups.making import BOOK
from backend.backups.manifest import BackupFaulty, Manifest, opens_with, read_manifest
from backend.erasures.register import Line, book_path, read_book, register_again
from backend.extensions import db
from backend.sealing import SealBroken, sealer
from backend.tasks.erasing import erase_again
from backend.transaction import transaction


@dataclass(frozen=True)
class Restored:
    """What came of it. `faults` are sentences; empty means that everything agrees."""

    manifest: Manifest
    rows: int
    papers: int
    erased_again: int
    faults: list[str]


def restore(folder: Path, books: Sequence[Path], now: datetime) -> Restored:
    """Restore the backup in `folder` into this application's empty database and VAR_DIR.

    `books` are lists of erasures newer than the backup, from the place that was lost or is being
    replaced; they are applied with the backup's own. Raises BackupFaulty before anything is changed.
    """
    manifest = read_manifest(folder)
    _fits_here(manifest)
    _load_database(folder, manifest)
    faults = [*_count_faults(manifest), *_trail_faults(manifest)]
    _copy_papers(folder)
    lines = _lines_of([folder / BOOK, *books])
    upgrade()
    with transaction():
        register_again(lines)
        erased = erase_again(lines, now)
        db.session.execute(delete(StaffSession))
    _write_book(lines)
    faults += _paper_faults()
    faults += verify()
    papers = db.session.scalar(select(func.count()).select_from(Attachment)) or 0
    return Restored(manifest, sum(manifest.tables.values()), papers, erased, faults)


def _fits_here(manifest: Manifest) -> None:
    """Refuse early what could only end in a heap of unreadable rows."""
    if manifest.database != db.engine.dialect.name:
        raise BackupFaulty(
            f"备份来自 {manifest.database}，这里是 {db.engine.dialect.name}；请用同一种数据库恢复。"
        )
    lacking = sorted(set(manifest.kids) - set(sealer().kids))
    if lacking or not opens_with(sealer(), manifest):
        named = f"（缺 {'、'.join(lacking)}）" if lacking else ""
        raise BackupFaulty(
            f"钥匙对不上{named}：请用做备份那台机器的 DATA_KEYS（或把它的 keys 文件夹放到这里的"
            " VAR_DIR 下）再恢复。"
        )
    if set(inspect(db.engine).get_table_names()) - {"alembic_version"}:
        raise BackupFaulty("这里的数据库不是空的；请换一个空的数据库，免得盖掉正在用的数据。")
    if any(store.folder().glob("??/*")):
        raise BackupFaulty("这里的 VAR_DIR/files 不是空的；请换一个空的 VAR_DIR。")


def _load_database(folder: Path, manifest: Manifest) -> None:
    if manifest.database == "postgresql":
        from backend.backups import postgres_copy  # psycopg comes with this database only

        upgrade(revision=manifest.revision)
        postgres_copy.load(folder, manifest.columns)
    else:
        sqlite_copy.load(folder)


def _count_faults(manifest: Manifest) -> list[str]:
    faults = []
    with db.engine.connect() as connection:
        for name, said in manifest.tables.items():
            counted = connection.scalar(select(func.count()).select_from(table(name)))
            if counted != said:
                faults.append(f"{name} 应有 {said} 行，恢复后是 {counted} 行。")
    return faults


def _trail_faults(manifest: Manifest) -> list[str]:
    columns = select(AuditHead.last_seq, AuditHead.last_hash)
    with db.engine.connect() as connection:
        found = connection.execute(columns).one_or_none()
    head = tuple(found) if found else (0, "")
    return [] if head == manifest.trail else ["留痕的链头和备份时记下的不一样。"]


def _copy_papers(folder: Path) -> None:
    source = folder / "files"
    if source.exists():
        shutil.copytree(source, store.folder(), dirs_exist_ok=True)


def _lines_of(books: Sequence[Path]) -> list[Line]:
    """Give the lines of all books, each once, in the order of time."""
    found = {line.id: line for book in books for line in read_book(book)}
    return sorted(found.values(), key=lambda line: (line.at, line.id))


def _write_book(lines: Sequence[Line]) -> None:
    path = book_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line.as_text() for line in lines), "utf-8")
    path.chmod(0o600)


def _paper_faults() -> list[str]:
    """Open every paper that is left: its file is there, whole, and in its own place."""
    faults = []
    for paper in db.session.scalars(select(Attachment.id).order_by(Attachment.id)):
        try:
            store.read(paper, "paper")
        except FileNotFoundError:
            faults.append(f"材料 {paper} 的文件不在备份里。")
        except SealBroken:
            faults.append(f"材料 {paper} 的文件打不开。")
    return faults
