"""What nobody may demand is refused at every move that could demand it, and nothing else."""

from __future__ import annotations

import pytest
from flask import Flask

from backend.accounts.actor import Actor
from backend.intake import services
from backend.intake.states import CaseState, Result
from backend.problems import Invalid
from backend.transaction import transaction
from tests.factories import intake as make

ARTICLE = "社会救助法第四十五条"


def _case(clerk: Actor, **more: object) -> str:
    return make.case_in(CaseState.IN_HAND, clerk, **more)


def test_each_is_named_with_why_article_and_what_to_do_instead(office: Flask, clerk: Actor) -> None:
    case_id = _case(clerk)
    wanted = ["身份证或户口簿", "村里开个收入证明，盖章", "残疾人证", "打个流水"]
    with pytest.raises(Invalid) as told:
        make.do("ask_supplement", case_id, clerk, wanted, "再带上贫困证明")
    faults = {error.pointer: error.detail for error in told.value.errors}
    assert list(faults) == ["/items/1", "/items/3", "/message"]
    assert "不能要“村里开个收入证明”" in faults["/items/1"]
    assert "第六十二条" in faults["/items/1"]
    assert "该这样办：请本人照实申报" in faults["/items/1"]
    assert "第四十一条" in faults["/items/3"]
    assert faults["/items/3"].endswith("请去掉这一项；真查不到的，写明了可以要。")
    assert make.row(case_id).asked_times == 0


def test_what_may_be_asked_for_goes_through(office: Flask, clerk: Actor) -> None:
    case_id = _case(clerk)
    wanted = ["身份证或户口簿", "残疾人证", "同意查银行流水的授权书", "外省房产证（系统查不到）"]
    make.do("ask_supplement", case_id, clerk, wanted, "银行流水由民政局核对，不用您跑")
    assert make.row(case_id).asked_times == 1


@pytest.mark.parametrize("scheme", ["general", None])
def test_a_case_without_a_scheme_is_held_to_the_law_too(
    office: Flask, clerk: Actor, scheme: str | None
) -> None:
    case_id = _case(clerk, scheme=scheme)
    with pytest.raises(Invalid, match="不能向居民要"):
        make.do("ask_supplement", case_id, clerk, ["收入证明"])
    make.do("ask_supplement", case_id, clerk, ["户口簿"])


def test_another_scheme_asks_for_what_it_rests_on(office: Flask, clerk: Actor) -> None:
    case_id = _case(clerk, scheme="hardship_workers")
    make.do("ask_supplement", case_id, clerk, ["单位开的收入证明"])


def test_an_added_scheme_opens_no_way_around(office: Flask, clerk: Actor) -> None:
    case_id = _case(clerk)
    make.do("add_item", case_id, clerk, "hardship_workers", (), "请看看能不能帮")
    with pytest.raises(Invalid):
        make.do("ask_supplement", case_id, clerk, ["单位开的收入证明"])
    make.do("ask_supplement", case_id, clerk, ["死亡证明（比对不上）"])


def test_a_supervisor_may_not_allow_it_either(office: Flask, clerk: Actor) -> None:
    case_id = _case(clerk)
    make.do("ask_supplement", case_id, clerk, ["身份证或户口簿"])
    with transaction():
        services.supplement_received(case_id, make.NOW, ["身份证"])
    with pytest.raises(Invalid) as told:
        make.do("approve_supplement", case_id, make.supervisor(), ["残疾人证", "无房证明"], "要")
    assert [error.pointer for error in told.value.errors] == ["/items/1"]


def test_a_no_does_not_rest_on_it(office: Flask, clerk: Actor) -> None:
    case_id = _case(clerk)
    with pytest.raises(Invalid) as told:
        make.do("decline", case_id, clerk, "没有提供银行流水，材料不齐", ARTICLE)
    (error,) = told.value.errors
    assert error.pointer == "/reason"
    assert "“没有提供银行流水”不能作为理由" in error.detail
    assert make.row(case_id).state == CaseState.IN_HAND
    make.do("decline", case_id, clerk, "不在这里住，请到急难发生地申请", ARTICLE)


def test_a_no_to_an_added_scheme_does_not_rest_on_it_either(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(CaseState.ACCEPTED, clerk)
    make.do("add_item", case_id, clerk, "medical_assistance", (), "请看看能不能帮")
    no = (Result.REFUSED, "没带低保证", ARTICLE)
    with pytest.raises(Invalid) as told:
        make.do("settle_item", case_id, clerk, "medical_assistance", *no)
    assert [error.pointer for error in told.value.errors] == ["/reason"]
    by = "healthcare_security", "没带低保证", "medical_assistance", Result.REFUSED, ARTICLE
    with pytest.raises(Invalid) as told:
        make.do("answer_referral", case_id, make.handler(), *by)
    assert [error.pointer for error in told.value.errors] == ["/answer"]


def test_a_refusal_after_acceptance_does_not_rest_on_it(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(CaseState.ACCEPTED, clerk)
    with pytest.raises(Invalid, match="不能不办"):
        make.do("close", case_id, clerk, Result.REFUSED, "缺村里的贫困证明", ARTICLE)
    assert make.row(case_id).state == CaseState.ACCEPTED
