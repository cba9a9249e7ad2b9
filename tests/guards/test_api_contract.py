"""The API keeps its own description: every call, as strangers and as staff, with sound and faulty
values, answers with a status, headers and a body that /openapi.json declares for it.

Bodies may hold nothing that is not described; only a problem may carry members of its own type.
"""

from __future__ import annotations

import contextvars
import io
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from backend.doors.layout import beijing_day
from tests.factories.county import (
    OTHER_TOWN,
    PASSWORD,
    TOWN,
    VILLAGE,
    bearer,
    make_county,
    pre_application,
)
from tests.factories.papers import picture

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BOUNDED = settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def _described(app: Flask) -> Any:
    """Load the app's own description, closed: an object holds the described members only."""
    document = app.test_client().get("/openapi.json").get_json()
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema and name != "ProblemBody":
            schema.setdefault("additionalProperties", False)
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    return schema


@pytest.mark.parametrize("who", ["", "clerk-a", "grid"])
def test_every_call_answers_as_described(app: Flask, walk: Walk, who: str) -> None:
    own, case = _apply(walk, 1)
    _move(walk, case, "claim")
    known = _known(walk) | {"case_id": case, "number": own["number"]}
    broken = {}
    for found in _described(app).get_all_operations():
        call = found.ok()
        if who and "security" not in call.definition.raw:
            continue  # a token changes nothing where none is asked for
        headers = bearer(app.test_client(), who) if who else own["headers"]
        try:
            _try(app, call, known, headers)
        except* Exception as faults:
            broken[call.label] = [str(one) for one in faults.exceptions]
    assert broken == {}


def _known(walk: Walk) -> dict[str, str]:
    """Give, for the names in paths, something that is there."""
    return {
        "scheme": "minimum_living_allowance",
        "facet": "materials",
        "code": walk("GET /guides", query={"place": VILLAGE})[0]["code"],
        "message_id": walk("POST /chat/messages", {"text": "低保"})["message_id"],
        "attachment_id": "0" * 32,
    }


def _try(app: Flask, call: Any, known: dict[str, str], headers: dict[str, str]) -> None:
    """Make the call with values that fit its description and with values that do not, and every
    other time with the path of something that is there and the headers that open it."""

    @BOUNDED
    @given(case=_values(call), is_known=st.booleans())
    def tried(case: Case[Any], is_known: bool) -> None:
        app.extensions["rates"].reset()
        if is_known and case.path_parameters:
            case.path_parameters = {name: known[name] for name in case.path_parameters}
        sent = headers if is_known or "Authorization" in headers else {}
        answer = contextvars.Context().run(case.call, headers=sent)
        case.validate_response(answer, checks=CHECKS)

    tried()


def _values(call: Any) -> st.SearchStrategy[Case[Any]]:
    return st.one_of(
        call.as_strategy(generation_mode=GenerationMode.POSITIVE),
        call.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )


class Walk:
    """Calls that must succeed; each answer is held against the description of its call."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._schema, self._client = _described(app), app.test_client()
        self.left = {
            (method.upper(), path)
            for path, item in self._schema.raw_schema["paths"].items()
            for method in item
        }
        staff = ("clerk-a", "clerk-far", "handler", "supervisor", "grid")
        self.tokens = {who: bearer(self._client, who) for who in staff}

    def __call__(
        self, name: str, body: Any = None, who: str = "", query: Any = None, **rest: Any
    ) -> Any:
        """Make the call `name` ("POST /schemes/{scheme}"); `rest` fills its path and headers."""
        method, path = name.split(" ")
        path = f"/api/v1{path}"
        headers = rest.pop("headers", {}) | self.tokens.get(who, {})
        sent = {"data": rest.pop("form")} if "form" in rest else {"json": body}
        answer = self._client.open(
            path.format(**rest), method=method, query_string=query, headers=headers, **sent
        )
        described = self._schema[path][method]
        assert 200 <= answer.status_code < 300, (name, answer.get_json())
        assert str(answer.status_code) in described.definition.raw["responses"], name
        described.validate_response(answer)
        self.left.discard((method, path))
        return answer.get_json(silent=True)


@pytest.fixture
def walk(app: Flask) -> Walk:
    make_county()
    return Walk(app)


def test_every_success_is_described(walk: Walk) -> None:
    """Guessed values seldom open a case; here each call is made once as it is meant."""
    _residents_calls(walk)
    _a_case_to_its_end(walk)
    _staffs_other_calls(walk)
    _offers_and_items(walk)
    _papers_and_own_data(walk)
    _mini_program_calls(walk)
    assert walk.left == set()


class _Wechat:
    """WeChat's answers, for calls whose description is at stake and not WeChat."""

    app_id = "wx-walk"

    def code_to_session(self, _code: str) -> tuple[str, str]:
        return "openid", ""

    def phone_of(self, _code: str) -> str:
        return "13800000000"

    def code_image(self, _scene: str, _page: str) -> bytes:
        return b"\x89PNG\r\n\x1a\n"


