"""A refusal, as resident, clerk, handler and supervisor go through it: told, objected to, undone;
then a review that hears the person first."""

from __future__ import annotations

import pytest

from tests.support.door import Door

SLIPS = ("acceptance", "refusal")


def _slip(door: Door, receipt: dict[str, str], name: str) -> tuple[int, bytes]:
    form = {"number": receipt["number"], "access_code": receipt["access_code"]}
    answer = door.client.post(f"/status/slips/{name}", data=form)
    return answer.status_code, answer.data


def test_refused_objected_to_and_undone(door: Door) -> None:
    receipt = door.apply("first")
    case_id = door.case_of(receipt["number"])
    door.move(case_id, "claim")
    door.move(case_id, "accept")
    door.move(case_id, "refer", departments=["healthcare_security"], note="请核对报销")
    door.move(case_id, "answer-referral", "handler", answer="没有报销记录")
    no = {"result": "refused", "reason": "算出来人均收入高于标准。"}
    bare = door.move(case_id, "close", expect=422, **no)
    assert [one["pointer"] for one in bare["errors"]] == ["/article"]
    no["article"] = "最低生活保障审核确认办法第二十一条"
    unseen = door.move(case_id, "close", expect=422, **no)
    assert [one["pointer"] for one in unseen["errors"]] == ["/skipped/survey"]
    door.move(case_id, "record-stage", stage="survey")
    door.move(case_id, "close", **no)
    assert door.sheet(case_id)["untold"] is True
    door.days(1)
    door.move(case_id, "follow-up", what="delivered", how="visit", note="本人签收")
    assert door.sheet(case_id)["untold"] is False
    for name in SLIPS:
        code, text = _slip(door, receipt, f"{name}.txt")
        assert code == 200
        assert receipt["number"].encode() in text
    code, paper = _slip(door, receipt, "refusal.pdf")
    assert (code, paper[:5]) == (200, b"%PDF-")
    _, text = _slip(door, receipt, "refusal.txt")
    assert "向汝州市人民政府提出" in text.decode()

    seen = door.own(receipt, "dispute", reason="把已经停的打工钱算进去了", reopen=True)
    assert seen["status"] == "closed"
    rows = door.client.get(
        "/api/v1/intake/cases?queue=unclaimed", headers=door.who("supervisor")
    ).get_json()["cases"]
    objection = next(one["id"] for one in rows if one["kind"] == "dispute")
    same = door.move(objection, "claim", expect=409)
    assert "同事或主管" in same["detail"]
    door.move(objection, "claim", "supervisor")
    door.move(case_id, "reopen", "supervisor", reason="收入要重新核对")
    door.move(objection, "close", "supervisor", result="answered", reason="核对有误，已经重开。")
    assert door.status(receipt)["status"] == "accepted"
    door.move(case_id, "claim", "clerk-b")
    door.through_stages(case_id, "clerk-b")
    door.move(case_id, "close", "clerk-b", result="granted", reason="重算后确认，下月起发。")
    assert door.status(receipt)["outcome"]["title"] == "给予救助"
    refused = _slip(door, receipt, "refusal.txt")
    assert refused[0] == 200, "what was told stays to be had"


def test_heard_before_anything_is_stopped(door: Door) -> None:
    receipt = door.apply("granted")
    case_id = door.case_of(receipt["number"])
    door.move(case_id, "claim")
    door.move(case_id, "accept")
    door.through_stages(case_id)
    door.move(case_id, "close", result="granted", reason="确认，下月起发。")
    door.days(300)
    door.move(case_id, "review", reason="到了一年复核的时候")
    rows = door.client.get(
        "/api/v1/intake/cases?queue=unclaimed", headers=door.who("clerk-a")
    ).get_json()["cases"]
    review = next(one["id"] for one in rows if one["kind"] == "review")
    assert door.status(receipt)["reviews"][0]["outcome"] is None
    door.move(review, "claim")
    stop = {"result": "stopped", "reason": "人均收入高于标准了。", "article": "第四十八条"}
    early = door.move(review, "close", expect=409, **stop)
    assert "听取" in early["detail"]
    door.move(review, "record-hearing", how="spoke", said="活是临时的，下月就没了")
    door.move(review, "close", **stop)
    seen = door.status(receipt)["reviews"][0]
    assert seen["outcome"]["title"] == "停发"
    assert "行政复议" in seen["outcome"]["way_to_object"]
    code, text = _slip(door, receipt, "reduction.txt")
    assert code == 200
    assert "活是临时的，下月就没了" in text.decode()


def test_asked_again_only_with_a_supervisors_word(door: Door) -> None:
    receipt = door.apply("once")
    case_id = door.case_of(receipt["number"])
    door.move(case_id, "claim")
    door.move(case_id, "ask-supplement", items=["身份证或户口簿"])
    door.own(receipt, "supplements", text="送到了")
    late = {"items": ["内容真实完整的承诺书"], "reason": "上次漏了"}
    refused = door.move(case_id, "ask-supplement", expect=409, **late)
    assert refused["type"] == "/problems/told-once-already"
    assert door.sheet(case_id)["wanted"]["items"] == late["items"], "it waits for the supervisor"
    door.move(case_id, "refuse-supplement", "supervisor", reason="窗口先自己查")
    assert door.sheet(case_id)["wanted"] is None
    door.move(case_id, "ask-supplement", expect=409, **late)
    door.move(case_id, "approve-supplement", "clerk-b", expect=403, **late)
    door.move(case_id, "approve-supplement", "supervisor", **late)
    door.move(case_id, "ask-supplement", **late)
    assert door.sheet(case_id)["late_items"] == late["items"]
    assert door.status(receipt)["asked"] == late["items"]
    words = [one["words"] for one in door.status(receipt)["events"]]
    assert any("主管同意再次补材料" in one for one in words), "the resident sees whose slip it was"


@pytest.mark.parametrize("name", ["refusal.pdf", "acceptance.doc", "nothing.txt"])
def test_no_slip_before_its_time_and_none_for_strangers(door: Door, name: str) -> None:
    receipt = door.apply("early")
    assert _slip(door, receipt, name)[0] == 404
    wrong = receipt | {"access_code": "222-222-222"}
    assert _slip(door, wrong, "acceptance.txt")[0] == 404
