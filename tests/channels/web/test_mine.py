"""The applicant's own data on the pages: seen, copied, set right, taken back, deleted."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories.county import pre_application
from tests.factories.papers import picture
from tests.support.pages import Page, faults_of, read_page

SENSITIVE: dict[str, Any] = {
    "applicant": {
        "name": "王示例",
        "phone": "13800000000",
        "residence": "410482106234",
        "address": "一组 3 号",
    },
    "situation": {"causes": ["illness"], "description": "肾病透析"},
    "consents": {"personal_information": True, "sensitive_information": True},
}


@pytest.fixture
def papers(phone: FlaskClient) -> dict[str, str]:
    answer = phone.post(
        "/api/v1/pre-applications",
        json=pre_application(**SENSITIVE),
        headers={"Idempotency-Key": "k1"},
    )
    receipt = answer.get_json()
    return {"number": receipt["number"], "access_code": receipt["access_code"]}


def _post(at: FlaskClient, to: str, status: int = 200, **fields: Any) -> Page:
    answer = at.post(to, data=fields)
    assert answer.status_code == status, answer.text
    page = read_page(answer.text)
    assert faults_of(page) == []
    assert answer.headers["Cache-Control"] == "no-store"
    return page


def test_a_photo_is_handed_in_and_taken_back(phone: FlaskClient, papers: dict[str, str]) -> None:
    photo = (io.BytesIO(picture()), "照片.jpg")
    page = _post(phone, "/status/papers", **papers, kind="medical", file=photo)
    assert "收到一份材料" in page.text
    assert "看病的单据" in page.text
    nothing = (io.BytesIO(b""), "")
    empty = _post(phone, "/status/papers", 422, **papers, kind="medical", file=nothing)
    assert "请选一张照片" in empty.text


def test_one_sees_what_is_held_and_who_looked(phone: FlaskClient, papers: dict[str, str]) -> None:
    page = _post(phone, "/status/mine", **papers)
    for words in ("王示例", "13800000000", "一组 3 号", "肾病透析", "生病、住院", "还没有工作人员"):
        assert words in page.text, words
    assert _post(phone, "/status/mine", 404, **(papers | {"access_code": "AAA-AAA-AAA"}))


def test_a_copy_leaves_as_a_file(phone: FlaskClient, papers: dict[str, str]) -> None:
    answer = phone.post("/status/mine/copy", data=papers)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.data)["sent"]["applicant"]["name"] == "王示例"
    paper = phone.post("/status/mine/copy.pdf", data=papers)
    assert paper.data.startswith(b"%PDF-")


def test_a_field_is_set_right(phone: FlaskClient, papers: dict[str, str]) -> None:
    held = {"name": "王示例", "phone": "13800000000", "id_number": "", "address": "二组 8 号"}
    page = _post(phone, "/status/mine/correct", **papers, **held, description="肾病透析")
    assert "改好了：住址" in page.text
    assert "住址原来是：一组 3 号" in page.text
    same = _post(phone, "/status/mine/correct", 422, **papers, **held, description="肾病透析")
    assert "不改的不用写" in same.text
    wrong = _post(phone, "/status/mine/correct", 422, **papers, **(held | {"phone": "12"}))
    assert "11 位手机号" in wrong.text
    assert wrong.value_of("phone") == "12"
    gone = _post(phone, "/status/mine/correct", 422, **papers, **(held | {"name": ""}))
    assert "姓名不能空着" in gone.text


def test_consent_is_taken_back_after_asking(phone: FlaskClient, papers: dict[str, str]) -> None:
    wanted = papers | {"consent": "sensitive_information"}
    assert "真的要撤回" in _post(phone, "/status/mine/consent", **wanted).text
    page = _post(phone, "/status/mine/consent", **wanted, confirm="yes")
    assert "已经删掉" in page.text
    assert "肾病透析" not in page.text
    again = _post(phone, "/status/mine/consent", 409, **wanted, confirm="yes")
    assert "没有同意" in again.text


def test_deletion_is_asked_for_after_asking(phone: FlaskClient, papers: dict[str, str]) -> None:
    assert "真的要全部删除" in _post(phone, "/status/mine/deletion", **papers).text
    page = _post(phone, "/status/mine/deletion", **papers, confirm="yes")
    assert "起删除" in page.text
    assert "已撤回" in _post(phone, "/status", **papers).text
