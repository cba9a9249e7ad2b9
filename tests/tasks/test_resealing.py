"""Old rows and files under the newest key: opened as before, by the service that runs meanwhile."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from backend.applications.models import PreApplication
from backend.attachments import store
from backend.audit.trail import verify
from backend.ciphers import SM4
from backend.config import DataKey
from backend.extensions import Base, db
from backend.sealed_files import kid_of
from backend.sealing import Sealer
from backend.tasks import resealing
from backend.tasks.resealing import LEFT, reseal, sealed_columns
from backend.transaction import transaction
from tests.factories.county import bearer, make_county, pre_application
from tests.factories.papers import picture

NATIONAL = DataKey("sm1", bytes(range(40, 72)), SM4)
WORDS = "屋顶漏了，没钱修"


@pytest.fixture
def restart(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Sealer]:
    def _restart(*keys: DataKey) -> Sealer:
        made = Sealer(keys)
        monkeypatch.setitem(app.extensions, "sealer", made)
        monkeypatch.setattr(app.extensions["chat"].memory, "_sealer", made)
        return made

    return _restart


@pytest.fixture
def receipt(client: FlaskClient) -> dict[str, Any]:
    """A case with words, a paper, a question asked of the chat, a claim by a clerk."""
    make_county()
    consents = {
        "personal_information": True, "sensitive_information": True, "notice_version": "2026-11",
    }  # fmt: skip
    body = pre_application(situation={"description": WORDS}, consents=consents)
    answer = client.post("/api/v1/pre-applications", json=body, headers={"Idempotency-Key": "k1"})
    receipt: dict[str, Any] = answer.get_json()
    sent = client.post(
        f"/api/v1/pre-applications/{receipt['number']}/attachments",
        data={"kind": "other", "file": (io.BytesIO(picture()), "a.jpg")},
        headers={"X-Access-Code": receipt["access_code"], "Idempotency-Key": "k2"},
    )
    assert sent.status_code == 201, sent.get_json()
    client.post("/api/v1/chat/messages", json={"text": "低保要什么材料"})
    headers = bearer(client, "clerk-a")
    listed = client.get("/api/v1/intake/cases?queue=unclaimed", headers=headers).get_json()
    (case,) = listed["cases"]
    path = f"/api/v1/intake/cases/{case['id']}"
    claimed = client.post(f"{path}/claim", json={"version": case["version"]}, headers=headers)
    assert claimed.status_code == 200
    return receipt | {"case_id": case["id"]}


def _under(head: str) -> dict[str, int]:
    """Table -> how many values are sealed with the key that envelopes beginning so name."""
    db.session.rollback()
    found: dict[str, int] = {}
    for column in sealed_columns():
        values = db.session.scalars(select(column).where(column.is_not(None), column != ""))
        count = sum(one.startswith(head) for one in values)
        if count:
            found[column.table.name] = found.get(column.table.name, 0) + count
    return found


def test_rows_and_files_move_and_open_as_before(
    app: Flask, client: FlaskClient, receipt: dict[str, Any], restart: Callable[..., Sealer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(resealing, "_BATCH", 1)
    app.extensions["chat"].memory.log.flush()
    old = app.extensions["settings"].data_keys
    seal = restart(NATIONAL, *old)
    code = {"access_code": receipt["access_code"]}
    status = f"/api/v1/pre-applications/{receipt['number']}/status"
    before, told = client.post(status, json=code).get_json(), _under("v1:a256gcm:")
    assert {"pre_application", "intake_case", "chat_message"} <= set(told)
    papers = [path for path, _ in store.lying()]
    assert len(papers) == 2

    done = reseal(seal)
    assert done.broken == []
    assert done.values == told
    assert done.files == 2
    assert (_under("v1:a256gcm:"), _under("v1:sm4gcm:sm1:")) == ({}, told)
    assert [kid_of(path) for path in papers] == ["sm1", "sm1"]
    again = reseal(seal)
    assert (again.values, again.files) == ({}, 0)

    assert client.post(status, json=code).get_json() == before
    seen = client.post("/status/mine", data={"number": receipt["number"], **code})
    assert WORDS in seen.get_data(as_text=True)
    for path, attachment_id in store.lying():
        what = store.PARTS[path.suffix == ".thumb"]
        assert store.read(attachment_id or "", what)
    assert verify() == []
    # the old key is not needed for any of it
    restart(NATIONAL)
    row = db.session.scalars(select(PreApplication)).one()
    assert WORDS in Sealer([NATIONAL]).open(row.body_sealed, "pre_application", row.id, "body")


def test_what_is_changed_meanwhile_is_not_overwritten(
    app: Flask, receipt: dict[str, Any], restart: Callable[..., Sealer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    old = app.extensions["settings"].data_keys
    before, seal = app.extensions["sealer"], restart(NATIONAL, *old)
    opened = seal.open

    def while_reading(envelope: str, *place: str) -> str:
        if place[0] == "pre_application":
            value = {"v": before.seal("{}", *place), "id": place[1]}
            db.session.execute(
                text("UPDATE pre_application SET body_sealed = :v WHERE id = :id"), value
            )
        return opened(envelope, *place)

    monkeypatch.setattr(seal, "open", while_reading)
    assert "pre_application" not in reseal(seal).values
    monkeypatch.undo()
    row = db.session.scalars(select(PreApplication)).one()
    assert before.open(row.body_sealed, "pre_application", row.id, "body") == "{}"


def test_what_no_key_opens_is_told_and_left(
    app: Flask, receipt: dict[str, Any], restart: Callable[..., Sealer]
) -> None:
    strange = Sealer([DataKey("lost", bytes(range(9, 41)))]).seal("x", "elsewhere")
    with transaction():
        db.session.execute(text("UPDATE pre_application SET body_sealed = :v"), {"v": strange})
    restart(NATIONAL, *app.extensions["settings"].data_keys)
    told = app.test_cli_runner().invoke(args=["reseal"])
    assert told.exit_code != 0
    assert "材料文件 2 个" in told.output
    assert "pre_application.body_sealed" in told.output
    db.session.rollback()
    assert db.session.scalar(select(PreApplication.body_sealed)) == strange
    done = app.test_cli_runner().invoke(args=["reseal"])
    assert "重新封了 0 处，材料文件 0 个" in done.output


def test_what_is_left_is_named() -> None:
    there = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(column.name.endswith("_sealed") for column in table.columns)
    }
    assert there >= LEFT
