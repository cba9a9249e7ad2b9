"""Three things that happened to people, with made-up names, from the first word to the end."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from backend.extensions import db
from backend.notifications.models import OutboxMessage
from tests.factories.county import VILLAGE, pre_application
from tests.support.door import Door


def _told(event: str, case_id: str) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(
        OutboxMessage.event == event, OutboxMessage.subject_id == case_id
    )
    db.session.rollback()  # look anew, not at what this test saw before
    return list(db.session.scalars(query))


def test_a_three_wheeler_overturns_and_help_comes_first(door: Door) -> None:
    """A brake fails; the driver lies in hospital, two who rode with him are dead. Help comes at
    once, papers afterwards; it is temporary assistance and nothing that goes on."""
    made = door.refer(
        "overturned",
        scheme="temporary_assistance",
        place=VILLAGE,
        household={"name": "赵示例", "phone": "13800000011", "people": 4},
        situation={
            "description": "三轮车刹车失灵翻了，本人重伤在医院，同车的两人没了，手术费凑不出来。",
            "causes": ["accident", "medical_bills"],
        },
        urgency="urgent",
        consent={"given": False, "reason": "人在手术室，家里人同意先报"},
    )
    case_id = made["case_id"]
    assert door.sheet(case_id)["urgent"] is True
    assert len(_told("case:opened_urgent", case_id)) == 1
    door.move(case_id, "claim")
    door.move(case_id, "note-contact", how="visit", outcome="reached", words="去医院见了家属")
    accepted = door.move(case_id, "accept")
    assert "quick_limit" in accepted["due"]["rule"]
    door.move(case_id, "record-stage", stage="assist_first", note="当天先给现金，家属签收")
    # Whether the family can have the allowance is looked at too, in the same case and call.
    door.move(case_id, "add-item", scheme="minimum_living_allowance")
    door.days(2)
    door.move(case_id, "record-stage", stage="register", note="县里一事一议，登记事由和金额")
    no = {
        "scheme": "minimum_living_allowance",
        "result": "refused",
        "reason": "家里眼下够不上低保，情况变了随时再来申请。",
        "article": "社会救助法第十八条",
    }
    unseen = door.move(case_id, "settle-item", expect=422, **no)
    assert [one["stage"] for one in unseen["stages"]] == ["survey"], "nobody has been to their home"
    surveyed = {"stage": "survey", "scheme": "minimum_living_allowance"}
    door.move(case_id, "record-stage", **surveyed, note="两个人上门看过，问了邻居")
    door.move(case_id, "settle-item", **no)
    ended = door.move(
        case_id, "close", result="granted", reason="按一事一议给临时救助，已经打到卡上。"
    )
    assert ended["state"] == "closed"
    door.move(case_id, "follow-up", what="paid")
    door.move(case_id, "follow-up", what="visited", note="人已出院，在家养伤")
    told = "the no to the allowance, and the end of the case"
    assert len(_told("case:referral_ended", case_id)) == 2, told
    seen = door.client.get("/api/v1/referrals", headers=door.who("grid")).get_json()
    assert seen["referrals"][0]["status"] == "closed"
    words = [event["name"] for event in door.sheet(case_id)["events"]]
    assert words.index("case:stage_recorded") > words.index("case:accepted")


def test_a_family_burnt_by_gas_is_taken_in_the_same_week(door: Door) -> None:
    """Mother and three children burnt, savings gone. Temporary assistance at once; the allowance
    is accepted in the same week and goes its whole way: nobody is put on it without the steps
    (57号第二十八条), and nobody is sent for papers the office can look up."""
    urgent = door.refer(
        "gas",
        scheme="temporary_assistance",
        place=VILLAGE,
        household={"name": "钱示例", "phone": "13800000012", "people": 5},
        situation={
            "description": "液化气漏了着火，妻子和三个孩子都烧伤住院，积蓄花光还欠了债。",
            "causes": ["fire", "serious_illness"],
        },
        urgency="urgent",
        consent={"given": True},
    )
    door.move(urgent["case_id"], "claim")
    door.move(urgent["case_id"], "note-contact", how="phone", outcome="reached")
    door.move(urgent["case_id"], "accept")
    door.move(urgent["case_id"], "record-stage", stage="assist_first")
    door.days(1)
    member = {"conditions": ["serious_illness"], "relation": "child", "birth_year": 2016}
    receipt = door.apply(
        "allowance",
        applicant=pre_application()["applicant"] | {"name": "钱示例", "phone": "13800000012"},
        household=[
            {"conditions": ["serious_illness"], "relation": "spouse", "birth_year": 1988},
            *[member] * 3,
        ],
        situation={"causes": ["serious_illness"], "description": "一家五口，四个人烧伤。"},
        filed_by={"kind": "village_assistant", "name": "孙示例", "phone": "13800000013"},
        consents=pre_application()["consents"] | {"sensitive_information": True},
    )
    needed = {one["id"] for one in receipt["missing_materials"]}
    assert {"medical_papers", "proxy_papers"} <= needed
    case_id = door.case_of(receipt["number"])
    door.move(case_id, "claim")
    refused = door.move(case_id, "ask-supplement", expect=422, items=["村里开的贫困证明"])
    assert "第六十二条" in str(refused["errors"])
    asked = [one["name"] for one in door.sheet(case_id)["needs"] if not one["optional"]]
    door.move(case_id, "ask-supplement", items=asked, message="我们上门帮着签，不用跑。")
    door.days(1)
    door.own(receipt, "supplements", text="窗口上门都签好了")
    door.move(case_id, "accept")
    assert (door.now.weekday(), door.status(receipt)["status"]) == (2, "accepted")
    door.move(urgent["case_id"], "close", result="granted", reason="给了临时救助。")
    early = door.move(case_id, "close", expect=422, result="granted")
    assert early["errors"][0]["pointer"] == "/reason"
    for stage in ("survey", "county_check", "preliminary_opinion"):
        door.days(1)
        door.move(case_id, "record-stage", stage=stage)
    short = door.move(case_id, "record-stage", expect=409, stage="public_notice")
    assert "公示要满" in short["detail"]
    door.move(case_id, "record-stage", stage="notice_hung")
    short = door.move(case_id, "record-stage", expect=409, stage="public_notice")
    assert short["errors"][0]["pointer"] == "/hung_on"
    door.days(door.hangs(case_id))  # seven days, rolled over the weekend
    door.move(case_id, "record-stage", stage="public_notice")
    seen = door.status(receipt)
    assert [one["title"] for one in seen["steps"] if one["now"]] == ["审核确认"]
    door.days(2)
    door.move(case_id, "close", result="granted", reason="一家五口确认，下月起发。")
    door.days(28)
    door.move(case_id, "follow-up", what="paid")
    seen = door.status(receipt)
    assert seen["steps"][-1]["done_at"]
    assert seen["outcome"]["reason"] == "一家五口确认，下月起发。"


def test_heart_disease_found_by_comparing_data(door: Door) -> None:
    """The township sees a costly illness in the shared data, asks the family, and helps them apply;
    about three months later the first money comes. The clock is extended openly, never let slip."""
    found = door.refer(
        "heart",
        scheme="minimum_living_allowance",
        place=VILLAGE,
        household={"name": "李示例", "phone": "13800000014", "people": 3},
        situation={
            "description": "大病数据比对里看到一家人心脏病花费高，上门问了，全家靠一个人挣钱。",
            "causes": ["serious_illness", "medical_bills"],
        },
        urgency="normal",
        consent={"given": True},
    )
    case_id = found["case_id"]
    door.move(case_id, "claim")
    for day in range(2):
        door.move(
            case_id, "note-contact", how="phone", outcome="no_answer", words=f"第 {day + 1} 次没接"
        )
        door.days(1)
    hasty = door.move(case_id, "close", expect=409, result="unreachable", reason="打不通")
    assert "2 天" in hasty["detail"]
    door.move(case_id, "note-contact", how="visit", outcome="reached", words="在家，愿意申请")
    door.move(case_id, "accept")
    first = door.sheet(case_id)["due"]["due_on"]
    door.move(case_id, "record-stage", stage="survey")
    door.move(case_id, "refer", departments=["healthcare_security"], note="请核对住院费用和报销")
    door.move(case_id, "answer-referral", "handler", answer="合规自付的数额已核对，报销记录附后。")
    door.move(case_id, "record-stage", stage="county_check")
    door.days(20)
    door.move(case_id, "extend", "supervisor", reason="家里另有一处房产要再核对")
    assert door.sheet(case_id)["due"]["due_on"] > first
    door.move(case_id, "record-stage", stage="preliminary_opinion")
    hung_on = (door.now + timedelta(days=1, hours=8)).date().isoformat()
    door.days(11)
    door.move(case_id, "record-stage", stage="public_notice", hung_on=hung_on)
    door.days(15)
    ended = door.move(case_id, "close", result="granted", reason="确认纳入低保，下月起发。")
    assert ended["result"] == "granted"
    door.days(35)
    paid = door.move(case_id, "follow-up", what="paid")
    assert paid["state"] == "closed"
    days = (
        door.now.date() - door.now.date().fromisoformat(found["due"]["derivation"]["start"])
    ).days
    assert 75 <= days <= 100
    assert len(_told("case:referral_ended", case_id)) == 1
    assert len(_told("case:extended", case_id)) == 1
