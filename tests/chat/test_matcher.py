from __future__ import annotations

import pytest

from backend.chat.matcher import Matcher
from backend.chat.understanding import Choice, Context

LIVING = "minimum_living_allowance"


@pytest.mark.parametrize(
    ("said", "scheme", "facet"),
    [
        ("低保要带什么材料", LIVING, "materials"),
        ("你好，低保去哪儿办？", LIVING, "where"),
        ("弟保咋申请", LIVING, "procedure"),
        ("最低生活保障標準是多少", LIVING, "amount"),
        ("低保户的孩子上大学有补助吗", "education_assistance", "eligibility"),
        ("低保边缘户能报大病救助不", "medical_assistance", "eligibility"),
        ("村干部的亲戚开着车还吃低保", LIVING, "report_fraud"),
        ("dibao zenme shenqing", LIVING, "procedure"),
    ],
)
def test_scheme_and_facet(matcher: Matcher, said: str, scheme: str, facet: str) -> None:
    got = matcher.understand(said)
    assert (got.kind, got.scheme, got.facet) == ("policy", scheme, facet)


@pytest.mark.parametrize(
    "said", ["当地保障怎么样", "工地保安招人吗", "土地保护", "公积金怎么提取", "明天天气怎么样"]
)
def test_common_words_are_never_bent_into_a_scheme(matcher: Matcher, said: str) -> None:
    got = matcher.understand(said)
    assert (got.kind, got.scheme) == ("out_of_scope", None)


@pytest.mark.parametrize(
    ("said", "domain"),
    [
        ("院里的护理员骂老人，往哪儿反映养老院", "care_homes"),
        ("咱村的自来水浑得不能喝", "utilities"),
        ("娃转到县里念书要学籍证明不", "schooling"),
        ("种三十亩麦子国家补多少", "farming"),
    ],
)
def test_what_is_not_ours_is_sent_to_the_right_office(
    matcher: Matcher, said: str, domain: str
) -> None:
    got = matcher.understand(said)
    assert (got.kind, got.topic) == ("out_of_scope", domain)


@pytest.mark.parametrize("said", ["我在青山县", "俺是马家湾村的", "我家住在红旗街道"])
def test_a_place_we_do_not_know_is_told_so(matcher: Matcher, said: str) -> None:
    got = matcher.understand(said)
    assert (got.kind, got.topic) == ("smalltalk", "a_place")


def test_no_office_is_named_when_none_is_likely(matcher: Matcher) -> None:
    got = matcher.understand("绿皮本子盖章找哪个")
    assert (got.kind, got.topic) == ("out_of_scope", None)


def test_words_that_sound_alike_are_heard(matcher: Matcher) -> None:
    assert matcher.understand("高龄金铁咋领").scheme == "elderly_allowance"


@pytest.mark.parametrize(
    ("said", "facet"),
    [("那要什么材料", "materials"), ("多久能批", "time_limit"), ("那去哪办", "where")],
)
def test_a_follow_up_inherits_the_scheme(matcher: Matcher, said: str, facet: str) -> None:
    got = matcher.understand(said, Context(scheme=LIVING, facet="eligibility"))
    assert (got.scheme, got.facet, got.is_follow_up) == (LIVING, facet, True)


def test_a_new_subject_ends_the_old_one(matcher: Matcher) -> None:
    before = Context(scheme=LIVING, facet="eligibility")
    assert matcher.understand("那公租房呢", before).scheme == "housing_assistance"
    assert matcher.understand("那公积金怎么取", before).kind == "out_of_scope"


@pytest.mark.parametrize("said", ["2", "第二个", "选2", "临时救助：怎么办", "二"])
def test_a_number_or_a_label_picks_a_choice(matcher: Matcher, said: str) -> None:
    offered = (
        Choice("医疗救助：怎么办", "医疗救助怎么申请", "medical_assistance", "procedure"),
        Choice("临时救助：怎么办", "临时救助怎么申请", "temporary_assistance", "procedure"),
    )
    got = matcher.understand(said, Context(offered=offered))
    assert (got.scheme, got.facet) == ("temporary_assistance", "procedure")


@pytest.mark.parametrize(
    ("said", "talk"),
    [("你好", "greeting"), ("你真没用", "upset"), ("你会做什么呀", "what_can_you_do")],
)
def test_a_phrase_of_small_talk_says_more_than_a_pattern(
    matcher: Matcher, said: str, talk: str
) -> None:
    got = matcher.understand(said)
    assert (got.kind, got.topic) == ("smalltalk", talk)


def test_a_bare_situation_is_asked_back(matcher: Matcher) -> None:
    got = matcher.understand("没工作")
    assert got.kind == "clarify"
    assert got.alternatives[0].why


def test_the_same_question_gives_the_same_reading(matcher: Matcher) -> None:
    assert matcher.understand("低保怎么办") == matcher.understand("低保怎么办")


def test_what_spoke_is_told(matcher: Matcher) -> None:
    got = matcher.understand("低保要什么材料")
    assert ("低保", f"scheme:{LIVING}") in {(one.term, one.speaks_for) for one in got.matched}


@pytest.mark.parametrize("said", ["", "。", "？？？", "1", "a" * 500, "低" * 500, "\u200b", "😀😀"])
def test_nothing_a_resident_can_type_breaks_it(matcher: Matcher, said: str) -> None:
    assert matcher.understand(said).kind
