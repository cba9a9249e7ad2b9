"""Every call of the API once, as it is meant: what residents, clerks and departments do in turn."""

from __future__ import annotations

import io

from backend.doors.layout import beijing_day
from tests.factories.county import OTHER_TOWN, PASSWORD, TOWN, VILLAGE, pre_application
from tests.factories.papers import picture
from tests.support.api_walk import Walk, apply, move


class _Wechat:
    """WeChat's answers, for calls whose description is at stake and not WeChat."""

    app_id = "wx-walk"

    def code_to_session(self, _code: str) -> tuple[str, str]:
        return "openid", ""

    def phone_of(self, _code: str) -> str:
        return "13800000000"

    def code_image(self, _scene: str, _page: str) -> bytes:
        return b"\x89PNG\r\n\x1a\n"


def mini_program_calls(walk: Walk) -> None:
    walk.app.extensions["mini_program"] = _Wechat()
    token = walk("POST /sessions/mini-program", {"code": "a"})["token"]
    mine = {"headers": {"Authorization": f"Bearer {token}"}}
    own, _ = apply(walk, 8)
    body = {"number": own["number"], "access_code": own["headers"]["X-Access-Code"]}
    walk("POST /mini-program/pre-applications", body, **mine)
    walk("GET /mini-program/pre-applications", **mine)
    walk("POST /mini-program/phone", {"code": "a"}, **mine)
    walk("POST /mini-program/consents", {"accepted": True}, **mine)
    code = walk("GET /guides", query={"place": VILLAGE})[0]["code"]
    walk("GET /mini-program/guides/{code}/image", code=code)


def residents_calls(walk: Walk) -> None:
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


def _today() -> str:
    return beijing_day().isoformat()


def _wish_to_ask_again(walk: Walk, case: str) -> None:
    """Try what a supervisor has to allow first; the refusal leaves the wish that is then answered."""
    sheet = walk("GET /intake/cases/{case_id}", who="clerk-a", case_id=case)
    body = {"version": sheet["version"], "items": ["内容真实完整的承诺书"], "reason": "漏说了"}
    path = f"/api/v1/intake/cases/{case}/ask-supplement"
    answer = walk.app.test_client().post(path, json=body, headers=walk.tokens["clerk-a"])
    assert (answer.status_code, answer.json["version"]) == (409, sheet["version"] + 1)


def a_case_to_its_end(walk: Walk) -> None:
    own, case = apply(walk, 1)
    move(walk, case, "claim")
    move(walk, case, "ask-supplement", items=["户口簿"], message="带来就行")
    move(walk, case, "take-supplement", items=["户口簿"])
    walk("POST /pre-applications/{number}/supplements", {"text": "已送到窗口"}, **own)
    move(walk, case, "record-stage", stage="contacted", note="打过电话")
    move(walk, case, "approve-supplement", "supervisor", items=["身份证"], reason="漏说了")
    _wish_to_ask_again(walk, case)
    move(walk, case, "refuse-supplement", "supervisor", reason="窗口自己能查")
    move(walk, case, "note-contact", how="phone", outcome="no_answer", words="没人接")
    move(walk, case, "accept")
    move(walk, case, "refer", departments=["healthcare_security"], note="请核对报销")
    move(walk, case, "answer-referral", department="healthcare_security", answer="没有报销过")
    move(walk, case, "extend", "supervisor", reason="要入户再看一次")
    move(walk, case, "record-stage", stage="survey")
    move(walk, case, "close", result="refused", reason="收入高于标准", article="第十条")
    move(walk, case, "follow-up", what="delivered", how="window", on=_today())
    walk("POST /pre-applications/{number}/dispute", {"reason": "收入算错了"}, **own)
    access = {"access_code": own["headers"]["X-Access-Code"]}
    walk("POST /pre-applications/{number}/status", access, number=own["number"])
    move(walk, case, "reopen", "supervisor", reason="重新核算收入")
    walk("GET /intake/cases/{case_id}", who="clerk-a", case_id=case)
    move(walk, case, "claim")
    without = {"county_check": "结果互认", "public_notice": "上次公示过"}
    move(walk, case, "close", result="granted", reason="重算后符合，下月起发", skipped=without)
    _a_review(walk, case)


