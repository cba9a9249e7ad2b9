"""Slips say what was decided then, in plain words, with number, window, sources and remedies."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from flask import Flask

from backend.accounts.actor import Actor
from backend.audit.queries import deeds_on
from backend.departments.services import save_unit
from backend.intake.states import CaseState, Result
from backend.slips.paper import as_pdf
from backend.slips.services import (
    SlipNotMade,
    kinds_for_resident,
    kinds_for_staff,
    slip_for_resident,
    slip_for_staff,
)
from backend.slips.sheet import Slip, SlipKind
from backend.slips.text import as_text
from backend.transaction import transaction
from tests.factories import intake as make

S, K = CaseState, SlipKind


@pytest.fixture
def clerk(app: Flask) -> Actor:
    make.make_places()
    return make.clerk()


def _slip(case_id: str, actor: Actor, kind: SlipKind) -> Slip:
    with transaction():
        return slip_for_staff(case_id, actor, kind)


def _pages(slip: Slip) -> str:
    paper = pypdfium2.PdfDocument(io.BytesIO(as_pdf(slip)))
    found = "".join(page.get_textpage().get_text_range() for page in paper)
    return "".join(found.split())


def test_the_supplement_slip_tells_all_at_once(clerk: Actor) -> None:
    summary = {"name": "王示例", "phone": "13800000000", "conditions": ["disability"]}
    case_id = make.case_in(S.IN_HAND, clerk, summary=summary)
    assert kinds_for_staff(case_id, clerk) == []
    items = ["身份证或户口簿", "残疾人证", "村里人的电话"]
    make.do("ask_supplement", case_id, clerk, items, "来时打电话")
    text = as_text(_slip(case_id, clerk, K.SUPPLEMENT))
    must, _, helpful = text.partition("有就带，没有也不耽误受理")
    assert "1. 身份证或户口簿：" in must
    assert "2. 村里人的电话" in must
    assert "残疾人证" in helpful
    for words in (
        "王示例：",
        "来时打电话",
        "收入证明、贫困证明",
        "示例路一号",
        "第九条、第十条",
        "-补1",
    ):
        assert words in text
    assert "0000-0000001（示例，不是真的）" in text
    assert "示例路一号\n" in text  # says it by itself
    named = [
        one.partition("》")[0] for one in text.partition("【依据】")[2].splitlines() if "《" in one
    ]
    assert len(named) == len(set(named)) > 1  # each document once
    assert "13800000000" not in text


def test_acceptance_says_until_when_and_why(clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    slip = _slip(case_id, clerk, K.ACCEPTANCE)
    text = as_text(slip)
    assert "最晚办完：2027年1月5日（暂定" in text
    assert "30个工作日" in text
    assert "7. 同意的话，发钱：确认的下月" in text
    on_paper = _pages(slip)
    for line in text.splitlines():
        words = "".join(line.removeprefix("· ").split()).strip("【】：").rpartition("：")[2]
        assert words[:12] in on_paper, line


@pytest.mark.parametrize(("kind", "state"), [(K.DECLINE, S.DECLINED), (K.REFUSAL, S.ACCEPTED)])
def test_a_no_carries_reason_article_and_remedies(clerk: Actor, kind: K, state: S) -> None:
    case_id = make.case_in(state, clerk)
    if state is S.ACCEPTED:
        make.refused(case_id, clerk)
    text = as_text(_slip(case_id, clerk, kind))
    for words in (
        make.REASON, make.ARTICLE, "60天内，向示例县人民政府提出", "6个月内", "12345", "12348", "签收人",
        "3个工作日内书面告诉您",
    ):  # fmt: skip
        assert words in text


def test_a_no_promises_no_days_where_only_the_county_knows_them(clerk: Actor) -> None:
    case_id = make.case_in(S.DECLINED, clerk, scheme="temporary_assistance")
    text = as_text(_slip(case_id, clerk, K.DECLINE))
    assert "第四十五条" in text
    assert "内书面告诉您" not in text


def test_a_stop_says_how_the_person_was_heard(clerk: Actor) -> None:
    granted = make.case_in(S.CLOSED, clerk)
    make.do("review", granted, clerk, "满一年了")
    review = next(one.id for one in make.open_cases("review"))
    make.do("claim", review, clerk)
    make.do("record_hearing", review, clerk, "spoke", "还没找到活")
    make.do("close", review, clerk, Result.STOPPED, "收入高了", make.ARTICLE)
    assert kinds_for_staff(review, clerk) == [K.REDUCTION]
    assert kinds_for_resident(granted) == [K.ACCEPTANCE, K.REDUCTION]
    with transaction():
        text = as_text(slip_for_resident(granted, K.REDUCTION))
    for words in ("从下个月起要停发", "还没找到活", "第四十八条", "王*："):
        assert words in text


def test_a_transfer_slip_names_both_windows(clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("transfer", case_id, clerk, make.OTHER_VILLAGE, "现在住在邻近村")
    text = as_text(_slip(case_id, clerk, K.TRANSFER))
    for words in ("从哪里转：示例镇", "转到哪里：邻近镇", "现在住在邻近村", "第六十四条"):
        assert words in text


def test_a_slip_for_departments_names_their_office_here_and_its_phone(clerk: Actor) -> None:
    cells = {"division_code": make.COUNTY, "department": "housing", "name": "示例县住建局"}
    cells |= {"phone": "0000-0000004", "from_on": "2026-01-01", "source": "三定方案"}
    with transaction():
        save_unit(cells)
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("refer", case_id, clerk, ["housing", "justice"], "请核对住房情况")
    text = as_text(_slip(case_id, clerk, K.COOPERATION))
    for words in ("示例县住建局，值班电话 0000-0000004", "司法局", "请核对住房情况", "第六十四条"):
        assert words in text
    assert K.COOPERATION in kinds_for_staff(case_id, clerk)
    assert K.COOPERATION not in kinds_for_resident(case_id), "it goes between offices"


def test_departments_asked_about_an_added_scheme_are_told_which(clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("add_item", case_id, clerk, "temporary_assistance")  # the window's own work
    assert K.COOPERATION not in kinds_for_staff(case_id, clerk), "nobody was asked"
    make.do("add_item", case_id, clerk, "housing_assistance", (), "请看是不是危房")
    text = as_text(_slip(case_id, clerk, K.COOPERATION))
    for words in ("住房救助的这一件", "请办的项目：住房救助", "住房和城乡建设局", "是不是危房"):
        assert words in text
    make.do("ask_item", case_id, clerk, "housing_assistance", ["justice"], "请看产权")
    text = as_text(_slip(case_id, clerk, K.COOPERATION))
    assert "住房救助的这一件" in text
    assert "-协2" in text


def test_every_day_that_was_counted_stands_on_the_slip(clerk: Actor) -> None:
    text = as_text(_slip(make.case_in(S.ACCEPTED, clerk), clerk, K.ACCEPTANCE))
    assert "一天一天数到的：11月24、25、26、27、30日；12月1、2、3、4、7、" in text
    assert "；1月4、5日。" in text


def test_whole_only_in_the_holders_hands_and_each_one_is_in_the_trail(clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    assert _slip(case_id, clerk, K.ACCEPTANCE).to_whom == "王示例"
    assert _slip(case_id, make.clerk(), K.ACCEPTANCE).to_whom == "王*"
    with transaction():
        assert slip_for_resident(case_id, K.ACCEPTANCE).to_whom == "王*"
    deeds = deeds_on(case_id, ["case:slip_made"])
    assert [one.fields["whole"] for one in deeds] == [0, 0, 1]
    assert deeds[0].actor == "resident"


def test_the_second_demand_makes_the_second_slip(clerk: Actor) -> None:
    case_id = make.case_in(S.AWAITING_SUPPLEMENT, clerk)
    first = _slip(case_id, clerk, K.SUPPLEMENT)
    assert as_text(first) == as_text(_slip(case_id, clerk, K.SUPPLEMENT)), "made again the same"
    assert as_pdf(first) == as_pdf(first)
    make.supplemented(case_id)
    make.do("ask_supplement", case_id, clerk, ["租房合同"], None, "才知道是租房")
    second = _slip(case_id, clerk, K.SUPPLEMENT)
    assert second.number.endswith("-补2")
    assert "租房合同" in as_text(second)


def test_a_no_to_added_schemes_has_a_paper_while_the_case_goes_on(clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    for scheme, reason in (("housing_assistance", "不是危房"), ("medical_assistance", "没有自付")):
        make.do("add_item", case_id, clerk, scheme, (), "请看")
        no = (scheme, Result.REFUSED, reason, make.ARTICLE)
        make.do("settle_item", case_id, clerk, *no)
    assert K.ITEM_REFUSAL in kinds_for_resident(case_id)
    text = as_text(_slip(case_id, clerk, K.ITEM_REFUSAL))
    for words in (
        "住房救助",
        "不是危房",
        "医疗救助",
        "没有自付",
        make.ARTICLE,
        "行政复议",
        "不受影响",
        "签收人",
    ):
        assert words in text


@pytest.mark.parametrize("kind", ["refusal", "nothing", ""])
def test_what_never_happened_makes_no_slip(clerk: Actor, kind: str) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    with pytest.raises(SlipNotMade), transaction():
        slip_for_staff(case_id, clerk, kind)
    with pytest.raises(SlipNotMade), transaction():
        slip_for_resident(case_id, kind)


def test_who_has_a_rare_name_gets_the_paper_with_a_box_to_fill_in(clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk, summary={"name": "王𤭢", "phone": ""})
    slip = _slip(case_id, clerk, K.ACCEPTANCE)
    printed = _words_of(as_pdf(slip))
    assert "王□：" in printed
    assert "请用笔补上：U+24B62" in printed
    assert "王𤭢" in as_text(slip)
    assert "□" not in _words_of(as_pdf(_slip(make.case_in(S.ACCEPTED, clerk), clerk, K.ACCEPTANCE)))


def test_a_long_reason_begins_on_the_page_where_it_is_announced(clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("decline", case_id, clerk, "每月租金超过了当地标准；" * 80, make.ARTICLE)
    first = _words_of(as_pdf(_slip(case_id, clerk, K.DECLINE)), page=0)
    assert "理由" in first
    assert first.count("每月租金") > 5


def _words_of(pdf: bytes, page: int = 0) -> str:
    document = pypdfium2.PdfDocument(pdf)
    words: str = document[page].get_textpage().get_text_range()
    return words