def _mini_program_calls(walk: Walk) -> None:
    walk.app.extensions["mini_program"] = _Wechat()
    token = walk("POST /sessions/mini-program", {"code": "a"})["token"]
    mine = {"headers": {"Authorization": f"Bearer {token}"}}
    own, _ = _apply(walk, 8)
    body = {"number": own["number"], "access_code": own["headers"]["X-Access-Code"]}
    walk("POST /mini-program/pre-applications", body, **mine)
    walk("GET /mini-program/pre-applications", **mine)
    walk("POST /mini-program/phone", {"code": "a"}, **mine)
    walk("POST /mini-program/consents", {"accepted": True}, **mine)
    code = walk("GET /guides", query={"place": VILLAGE})[0]["code"]
    walk("GET /mini-program/guides/{code}/image", code=code)


def _residents_calls(walk: Walk) -> None:
    walk("GET /schemes", query={"on": "2026-11-23"})
    scheme = {"scheme": "minimum_living_allowance"}
    walk("GET /schemes/{scheme}", **scheme)
    walk("GET /schemes/{scheme}/{facet}", **scheme, facet="materials")
    for guide in walk("GET /guides", query={"place": VILLAGE}):
        walk("GET /guides/{code}", code=guide["code"])
    walk("POST /screenings", {"place": VILLAGE, "facts": {"has_disability": True}})
    for text in ("低保要什么材料", "你好", "家里着火了", "今天天气怎么样"):
        said = walk("POST /chat/messages", {"text": text, "place": VILLAGE}, query="explain=true")
    walk(
        "POST /chat/messages/{message_id}/feedback",
        {"helpful": False, "comment": "没看懂"},
        message_id=said["message_id"],
    )


def _apply(walk: Walk, one: int) -> tuple[dict[str, Any], str]:
    """Send in somebody's pre-application; give how its calls are entered, and its case."""
    applicant = {"name": "王示例", "phone": f"1380000000{one}", "residence": VILLAGE}
    body, key = pre_application(applicant=applicant), {"Idempotency-Key": f"walk-{one}"}
    receipt = walk("POST /pre-applications", body, headers=key)
    rows = walk("GET /intake/cases", who="clerk-a", query={"queue": "unclaimed"})["cases"]
    found = next(row["id"] for row in rows if row["number"] == receipt["number"])
    code = receipt["access_code"]
    return {"number": receipt["number"], "headers": {"X-Access-Code": code}}, found


def _today() -> str:
    return beijing_day().isoformat()


def _move(walk: Walk, case: str, action: str, who: str = "clerk-a", **words: Any) -> Any:
    sheet = walk("GET /intake/cases/{case_id}", who=who, case_id=case)
    name = "POST /intake/cases/{case_id}/" + action
    return walk(name, {"version": sheet["version"], **words}, who, case_id=case)


