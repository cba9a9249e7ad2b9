"""Moves made from a case's page: what is offered, what a refused one says, what is kept."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from backend.accounts.permissions import Role
from backend.intake.states import Action
from tests.console.conftest import (
    CANARY,
    Apply,
    Enter,
    act,
    case_row,
    full_application,
    offered_moves,
    page,
)
from tests.factories.county import COUNTY, OTHER_TOWN, TOWN

REASON, ARTICLE = "家里情况核对过，不属于这个项目。", "社会救助法第四十五条"


def test_the_page_offers_exactly_what_can_be_done(
    clerk: FlaskClient, enter: Enter, apply: Apply
) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    mine = offered_moves(page(clerk, f"/console/cases/{case_id}"), case_id)
    assert mine == {
        "release", "ask-supplement", "accept", "decline", "transfer", "refer", "record-stage",
        "close", "note-contact", "add-item", "papers", "visit", "mark-urgent",
    }  # fmt: skip
    supervisor = enter(Role.SUPERVISOR, COUNTY, "head")
    theirs = offered_moves(page(supervisor, f"/console/cases/{case_id}"), case_id)
    assert theirs == {"release", "transfer", "note-contact", "mark-urgent"}


def test_the_second_claim_is_told_who_was_first(
    clerk: FlaskClient, neighbour: FlaskClient, apply: Apply
) -> None:
    case_id = apply()
    version = {"version": str(case_row(id=case_id).version)}
    assert clerk.post(f"/console/cases/{case_id}/claim", data=version).status_code == 303
    for form in (version, {}):
        answer = neighbour.post(f"/console/cases/{case_id}/claim", data=form)
        assert answer.status_code == 409
        text = answer.get_data(as_text=True)
        assert "该办件已被认领" in text
        assert "李某已于" in text
        assert CANARY not in text


def test_declining_without_an_article_keeps_the_words_and_says_what_to_add(
    clerk: FlaskClient, apply: Apply
) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    answer = act(clerk, case_id, "decline", reason=REASON)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f">{REASON}</textarea>" in text
    assert "请写明依据的文件和条款" in text
    assert 'id="decline" open' in text
    assert f'<option value="{ARTICLE}">' in text, "articles are offered"
    assert "行政复议" in text, "and the clerk sees what the resident will be told"
    assert case_row(id=case_id).state == "in_hand"
    assert act(clerk, case_id, "decline", reason=REASON, article=ARTICLE).status_code == 303
    seen = page(clerk, f"/console/cases/{case_id}?done=decline")
    assert "已决定不予受理" in seen
    assert f"依据：{ARTICLE}" in seen


def test_a_stale_page_changes_nothing_and_keeps_the_words(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    old = str(case_row(id=case_id).version)
    act(clerk, case_id, "record-stage", stage="contacted")
    answer = act(clerk, case_id, "decline", version=old, reason=REASON, article=ARTICLE)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "办件已有变化" in text
    assert f">{REASON}</textarea>" in text
    assert f'name="version" value="{case_row(id=case_id).version}"' in text
    assert case_row(id=case_id).state == "in_hand"


def test_words_for_a_move_no_longer_offered_can_be_copied(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    act(clerk, case_id, "release")
    answer = act(clerk, case_id, "decline", reason=REASON, article=ARTICLE)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert f"readonly>{REASON}</textarea>" in text


@pytest.mark.parametrize("version", ["", "abc", "²", "-1", "9" * 30])
def test_a_made_up_version_is_refused(clerk: FlaskClient, apply: Apply, version: str) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    assert act(clerk, case_id, "accept", version=version).status_code == 422
    assert case_row(id=case_id).state == "in_hand"


def test_asking_once_for_everything(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply(**full_application())
    act(clerk, case_id, "claim")
    seen = page(clerk, f"/console/cases/{case_id}")
    assert "不能要的" in seen
    assert "银行流水" in seen
    assert "这户用得上" in seen
    assert "上次为什么没有一起说" not in seen
    nothing = act(clerk, case_id, "ask-supplement", items=[], message="请尽快")
    assert nothing.status_code == 422
    assert ">请尽快</textarea>" in nothing.get_data(as_text=True)
    words = {"items": ["身份证或户口簿"], "more_items": "诊断书\n\n出院小结", "message": "来时带上"}
    assert act(clerk, case_id, "ask-supplement", **words).status_code == 303
    seen = page(clerk, f"/console/cases/{case_id}")
    assert "材料：身份证或户口簿、诊断书、出院小结" in seen
    assert "等居民补材料" in seen
    assert "不计时" in seen


def test_what_nobody_may_demand_is_told_beside_the_field(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply(**full_application())
    act(clerk, case_id, "claim")
    words = {
        "items": ["身份证或户口簿"],
        "more_items": "出院小结\n打个流水\n村里开个贫困证明",
        "message": "来时带上",
    }
    answer = act(clerk, case_id, "ask-supplement", **words)
    assert answer.status_code == 422
    seen = answer.get_data(as_text=True)
    beside = seen.partition('id="ask-supplement-more_items-fault">')[2].partition("</span>")[0]
    assert beside.count("不能要“") == 2
    assert "打个流水" in beside
    assert "《社会救助法》第六十二条" in beside
    assert "该这样办：" in beside
    assert ">出院小结\n打个流水\n村里开个贫困证明</textarea>" in seen
    assert ">来时带上</textarea>" in seen
    assert 'value="身份证或户口簿" checked' in seen
    assert case_row(id=case_id).asked_times == 0


def test_what_was_brought_to_the_window_is_ticked_off(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    act(clerk, case_id, "ask-supplement", items=["户口簿"], more_items="租房合同")
    seen = page(clerk, f"/console/cases/{case_id}")
    for paper in ("户口簿", "租房合同"):
        (box,) = re.findall(rf'<input[^>]*value="{paper}"[^>]*>', seen)
        assert "checked" not in box, paper  # ticked by who has seen it
    assert act(clerk, case_id, "take-supplement", items=["户口簿"]).status_code == 303
    seen = page(clerk, f"/console/cases/{case_id}")
    assert "收到居民补的材料" in seen
    assert "材料：户口簿</span>" in seen
    assert "take-supplement" not in seen


def test_a_transferred_case_goes_when_it_is_taken(
    clerk: FlaskClient, stranger: FlaskClient, apply: Apply
) -> None:
    case_id = apply()
    seen = page(clerk, f"/console/cases/{case_id}")
    assert f'<option value="{OTHER_TOWN}">' in seen
    assert f'<option value="{TOWN}">' not in seen
    empty = act(clerk, case_id, "transfer", to=OTHER_TOWN)
    assert empty.status_code == 422
    assert f'<option value="{OTHER_TOWN}" selected>' in empty.get_data(as_text=True)
    answer = act(clerk, case_id, "transfer", to=OTHER_TOWN, reason="住在温泉镇")
    assert "对方接收以前，这件还由您这里负责" in page(clerk, answer.headers["Location"])
    seen = page(stranger, f"/console/cases/{case_id}")
    assert "住在温泉镇" in seen
    assert offered_moves(seen, case_id) == {"accept-transfer", "return-transfer"}
    assert act(stranger, case_id, "accept-transfer").status_code == 303
    assert clerk.get(f"/console/cases/{case_id}").status_code == 404


def test_an_offer_is_sent_back_with_its_reason(
    clerk: FlaskClient, stranger: FlaskClient, apply: Apply
) -> None:
    case_id = apply()
    act(clerk, case_id, "transfer", to=OTHER_TOWN, reason="住在温泉镇")
    assert act(stranger, case_id, "return-transfer", reason="户口不在这里").status_code == 422
    answer = act(stranger, case_id, "return-transfer", reason="户口不在这里", article=ARTICLE)
    assert "原来的窗口会看到理由" in page(stranger, answer.headers["Location"])
    assert "户口不在这里" in page(clerk, f"/console/cases/{case_id}")


def test_one_more_scheme_in_the_same_case(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    added = act(
        clerk,
        case_id,
        "add-item",
        scheme="education_assistance",
        note="孩子上学",
        assisting="housing",
    )
    assert added.status_code == 303
    seen = page(clerk, f"/console/cases/{case_id}")
    assert "教育局牵头" in seen
    assert "教育局</b>（教育救助）" in seen
    told = act(clerk, case_id, "answer-referral",
               department="education:education_assistance", answer="已经减免")  # fmt: skip
    assert told.status_code == 303
    assert '<option value="stopped">' not in page(clerk, f"/console/cases/{case_id}")
    settled = {"scheme": "education_assistance", "result": "resolved", "reason": "免了学费"}
    assert "谁认可" in act(clerk, case_id, "settle-item", **settled).get_data(as_text=True)
    settled |= {"confirmed_by": "witness", "witness": "班主任在场"}
    assert act(clerk, case_id, "settle-item", **settled).status_code == 303
    assert "已经解决" in page(clerk, f"/console/cases/{case_id}")


def test_an_item_asked_for_at_once_is_given_to_its_department_and_comes_back_decided(
    clerk: FlaskClient, enter: Enter, apply: Apply
) -> None:
    case_id = apply(also_schemes=["housing_assistance"])
    act(clerk, case_id, "claim")
    seen = page(clerk, f"/console/cases/{case_id}")
    assert "住房救助（住房和城乡建设局牵头）" in seen
    assert act(clerk, case_id, "ask-item", scheme="housing_assistance").status_code == 422
    asked = act(clerk, case_id, "ask-item", scheme="housing_assistance", note="房子漏雨")
    assert "已请部门看这个项目" in page(clerk, asked.headers["Location"])
    again = act(clerk, case_id, "ask-item", scheme="housing_assistance", note="再看看")
    assert again.status_code == 409
    assert "正在看这个项目，不用再请" in again.text
    house = enter(Role.HANDLER, COUNTY, "house", department="housing")
    seen = page(house, f"/console/cases/{case_id}")
    assert "这个项目的结果（牵头部门定了才选）" in seen
    about = {"department": "housing:housing_assistance"}
    assert act(house, case_id, "accept-referral", **about).status_code == 303
    answer = about | {"answer": "列入今年危房改造", "result": "granted"}
    assert act(house, case_id, "answer-referral", **answer).status_code == 303
    assert "列入今年危房改造" in page(clerk, f"/console/cases/{case_id}")


def test_from_acceptance_to_the_result(clerk: FlaskClient, enter: Enter, apply: Apply) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    assert '<option value="granted">' not in page(clerk, f"/console/cases/{case_id}")
    act(clerk, case_id, "record-stage", stage="contacted", note="说好周三来")
    assert act(clerk, case_id, "accept").status_code == 303
    seen = page(clerk, f"/console/cases/{case_id}")
    assert "说明：说好周三来" in seen
    assert "第 1 天" in seen, "the due date day by day"
    assert '<option value="granted">' in seen
    refused = act(clerk, case_id, "close", result="refused", reason=REASON)
    assert refused.status_code == 422
    assert '<option value="refused" selected>' in refused.get_data(as_text=True)
    yes = {"result": "granted", "reason": "下月起按月发。"}
    assert "流程里还没有记的环节" in seen, "said before the click"
    early = act(clerk, case_id, "close", **yes)
    assert early.status_code == 422
    assert "还没有记“村、社区公示初审意见”" in early.text
    assert act(clerk, case_id, "record-stage", stage="survey").status_code == 303
    seen = page(clerk, f"/console/cases/{case_id}")
    assert 'name="skipped-survey"' not in seen
    without = {"skipped-county_check": "结果互认", "skipped-public_notice": "上月公示过"}
    done = act(clerk, case_id, "close", **yes, **without)
    assert done.status_code == 303
    seen = page(clerk, f"/console/cases/{case_id}")
    assert "没有走的环节：启动信息核对（结果互认）" in seen
    assert "结果：给予救助" in seen
    assert "没人认领" not in seen, "nobody has to"
    head = enter(Role.SUPERVISOR, COUNTY, "head")
    assert act(head, case_id, "reopen").status_code == 422
    assert act(head, case_id, "reopen", reason="金额算错了").status_code == 303
    assert case_row(id=case_id).state == "accepted"


@pytest.mark.parametrize("name", ["withdraw", "supplement", "dispute", "delete", "CLAIM"])
def test_only_staff_moves_have_a_door(clerk: FlaskClient, apply: Apply, name: str) -> None:
    case_id = apply()
    assert clerk.post(f"/console/cases/{case_id}/{name}").status_code == 404
    assert case_row(id=case_id).state == "submitted"


def test_every_staff_move_has_a_form_and_a_message() -> None:
    from backend.console.labels import DONE, ORDER
    from backend.console.moves import FORMS
    from backend.intake.states import RESIDENT_ACTIONS

    of_its_own = {Action.NOTE_CONTACT}  # console.contacts: one form for calls, visits and the rest
    assert set(FORMS) == set(DONE) == set(ORDER) == set(Action) - RESIDENT_ACTIONS - of_its_own
