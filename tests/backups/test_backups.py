"""A backup made while writers go on comes to life elsewhere: counts, trail and papers agree, and what
was erased stays erased."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, inspect, select

from backend.accounts.models import StaffSession
from backend.applications.models import PreApplication
from backend.attachments import services, store
from backend.attachments.drawing import Drawn
from backend.attachments.models import Attachment
from backend.audit.trail import verify
from backend.backups.making import make_backup
from backend.backups.manifest import BackupFaulty, read_manifest
from backend.backups.restoring import restore
from backend.config import DataKey
from backend.erasures.register import book_path
from backend.extensions import db, utc_now
from backend.tasks.retention import run_retention
from tests.applications.conftest import Applicant, apply, io_of
from tests.conftest import DATABASES, build_app, fresh_postgres_database
from tests.factories.county import bearer, make_county

TOLD: dict[str, Any] = {
    "applicant": {"name": "王示例", "phone": "13800000000", "residence": "410482106234"},
    "consents": {"personal_information": True, "sensitive_information": True},
}


def _empty_place(database: str, folder: Path, name: str, **changes: Any) -> Flask:
    if database == "postgres":
        changes["database_url"] = fresh_postgres_database(name)
    return build_app(folder, **changes)


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A service with a county, on the tables the migrations make; papers are not drawn here."""
    monkeypatch.setattr(services, "draw_anew", lambda raw: Drawn("image/jpeg", 1, raw, raw[:9]))
    app = _empty_place(database, tmp_path / "here", "backup_from")
    with app.app_context():
        upgrade()
        make_county()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def elsewhere(database: str, tmp_path: Path) -> Iterator[Flask]:
    app = _empty_place(database, tmp_path / "there", "backup_to")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _person(app: Flask, number: int) -> Applicant:
    applicant = TOLD["applicant"] | {"phone": f"138{number:08d}"}
    return apply(app.test_client(), f"k{number}", **(TOLD | {"applicant": applicant}))


def _send(one: Applicant, raw: bytes) -> None:
    one.post("attachments", 201, data={"file": (io_of(raw), "a.jpg"), "kind": "other"})


def _write_on(app: Flask, start: int, stop: threading.Event, sent: list[str]) -> None:
    """Send in cases with papers, and take the consent to every third back, until told to stop."""
    number = start
    while not stop.is_set():
        one = _person(app, number)
        _send(one, b"paper %d" % number)
        if number % 3 == 0:
            one.post("consents/withdraw", json={"consent": "sensitive_information"})
        sent.append(one.number)
        number += 1


def test_under_load_counts_trail_and_papers_agree(
    place: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    stop, sent = threading.Event(), [[] for _ in range(3)]  # type: ignore[var-annotated]
    writers = [
        threading.Thread(
            target=contextvars.Context().run, args=(_write_on, place, 100_000 * at, stop, sent[at])
        )
        for at in range(3)
    ]
    for writer in writers:
        writer.start()
    while sum(map(len, sent)) < 6:
        time.sleep(0.02)
    before = sum(map(len, sent))
    out = tmp_path / "backup"
    made = make_backup(out, utc_now())
    while sum(map(len, sent)) < before + 6:  # they were writing all the while, and go on
        time.sleep(0.02)
    stop.set()
    for writer in writers:
        writer.join()
    assert read_manifest(out) == made
    assert made.tables["pre_application"] >= before
    assert made.tables["pre_application"] < sum(map(len, sent))
    with elsewhere.app_context():
        done = restore(out, [], utc_now())
        assert done.faults == []
        assert done.papers == db.session.scalar(select(func.count()).select_from(Attachment))
        for paper in db.session.scalars(select(Attachment.id)):
            assert store.read(paper, "paper").startswith(b"paper ")
        numbers = set(db.session.scalars(select(PreApplication.number)))
        assert numbers <= {one for each in sent for one in each} | numbers
        assert len(numbers) == made.tables["pre_application"]
        assert verify() == []
        _person(elsewhere, 900_001)  # and work goes on: numbers, trail, outbox
        assert verify() == []


def test_what_was_erased_since_stays_erased(place: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    kept, gone = _person(place, 1), _person(place, 2)
    for one in (kept, gone):
        _send(one, b"paper of " + one.number.encode())
    bearer(place.test_client(), "clerk-a")
    make_backup(tmp_path / "backup", utc_now())
    gone.post("deletion", json={"confirm": True})
    kept.post("consents/withdraw", json={"consent": "sensitive_information"})
    assert "要求删除的 1" in run_retention(utc_now() + timedelta(days=5))
    book = book_path()
    with elsewhere.app_context():
        done = restore(tmp_path / "backup", [book], utc_now())
        assert done.faults == []
        assert done.erased_again == 2
        assert list(db.session.scalars(select(PreApplication.number))) == [kept.number]
        assert db.session.scalar(select(Attachment.id)) is None
        assert not [path for path in store.folder().rglob("*") if path.is_file()]
        assert db.session.scalar(select(StaffSession.id)) is None
        assert book_path().read_text() == book.read_text()


def test_no_key_stands_in_a_backup(place: Flask, tmp_path: Path) -> None:
    _person(place, 1)
    make_backup(tmp_path / "backup", utc_now())
    secret, seal_key = place.config["SECRET_KEY"].encode(), bytes(range(32))
    for path in (tmp_path / "backup").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert seal_key not in data
            assert secret not in data
            assert path.stat().st_mode & 0o077 == 0 or path.name.endswith((".json", ".jsonl"))


def test_a_restore_refuses_what_does_not_fit(
    database: str, place: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    _person(place, 1)
    out = tmp_path / "backup"
    make_backup(out, utc_now())
    with pytest.raises(BackupFaulty, match="已经存在"):
        make_backup(out, utc_now())
    with pytest.raises(BackupFaulty, match="不是空的"):
        restore(out, [], utc_now())  # into the place it came from
    other = (DataKey("k1", bytes(range(1, 33))),)
    stranger = build_app(
        tmp_path / "strange",
        data_keys=other,
        database_url=elsewhere.extensions["settings"].database_url,
    )
    with stranger.app_context():
        with pytest.raises(BackupFaulty, match="钥匙对不上"):
            restore(out, [], utc_now())
        db.engine.dispose()
    with elsewhere.app_context():
        with pytest.raises(BackupFaulty, match=r"manifest\.json"):
            restore(tmp_path, [], utc_now())
        victim = next(
            path
            for path in sorted(out.rglob("*"))
            if path.name.startswith("database") or path.name == "case_event.copy"
        )
        victim.write_bytes(victim.read_bytes()[:-1] + b"x")
        with pytest.raises(BackupFaulty, match="被改动过"):
            restore(out, [], utc_now())
        assert inspect(db.engine).get_table_names() == []


def test_the_commands_say_what_they_did(place: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    _person(place, 1)
    out = str(tmp_path / "backup")
    run = contextvars.Context().run
    made = run(place.test_cli_runner().invoke, args=["backup", "--out", out])
    assert made.exit_code == 0, made.output
    assert "钥匙不在备份里" in made.output
    checked = run(place.test_cli_runner().invoke, args=["backup", "--check", out])
    assert "备份完整" in checked.output
    done = run(elsewhere.test_cli_runner().invoke, args=["restore", "--from", out])
    assert done.exit_code == 0, done.output
    assert "行数、留痕、材料都对得上" in done.output
    assert "没有给 --erasures" in done.output
    again = run(elsewhere.test_cli_runner().invoke, args=["restore", "--from", out])
    assert again.exit_code == 1
    assert "不是空的" in again.output