def _wish_to_ask_again(walk: Walk, case: str) -> None:
    """Try what a supervisor has to allow first; the refusal leaves the wish that is then answered."""
    sheet = walk("GET /intake/cases/{case_id}", who="clerk-a", case_id=case)
    body = {"version": sheet["version"], "items": ["内容真实完整的承诺书"], "reason": "漏说了"}
    path = f"/api/v1/intake/cases/{case}/ask-supplement"
    answer = walk.app.test_client().post(path, json=body, headers=walk.tokens["clerk-a"])
    assert (answer.status_code, answer.json["version"]) == (409, sheet["version"] + 1)


def _a_case_to_its_end(walk: Walk) -> None:
    own, case = _apply(walk, 1)
    _move(walk, case, "claim")
    _move(walk, case, "ask-supplement", items=["户口簿"], message="带来就行")
    _move(walk, case, "take-supplement", items=["户口簿"])
    walk("POST /pre-applications/{number}/supplements", {"text": "已送到窗口"}, **own)
    _move(walk, case, "record-stage", stage="contacted", note="打过电话")
    _move(walk, case, "approve-supplement", "supervisor", items=["身份证"], reason="漏说了")
    _wish_to_ask_again(walk, case)
    _move(walk, case, "refuse-supplement", "supervisor", reason="窗口自己能查")
    _move(walk, case, "note-contact", how="phone", outcome="no_answer", words="没人接")
    _move(walk, case, "accept")
    _move(walk, case, "refer", departments=["healthcare_security"], note="请核对报销")
    _move(walk, case, "answer-referral", department="healthcare_security", answer="没有报销过")
    _move(walk, case, "extend", "supervisor", reason="要入户再看一次")
    _move(walk, case, "record-stage", stage="survey")
    _move(walk, case, "close", result="refused", reason="收入高于标准", article="第十条")
    _move(walk, case, "follow-up", what="delivered", how="window", on=_today())
    walk("POST /pre-applications/{number}/dispute", {"reason": "收入算错了"}, **own)
    access = {"access_code": own["headers"]["X-Access-Code"]}
    walk("POST /pre-applications/{number}/status", access, number=own["number"])
    _move(walk, case, "reopen", "supervisor", reason="重新核算收入")
    walk("GET /intake/cases/{case_id}", who="clerk-a", case_id=case)
    _move(walk, case, "claim")
    without = {"county_check": "结果互认", "public_notice": "上次公示过"}
    _move(walk, case, "close", result="granted", reason="重算后符合，下月起发", skipped=without)
    _a_review(walk, case)


def _a_review(walk: Walk, granted: str) -> None:
    _move(walk, granted, "review", reason="满一年了")
    free = walk("GET /intake/cases", who="clerk-a", query={"queue": "unclaimed"})["cases"]
    review = next(row["id"] for row in free if row["kind"] == "review")
    _move(walk, review, "claim")
    _move(walk, review, "record-hearing", how="waived")
    _move(walk, review, "close", result="stopped", reason="搬走了", article="第四十八条")


def _staffs_other_calls(walk: Walk) -> None:
    own, case = _apply(walk, 2)
    _move(walk, case, "mark-urgent", reason="家里断了粮")
    _move(walk, case, "unmark-urgent", "supervisor", reason="粮已经送到")
    _move(walk, case, "claim")
    _move(walk, case, "release", reason="今天请假")
    walk("POST /intake/cases/{case_id}/unmask", {"reason": "要打电话"}, "clerk-a", case_id=case)
    walk("POST /pre-applications/{number}/withdraw", {"reason": "先不办了"}, **own)
    _, third = _apply(walk, 3)
    _move(walk, third, "transfer", to=OTHER_TOWN, reason="人住在那边")
    _, fourth = _apply(walk, 4)
    _move(walk, fourth, "claim")
    _move(walk, fourth, "decline", reason="住在外县", article="第三十七条")
    household = {
        "place": VILLAGE,
        "household": {"name": "李示例"},
        "situation": {"description": "屋里没粮"},
        "urgency": "urgent",
        "consent": {"given": True},
    }
    walk("POST /referrals", household, "grid", headers={"Idempotency-Key": "r"})
    walk("GET /referrals", who="grid")
    walk("DELETE /sessions", who="grid")
    walk("POST /sessions", {"username": "grid", "password": PASSWORD})


