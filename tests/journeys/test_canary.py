"""One person goes through every door; afterwards nothing of theirs stands anywhere in the clear."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from backend.backups.making import make_backup
from backend.exports.models import ListExport
from backend.extensions import db, utc_now
from backend.intake.models import IntakeCase
from backend.notifications.delivery import deliver_due
from backend.notifications.senders import senders
from backend.tasks.retention import run_retention
from tests.conftest import DATABASES, build_app, fresh_postgres_database
from tests.factories.county import PASSWORD, VILLAGE, bearer, make_county
from tests.support.canary import VALUES, database_as_bytes, found_in, found_under, spellings

TOLD = "{illness}，卡号 {card}，证件 {id_number}，打 {phone} 找{name}".format(**VALUES)
BODY: dict[str, Any] = {
    "scheme": "minimum_living_allowance",
    "applicant": {
        "name": VALUES["name"],
        "phone": VALUES["phone"],
        "id_number": VALUES["id_number"],
        "address": VALUES["address"],
        "residence": VILLAGE,
    },
    "household": [
        {"name": VALUES["member"], "relation": "spouse", "conditions": ["serious_illness"]}
    ],
    "situation": {"causes": ["illness"], "description": TOLD},
    "consents": {"personal_information": True, "sensitive_information": True},
}


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    changes = {}
    if request.param == "postgres":
        changes["database_url"] = fresh_postgres_database("canary")
    app = build_app(tmp_path / "var", **changes)
    with app.app_context():
        upgrade()
        make_county()
        yield app
        db.session.remove()
        db.engine.dispose()


def _photo() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F], exif[0x9286] = VALUES["camera"], VALUES["name"]
    picture = Image.effect_noise((400, 400), 60).convert("RGB")
    picture.save(out, "JPEG", exif=exif, comment=VALUES["card"].encode())
    return out.getvalue()


PHOTO = _photo()  # made before anything is listened to: drawing libraries talk of what they write


class Walk:
    """Makes calls and keeps what came back: errors' bodies, headers, and every address in a page."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.kept: list[tuple[str, bytes]] = []

    def __call__(self, method: str, path: str, status: int, **kwargs: Any) -> TestResponse:
        answer = self.client.open(path, method=method, **kwargs)
        assert answer.status_code == status, (path, answer.get_data(as_text=True)[:600])
        self.kept.append((f"headers of {path}", str(answer.headers).encode()))
        if status >= 400 and "/status/mine" not in path and "/apply/" not in path:
            self.kept.append((f"refusal of {path}", answer.get_data()))
        if answer.mimetype == "text/html":
            addresses = re.findall(r'(?:href|src|action)="([^"]*)"', answer.get_data(as_text=True))
            # a number to call is there to be called, on the page of who may see it
            plain = [one for one in addresses if not one.startswith("tel:")]
            self.kept.append((f"addresses in {path}", "\n".join(plain).encode()))
        return answer


def _resident(walk: Walk) -> dict[str, str]:
    """Ask, send in, follow, hand in, set right; and everything once wrongly."""
    for text in (TOLD, f"我叫{VALUES['name']}，{VALUES['phone']}，低保要什么材料"):
        walk("POST", "/api/v1/chat/messages", 200, json={"text": text})
        walk("POST", "/chat", 200, data={"text": text})
    sent = {"json": BODY, "headers": {"Idempotency-Key": "canary"}}
    receipt = walk("POST", "/api/v1/pre-applications", 201, **sent).get_json()
    own = {"number": receipt["number"], "access_code": receipt["access_code"]}
    code = {"X-Access-Code": receipt["access_code"]}
    mine = f"/api/v1/pre-applications/{receipt['number']}"
    broken = BODY | {"applicant": BODY["applicant"] | {"phone": VALUES["phone"] + "9"}, "x": TOLD}
    walk("POST", "/api/v1/pre-applications", 422, json=broken, headers={"Idempotency-Key": "c2"})
    walk("POST", "/api/v1/pre-applications", 400, data=TOLD.encode("gb18030"),
         content_type="application/json", headers={"Idempotency-Key": "c3"})  # fmt: skip
    walk("POST", "/status", 200, data=own)
    walk("POST", "/status/mine", 200, data=own)
    walk("POST", f"{mine}/supplements", 200, json={"text": TOLD}, headers=code)
    form = {"file": (io.BytesIO(PHOTO), f"{VALUES['name']}.jpg"), "kind": "medical"}
    walk("POST", f"{mine}/attachments", 201, data=form, headers=code)
    form = {"file": (io.BytesIO(TOLD.encode()), f"{VALUES['name']}.jpg")}
    walk("POST", f"{mine}/attachments", 422, data=form, headers=code)
    walk("POST", f"{mine}/corrections", 200, json={"address": VALUES["address"] + "东"},
         headers=code)  # fmt: skip
    walk("POST", f"{mine}/copy", 200, headers=code)
    walk("POST", f"{mine}/copy.pdf", 200, headers=code)
    walk("POST", f"{mine}/dispute", 200, json={"reason": TOLD}, headers=code)
    walk("GET", "/nothing-here", 404)
    return own


