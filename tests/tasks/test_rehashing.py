"""From AES to SM4 and from SHA-256 to SM3 with the service running: everything is found throughout."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from backend.accounts import kin
from backend.accounts.models import StaffMember
from backend.accounts.permissions import Role
from backend.accounts.queries import actor_of
from backend.accounts.services import create_account
from backend.applications.models import LookPass, PreApplication
from backend.audit.trail import verify
from backend.ciphers import SM4
from backend.config import DataKey
from backend.extensions import Base, db
from backend.intake.day import find_by_person
from backend.intake.duplicates import duplicates_of
from backend.intake.models import IntakeCase
from backend.notifications.ways import has_opted_out, opt_in, opt_out
from backend.residents.services import Resident, agree, bind, cases_of, hash_of, messages_left
from backend.sealing import Sealer
from backend.tasks import rehashing
from backend.tasks.rehashing import LEFT_TO_END, MADE_ANEW, rehash, waiting
from backend.transaction import transaction
from tests.factories.county import PASSWORD, TOWN, VILLAGE, bearer, make_county, pre_application

NATIONAL = DataKey("sm1", bytes(range(40, 72)), SM4)
ID_NUMBER = "110101190001011009"  # a made-up person of 1900
PHONE = "13800000000"
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
ADDRESS = "mini:openid-1"
Send = Callable[[str, str], dict[str, Any]]


@pytest.fixture
def use(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Sealer]:
    """Restart the service with other keys: `aes`, `sm4`, or `sm3` for hashes by SM3 as well."""
    old = app.extensions["settings"].data_keys

    def restart(how: str) -> Sealer:
        made = {
            "aes": lambda: Sealer(old),
            "sm4": lambda: Sealer([NATIONAL, *old]),
            "sm3": lambda: Sealer([NATIONAL, *old], "sm3"),
        }[how]()
        monkeypatch.setitem(app.extensions, "sealer", made)
        return made

    return restart


@pytest.fixture
def send(client: FlaskClient) -> Send:
    make_county()

    def _send(key: str, scheme: str) -> dict[str, Any]:
        who = {"name": "王示例", "phone": PHONE, "residence": VILLAGE, "id_number": ID_NUMBER}
        answer = client.post(
            "/api/v1/pre-applications",
            json=pre_application(scheme=scheme, applicant=who | {"address": "三组 5 号"}),
            headers={"Idempotency-Key": key},
        )
        assert answer.status_code == 201, answer.get_json()
        receipt: dict[str, Any] = answer.get_json()
        return receipt

    return _send


def _opens(client: FlaskClient, receipt: dict[str, Any]) -> bool:
    path = f"/api/v1/pre-applications/{receipt['number']}/status"
    answer = client.post(path, json={"access_code": receipt["access_code"]})
    return answer.status_code == 200


def _clerk() -> Any:
    db.session.rollback()
    staff_id = db.session.scalar(select(StaffMember.id).where(StaffMember.username == "clerk-a"))
    return actor_of(staff_id or "", datetime.now(UTC))


def _found() -> list[int]:
    """How many cases are found by phone, by ID number, and as alike to the first found."""
    clerk = _clerk()
    by_phone = find_by_person("phone", PHONE, clerk)
    by_id = find_by_person("id_number", ID_NUMBER, clerk)
    return [len(by_phone), len(by_id)]


def _algorithms() -> list[str]:
    db.session.rollback()
    sealed = db.session.scalars(select(PreApplication.body_sealed))
    return sorted(one.split(":")[1] for one in sealed)


def test_everything_is_found_before_while_and_after(
    app: Flask, client: FlaskClient, use: Callable[[str], Sealer], send: Send
) -> None:
    first = send("key-one", "minimum_living_allowance")
    signed_in = bearer(client, "clerk-a")
    me = Resident(hash_of(ADDRESS), ADDRESS)
    with transaction():
        bind(me, _case_of(first), NOW)
        agree(me, True, NOW)
        opt_out(ADDRESS, NOW)
    assert _opens(client, first)

    use("sm4")  # rotation of the cipher alone: hashes stay as they are
    second = send("key-two", "temporary_assistance")
    assert _algorithms() == ["a256gcm", "sm4gcm"]
    assert all(_opens(client, one) for one in (first, second))
    assert _found() == [2, 2]
    assert len(duplicates_of(_case_of(first), _clerk())) == 1

    seal = use("sm3")  # hashes too, with nothing made anew yet
    third = send("key-three", "medical_assistance")
    assert all(_opens(client, one) for one in (first, second, third))
    assert _found() == [3, 3]
    assert send("key-one", "minimum_living_allowance") == first
    assert client.get("/api/v1/intake/cases", headers=signed_in).status_code == 200
    assert (cases_of(Resident(hash_of(ADDRESS), ADDRESS)), messages_left(ADDRESS)) == (
        [_case_of(first)],
        1,
    )
    assert has_opted_out(ADDRESS)
    assert verify() == []
    assert waiting() > 0

    done = rehash(seal)  # while the service runs
    assert done["intake_case"] == 2
    assert done["pre_application"] == 2
    assert waiting() == 0
    assert sum(rehash(seal).values()) == 0

    assert all(_opens(client, one) for one in (first, second, third))
    assert _found() == [3, 3]
    assert len(duplicates_of(_case_of(first), _clerk())) == 2
    assert send("key-one", "minimum_living_allowance") == first
    assert (cases_of(Resident(hash_of(ADDRESS), ADDRESS)), messages_left(ADDRESS)) == (
        [_case_of(first)],
        1,
    )
    use("sm4")  # turned back: what was made anew is still found
    assert _opens(client, first)
    assert _found() == [3, 3]
    assert send("key-three", "medical_assistance") == third
    assert has_opted_out(ADDRESS)
    with transaction():
        opt_in(ADDRESS)
    assert not has_opted_out(ADDRESS)
    assert client.get("/api/v1/intake/cases", headers=signed_in).status_code == 200
    assert verify() == []
    stored = db.session.scalars(select(PreApplication.access_hash)).all()
    assert all(one.startswith("sm3:") for one in stored)


def test_a_wrong_code_opens_nothing_in_any_state(
    client: FlaskClient, use: Callable[[str], Sealer], send: Send
) -> None:
    receipt = send("key-one", "minimum_living_allowance")
    wrong = receipt | {"access_code": "ZZZZ-ZZZZZ"}
    seal = use("sm3")
    assert not _opens(client, wrong)
    rehash(seal)
    assert not _opens(client, wrong)
    stored = db.session.scalar(select(PreApplication.access_hash)) or ""
    assert not _opens(client, receipt | {"access_code": stored[:40]})


def test_nobody_decides_for_family_known_by_the_other_kind_of_hash(
    client: FlaskClient, use: Callable[[str], Sealer], send: Send
) -> None:
    old = send("key-one", "minimum_living_allowance")
    with transaction():
        account = create_account(
            "family", "示例", PASSWORD, Role.CLERK, TOWN, None, now=datetime.now(UTC)
        )
        kin.add_kin(account, "parent", ID_NUMBER, NOW)
    use("sm3")
    new = send("key-two", "temporary_assistance")
    with transaction():
        kin.add_kin(account, "parent", ID_NUMBER, NOW)  # known already
        kin.add_kin(account, "parent", PHONE, NOW)
    assert len(kin.kin_hashes_of(account)) == 2
    headers = bearer(client, "family")
    for receipt in (old, new):
        path = f"/api/v1/intake/cases/{_case_of(receipt)}/claim"
        refused = client.post(path, json={"version": 1}, headers=headers)
        assert refused.get_json()["type"] == "/problems/own-case"


def test_a_row_written_anew_meanwhile_holds(
    app: Flask, use: Callable[[str], Sealer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehashing, "_BATCH", 2)
    old = use("aes")
    with transaction():
        for number in range(5):
            db.session.add(
                LookPass(
                    source_hash=old.fingerprint("source", str(number)),
                    number_hash=old.fingerprint("number", "1"),
                    passed_at=NOW,
                )
            )
    seal = use("sm3")
    with transaction():
        db.session.add(
            LookPass(
                source_hash=seal.fingerprint("source", "3"),
                number_hash=seal.fingerprint("number", "1"),
                passed_at=NOW,
            )
        )
    assert waiting() == 5
    assert rehash(seal)["look_pass"] == 5
    db.session.rollback()
    rows = {row.source_hash for row in db.session.scalars(select(LookPass))}
    assert rows == {seal.fingerprint("source", str(number)) for number in range(5)}


def test_a_half_made_row_is_finished(use: Callable[[str], Sealer], send: Send) -> None:
    """A correction under SM3 writes new hashes beside old ones."""
    send("key-one", "minimum_living_allowance")
    seal = use("sm3")
    with transaction():
        fresh = seal.fingerprint("person:phone", PHONE)
        db.session.execute(update(IntakeCase).values(phone_hash=fresh))
    rehash(seal)
    assert waiting() == 0
    assert _found() == [1, 1]


def test_the_command_says_what_it_did(app: Flask, use: Callable[[str], Sealer], send: Send) -> None:
    send("key-one", "minimum_living_allowance")
    refused = app.test_cli_runner().invoke(args=["rehash"])
    assert refused.exit_code != 0
    assert "SEARCH_HASH" in refused.output
    use("sm3")
    done = app.test_cli_runner().invoke(args=["rehash"])
    assert done.exit_code == 0
    assert "pre_application：1 行" in done.output
    assert "还剩 0 行" in done.output


def test_every_hash_of_ours_is_thought_of() -> None:
    """A new column with a keyed hash belongs to one of the two lists."""
    others = {
        ("audit_entry", "previous_hash"), ("case_event", "previous_hash"),
        ("audit_head", "first_previous_hash"), ("audit_head", "last_hash"),
        ("staff_member", "password_hash"), ("webhook_report", "body_hash"),
    }  # fmt: skip
    named = {
        (table, name) for some in (MADE_ANEW, LEFT_TO_END) for table in some for name in some[table]
    }
    there = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_hash")
    }
    assert there - others == named


def _case_of(receipt: dict[str, Any]) -> str:
    db.session.rollback()
    query = text("SELECT case_id FROM pre_application WHERE number = :number")
    found = db.session.execute(query, {"number": receipt["number"]}).scalar_one()
    return str(found)