def _offers_and_items(walk: Walk) -> None:
    """A case offered to a window, sent back, taken back, taken; a department the same; items."""
    _, case = _apply(walk, 6)
    there = {"to": OTHER_TOWN, "reason": "人住在那边"}
    back = {"reason": "还住在本镇", "article": "第三十七条"}
    _move(walk, case, "claim")
    for _ in range(3):
        _move(walk, case, "transfer", **there)
        _move(walk, case, "return-transfer", "clerk-far", **back)
    _move(
        walk, case, "record-meeting", "supervisor",
        held_on=_today(), participants="县民政局、两个乡镇", decision="由原窗口办", to=TOWN,
    )  # fmt: skip
    _, other = _apply(walk, 7)
    _move(walk, other, "transfer", **there)
    _move(walk, other, "recall-transfer", reason="本人说还住这里")
    _move(walk, other, "transfer", **there)
    _move(walk, other, "accept-transfer", "clerk-far")
    _, third = _apply(walk, 9)
    _move(walk, third, "claim")
    _move(walk, third, "accept")
    ask = {"departments": ["healthcare_security"], "note": "请核对报销"}
    _move(walk, third, "refer", **ask)
    _move(walk, third, "return-referral", "handler", reason="不归医保", article="第五条")
    _move(walk, third, "refer", **ask)
    _move(walk, third, "accept-referral", "handler")
    _move(walk, third, "add-item", scheme="temporary_assistance")
    asked = {"departments": ["health"], "note": "请核对病情"}
    _move(walk, third, "ask-item", scheme="temporary_assistance", **asked)
    about = {"scheme": "temporary_assistance"}
    _move(walk, third, "record-stage", stage="survey", **about)
    settled = {**about, "result": "granted", "reason": "先给一次性救助"}
    settled["skipped"] = {"public_notice": "金额小，县里规定不公示"}
    _move(walk, third, "settle-item", **settled)
    question = {"text": "低保停了该找谁", "place": VILLAGE}
    walk("POST /questions", question, headers={"Idempotency-Key": "walk-question"})
    paper = {"application": pre_application(), "papers_seen": ["户口簿"]}
    key = {"Idempotency-Key": "walk-paper"}
    walk("POST /pre-applications/at-window", paper, "clerk-a", headers=key)
    walk("POST /sessions/proof", {"proof": PASSWORD}, "clerk-a")


def _papers_and_own_data(walk: Walk) -> None:
    own, case = _apply(walk, 5)
    paper = "POST /pre-applications/{number}/attachments"
    form = {"kind": "medical", "sensitive_consent": "true"}
    sent = walk(paper, form=form | {"file": (io.BytesIO(picture()), "a.jpg")}, **own)
    walk(paper + "/{attachment_id}", attachment_id=sent["id"], **own)
    paper = "POST /intake/cases/{case_id}/attachments"
    form = {"sensitive_consent": "true", "file": (io.BytesIO(picture((300, 300))), "b.jpg")}
    walk(paper, form=form, who="clerk-a", case_id=case)
    walk("GET /intake/cases/{case_id}/attachments", who="clerk-a", case_id=case)
    opened = {"attachment_id": sent["id"], "case_id": case}
    walk(paper + "/{attachment_id}", {"reason": "核对证件"}, "clerk-a", **opened)
    mine = "POST /pre-applications/{number}/"
    walk(mine + "corrections", {"name": "王改名"}, **own)
    walk(mine + "consents/withdraw", {"consent": "sensitive_information"}, **own)
    walk(mine + "copy", **own)
    walk(mine + "copy.pdf", **own)
    walk(mine + "deletion", {"confirm": True}, **own)