def _staff(walk: Walk) -> None:
    """Refer, find, claim, read, note, add a paper, export, put the notice up."""
    grid, clerk = bearer(walk.client, "grid"), bearer(walk.client, "clerk-a")
    household = {"name": VALUES["name"], "phone": VALUES["phone"], "address": VALUES["address"]}
    referral = {
        "place": VILLAGE,
        "household": household,
        "situation": {"description": TOLD},
        "urgency": "normal",
        "consent": {"given": False, "reason": TOLD},
    }
    key = {"Idempotency-Key": "r"}
    walk("POST", "/api/v1/referrals", 201, json=referral, headers=grid | key)
    walk("POST", "/api/v1/referrals", 422, json=referral | {"z": TOLD}, headers=grid | key)
    db.session.rollback()
    query = select(IntakeCase.id).where(IntakeCase.kind == "pre_application")
    case = f"/api/v1/intake/cases/{db.session.scalars(query).one()}"
    walk("GET", "/api/v1/intake/cases", 200, headers=clerk)
    walk("POST", f"{case}/unmask", 200, json={"reason": f"给{VALUES['phone']}回电"}, headers=clerk)

    def move(action: str, **words: Any) -> None:
        version = walk.client.get(case, headers=clerk).get_json()["version"]
        walk("POST", f"{case}/{action}", 200, json={"version": version, **words}, headers=clerk)

    move("claim")
    move("record-stage", stage="contacted", note=TOLD)
    move("accept")
    page = walk.client
    form = {"username": "clerk-a", "password": PASSWORD}
    walk("POST", "/console/sign-in", 303, data=form)
    console = case.replace("/api/v1/intake", "/console")
    walk("GET", "/console/", 200)
    walk("GET", console, 200)
    walk("POST", "/console/search", 200, data={"q": VALUES["phone"]})
    walk("POST", "/console/search", 200, data={"q": VALUES["id_number"]})
    walk("POST", f"{console}/notice", 303, data={"amount": "398", "people": "2"})
    walk("POST", "/console/exports", 303, data={"reason": TOLD, "form": "csv"})
    db.session.rollback()
    export_id = db.session.scalars(select(ListExport.id)).one()
    file = page.post(f"/console/exports/{export_id}/file").data
    rows = b"\n".join(file.splitlines()[1:])  # the first is the clerk's own reason
    walk.kept.append(("an export", rows))


def test_nothing_of_a_person_stands_in_the_clear(
    place: Flask,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    walk = Walk(place.test_client())
    own = _resident(walk)
    _staff(walk)
    deliver_due(utc_now(), 500)
    walk("GET", "/metrics", 200)
    for name in ("/metrics", "/openapi.json"):
        walk.kept.append((name, walk.client.get(name).data))
    place.extensions["chat"].memory.log.flush()
    make_backup(tmp_path / "backup", utc_now())
    printed = capfd.readouterr()
    found = [
        *found_under(tmp_path / "var"),
        *found_under(tmp_path / "backup"),
        *found_in(caplog.text.encode(), "the log"),
        *found_in("".join(str(vars(one)) for one in caplog.records).encode(), "a log record"),
        *found_in((printed.out + printed.err).encode(), "what was printed"),
    ]
    for where, data in (*walk.kept, *database_as_bytes()):
        found += found_in(data, where)
    sender: Any = senders().default
    for notice in sender.sent:
        found += found_in(f"{notice.title}{notice.text}".encode(), f"a notice of {notice.event}")
    assert sorted(set(found)) == []
    walk("POST", "/status/mine/deletion", 200, data=own | {"confirm": "yes"})
    assert run_retention(utc_now())


@pytest.mark.parametrize("name", sorted(VALUES))
def test_the_search_finds_every_spelling(name: str, tmp_path: Path) -> None:
    """Otherwise finding nothing would mean nothing."""
    for kind, spelt in spellings(VALUES[name]).items():
        (tmp_path / "file").write_bytes(b"before" + spelt + b"after")
        assert any(f"({kind})" in line for line in found_under(tmp_path)), kind
