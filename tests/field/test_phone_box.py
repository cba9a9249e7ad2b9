"""What a phone sealed opens for the worker it was sealed under, under its own key, and for nobody else."""

from __future__ import annotations

import base64
import io
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from backend.accounts.permissions import Role
from backend.attachments.models import Attachment
from backend.ciphers import AES, SM4
from backend.config import DataKey
from backend.extensions import db
from backend.field.phone_box import lock, open_box, open_text, owner_of
from backend.problems import Invalid
from backend.referrals.models import Referral
from backend.sealing import Sealer
from tests.factories.accounts import make_staff, sign_in_on_page
from tests.factories.county import TOWN, VILLAGE, make_county
from tests.factories.papers import picture
from tests.support.phone import seal

SAID = "屋顶塌了半边".encode()


@pytest.fixture
def phone(app: Flask) -> FlaskClient:
    make_county()
    return _signed_in(app, "walker")


def _signed_in(app: Flask, username: str) -> FlaskClient:
    make_staff(Role.GRID_WORKER, TOWN, username=username)
    client = app.test_client()
    sign_in_on_page(client, username)
    return client


def _told(client: FlaskClient) -> tuple[str, str]:
    """Give the owner and the lock the page hands the phone."""
    page = client.get("/field/refer").get_data(as_text=True)
    found = re.search(r'data-outbox-owner="([0-9a-f]+)" data-outbox-lock="([^"]+)"', page)
    assert found
    return found[1], found[2].replace("&#43;", "+")


def _count(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_box_opens_where_it_belongs_and_nowhere_else(app: Flask) -> None:
    box = seal(SAID, lock(), owner_of("a"), "key-1")
    assert SAID not in box
    assert open_box(box, owner_of("a"), "key-1") == SAID
    for owner, key in ((owner_of("b"), "key-1"), (owner_of("a"), "key-2"), ("", "")):
        with pytest.raises(Invalid):
            open_box(box, owner, key)


@pytest.mark.parametrize("alg", [AES, SM4])
def test_a_phone_s_box_opens_after_the_keys_were_changed(
    app: Flask, monkeypatch: pytest.MonkeyPatch, alg: str
) -> None:
    box = seal(SAID, lock(), owner_of("a"), "k")
    keys = [DataKey("new", b"n" * 32, alg), *app.extensions["settings"].data_keys]
    monkeypatch.setitem(app.extensions, "sealer", Sealer(keys))
    assert lock().startswith("new.")
    assert open_box(box, owner_of("a"), "k") == SAID
    assert open_box(seal(SAID, lock(), owner_of("a"), "k"), owner_of("a"), "k") == SAID
    monkeypatch.setitem(app.extensions, "sealer", Sealer(keys[:1]))
    with pytest.raises(Invalid):
        open_box(box, "o", "k")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cut=st.integers(0, 400), at=st.integers(0, 400), junk=st.binary(max_size=40))
def test_a_torn_or_changed_box_is_refused_in_words(
    app: Flask, cut: int, at: int, junk: bytes
) -> None:
    box = seal(SAID, lock(), "o", "k")
    bent = bytearray(box)
    bent[at % len(box)] ^= 1 + cut % 255
    for broken in (box[: cut % len(box)], bytes(bent), junk, box + b"x"):
        with pytest.raises(Invalid):
            open_box(broken, "o", "k")
    with pytest.raises(Invalid):
        open_text(base64.b64encode(box).decode()[:-3], "o", "k")


def _form(pairs: Any, told: tuple[str, str], key: str = "phone-key-1") -> dict[str, str]:
    box = seal(json.dumps(pairs).encode(), told[1], told[0], key)
    return {"once_key": key, "sealed": base64.b64encode(box).decode()}


PAIRS = [
    ["place", VILLAGE], ["name", "赵示例"], ["cause", "illness"], ["cause", "housing"],
    ["description", ""], ["urgency", "normal"], ["consent", "yes"],
]  # fmt: skip


def test_a_sealed_referral_is_one_however_often_it_comes(phone: FlaskClient) -> None:
    told = _told(phone)
    places = {phone.post("/field/refer", data=_form(PAIRS, told)).headers["Location"] for _ in "ab"}
    assert len(places) == 1
    assert _count(Referral) == 1


def test_faults_in_a_sealed_referral_come_back_with_everything(phone: FlaskClient) -> None:
    answer = phone.post("/field/refer", data=_form([*PAIRS, ["phone", "1"]], _told(phone)))
    assert answer.status_code == 422
    assert "赵示例" in answer.get_data(as_text=True)
    assert 'value="phone-key-1"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "pairs", [7, "x", [1], [["a"]], {"a": "b"}, [["name", "\ud800"]], [[[]] * 2], None]
)
def test_nonsense_in_a_box_is_refused(phone: FlaskClient, pairs: Any) -> None:
    assert phone.post("/field/refer", data=_form(pairs, _told(phone))).status_code == 422
    assert _count(Referral) == 0


def test_another_s_box_is_not_sent_in_my_name(app: Flask, phone: FlaskClient) -> None:
    form = _form(PAIRS, _told(phone))
    other = _signed_in(app, "other")
    answer = other.post("/field/refer", data=form)
    assert answer.status_code == 422
    assert "原来登记的人" in answer.get_data(as_text=True)
    assert "赵示例" not in answer.get_data(as_text=True)
    assert other.post("/field/refer", data=form | {"sealed": "%%%"}).status_code == 422
    assert _count(Referral) == 0


def test_sealed_photos_are_kept_each_once(app: Flask, phone: FlaskClient) -> None:
    told = _told(phone)
    place = phone.post("/field/refer", data=_form(PAIRS, told)).headers["Location"].split("?")[0]

    def send(box: bytes, key: str, **more: str) -> tuple[int, Any]:
        data = {"file": (io.BytesIO(box), "photo"), "sealed": "yes", "once_key": key,
                "sensitive_consent": "yes"} | more  # fmt: skip
        answer = phone.post(f"{place}/papers", data=data, headers={"Accept": "application/json"})
        return answer.status_code, answer.get_json()

    boxes = {
        key: seal(picture((800 + n, 600)), told[1], told[0], key) for n, key in enumerate("ab")
    }
    for key in "aabab":
        assert send(boxes[key], key) == (201, {"kept": True})
    assert _count(Attachment) == 2
    for box, key, more in (
        (boxes["a"], "b", {}),
        (boxes["a"], "", {}),
        (boxes["a"][:-20], "c", {}),
        (seal(b"no picture", told[1], told[0], "d"), "d", {}),
        (boxes["a"], "a", {"sensitive_consent": ""}),
        (boxes["a"], "a", {"case_id": "1"}),
    ):
        status, said = send(box, key, **more)
        assert (status, said["kept"]) == (422, False)
        assert said["detail"]
    assert _count(Attachment) == 2
    other = _signed_in(app, "other")
    data = {"file": (io.BytesIO(boxes["a"]), "photo"), "sealed": "yes", "once_key": "a"}
    assert other.post(f"{place}/papers", data=data).status_code == 404
