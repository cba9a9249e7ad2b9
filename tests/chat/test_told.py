"""What a resident told in passing, and the sentence it gets."""

from __future__ import annotations

from datetime import date

import pytest

from backend.chat.matcher import Matcher
from backend.chat.replies import compose_reply
from backend.chat.told import number_said, read_told
from backend.content.library import Library
from backend.content.words import Words

DAY, HERE, NATION = date(2026, 11, 24), "410482101000", "000000000000"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("800", 800), ("1.5万", 15_000), ("八百", 800), ("两千三", 2300), ("一千零五十", 1050),
        ("十五", 15), ("二十", 20), ("三万八", 38_000), ("一百二", 120),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_say_them(said: str, number: float) -> None:
    assert number_said(said) == number


def test_income_a_head_needs_earning_by_the_month() -> None:
    told = read_told("我家一个月就挣八百块钱三口人")
    assert (told.people, told.income_fen, told.share_fen) == (3, 80_000, 26_666)
    assert read_told("三口人一个月就挣八百，能吃低保吗").share_fen == 26_666
    assert read_told("一个月挣八百三口人").share_fen == 26_666
    assert read_told("一个月药费八百块，三口人").income_fen is None
    assert read_told("一个月来一次，三口人靠打工").income_fen is None
    assert read_told("工资八百块").share_fen is None


def test_ages_and_for_whom_it_is() -> None:
    assert read_told("我爹82了有没有高龄补贴").age == 82
    assert read_told("老人85岁，孩子6岁").age is None  # whose age is meant cannot be told
    assert read_told("给我娘办低保").kin == "娘"
    assert read_told("我娘办低保").kin is None


@pytest.mark.parametrize(
    ("question", "place", "first"),
    [
        ("我爹82岁有高龄津贴吗", HERE, "82岁，到了国家鼓励各地发津贴的年纪（80周岁起）"),
        ("71岁能领高龄津贴吗", HERE, "71岁。国家鼓励从80周岁起发"),
        ("一个月挣800元三口人能吃低保吗", HERE, "3口人一个月800元，平均每人267元。当地农村低保"),
        ("一个月挣1800元三口人能吃低保吗", HERE, "3口人一个月1800元，平均每人600元。当地城市低保"),
        ("一个月收入9000元三口人能申请低保吗", HERE, "3口人一个月9000元，平均每人3000元，比当地标准高"),
        ("一个月挣800元三口人能吃低保吗", NATION, "3口人一个月800元，平均每人267元，拿这个数"),
        ("替俺娘办低保要什么材料", HERE, "替娘办可以"),
    ],
)  # fmt: skip
def test_what_was_told_is_answered_first(
    matcher: Matcher, library: Library, words: Words, question: str, place: str, first: str
) -> None:
    reply = compose_reply(matcher.understand(question), library, words, DAY, place)
    assert reply.text.startswith(first), reply.text
    assert all(one["effective_from"] <= DAY.isoformat() for one in reply.citations)


def test_no_told_sentence_decides(library: Library) -> None:
    for line in library.told:
        assert "符合" not in line.says
        assert "不能" not in line.says.replace("能不能", "")