def _a_review(walk: Walk, granted: str) -> None:
    move(walk, granted, "review", reason="满一年了")
    free = walk("GET /intake/cases", who="clerk-a", query={"queue": "unclaimed"})["cases"]
    review = next(row["id"] for row in free if row["kind"] == "review")
    move(walk, review, "claim")
    move(walk, review, "record-hearing", how="waived")
    move(walk, review, "close", result="stopped", reason="搬走了", article="第四十八条")


def staffs_other_calls(walk: Walk) -> None:
    own, case = apply(walk, 2)
    move(walk, case, "mark-urgent", reason="家里断了粮")
    move(walk, case, "unmark-urgent", "supervisor", reason="粮已经送到")
    move(walk, case, "claim")
    move(walk, case, "release", reason="今天请假")
    walk("POST /intake/cases/{case_id}/unmask", {"reason": "要打电话"}, "clerk-a", case_id=case)
    walk("POST /pre-applications/{number}/withdraw", {"reason": "先不办了"}, **own)
    _, third = apply(walk, 3)
    move(walk, third, "transfer", to=OTHER_TOWN, reason="人住在那边")
    _, fourth = apply(walk, 4)
    move(walk, fourth, "claim")
    move(walk, fourth, "decline", reason="住在外县", article="第三十七条")
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


def offers_and_items(walk: Walk) -> None:
    """A case offered to a window, sent back, taken back, taken; a department the same; items."""
    _, case = apply(walk, 6)
    there = {"to": OTHER_TOWN, "reason": "人住在那边"}
    back = {"reason": "还住在本镇", "article": "第三十七条"}
    move(walk, case, "claim")
    for _ in range(3):
        move(walk, case, "transfer", **there)
        move(walk, case, "return-transfer", "clerk-far", **back)
    move(
        walk, case, "record-meeting", "supervisor",
        held_on=_today(), participants="县民政局、两个乡镇", decision="由原窗口办", to=TOWN,
    )  # fmt: skip
    _, other = apply(walk, 7)
    move(walk, other, "transfer", **there)
    move(walk, other, "recall-transfer", reason="本人说还住这里")
    move(walk, other, "transfer", **there)
    move(walk, other, "accept-transfer", "clerk-far")
    _, third = apply(walk, 9)
    move(walk, third, "claim")
    move(walk, third, "accept")
    ask = {"departments": ["healthcare_security"], "note": "请核对报销"}
    move(walk, third, "refer", **ask)
    move(walk, third, "return-referral", "handler", reason="不归医保", article="第五条")
    move(walk, third, "refer", **ask)
    move(walk, third, "accept-referral", "handler")
    move(walk, third, "add-item", scheme="temporary_assistance")
    asked = {"departments": ["health"], "note": "请核对病情"}
    move(walk, third, "ask-item", scheme="temporary_assistance", **asked)
    about = {"scheme": "temporary_assistance"}
    move(walk, third, "record-stage", stage="survey", **about)
    settled = {**about, "result": "granted", "reason": "先给一次性救助"}
    settled["skipped"] = {"public_notice": "金额小，县里规定不公示"}
    move(walk, third, "settle-item", **settled)
    question = {"text": "低保停了该找谁", "place": VILLAGE}
    walk("POST /questions", question, headers={"Idempotency-Key": "walk-question"})
    paper = {"application": pre_application(), "papers_seen": ["户口簿"]}
    key = {"Idempotency-Key": "walk-paper"}
    walk("POST /pre-applications/at-window", paper, "clerk-a", headers=key)
    walk("POST /sessions/proof", {"proof": PASSWORD}, "clerk-a")


def papers_and_own_data(walk: Walk) -> None:
    own, case = apply(walk, 5)
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
