"""One precise point asked, and the sentence that answers it first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from backend.chat.matcher import Matcher
from backend.chat.points import point_asked, points_of
from backend.chat.replies import Reply, compose_reply
from backend.chat.surroundings import Surroundings
from backend.chat.understanding import Context
from backend.content.library import Library
from backend.content.loader import load_content
from backend.content.names import Scheme
from backend.content.told_lines import SAID, ToldLine
from backend.content.words import Words

DAY, HERE, NATION = date(2026, 11, 24), "410482101000", "000000000000"
POINTS = [
    line
    for line in load_content(Path(__file__).resolve().parents[2] / "policy_texts").told
    if line.when == SAID
]


Ask = Callable[..., Reply]


@pytest.fixture(scope="module")
def ask(matcher: Matcher, library: Library, words: Words) -> Ask:
    def reply_to(question: str, place: str = NATION, before: Context | None = None) -> Reply:
        context = before or Context()
        got = matcher.understand(question, context)
        return compose_reply(got, library, words, DAY, place, Surroundings(None, before=context))

    return reply_to


def point(question: str, matcher: Matcher, library: Library, words: Words) -> str | None:
    got = matcher.understand(question)
    if got.kind != "policy" or got.scheme is None or got.facet is None:
        return None
    line = point_asked(got.normalised, library, words, got.scheme, got.facet, DAY)
    return line.id if line else None


@pytest.mark.parametrize("line", POINTS, ids=lambda line: line.id)
def test_each_twin_speaks_for_its_sentence(
    line: ToldLine, matcher: Matcher, library: Library, words: Words
) -> None:
    """Whatever side of one of its schemes is taken to be asked, no other point of it wins."""
    for twin in line.twins:
        said = matcher.read(twin).text
        won = [
            {(found := point_asked(said, library, words, scheme, one, DAY)) and found.id
             for one in line.facets}
            for scheme in line.schemes
        ]  # fmt: skip
        assert {line.id} in won, (twin, won)


def test_the_twins_get_their_sentences_through_the_matcher(
    matcher: Matcher, library: Library, words: Words
) -> None:
    """Every point is reached; of all its questions two in a hundred may go elsewhere, so that
    learning the weights again does not ask for new words here."""
    reached = {
        (line.id, twin): point(twin, matcher, library, words) == line.id
        for line in POINTS
        for twin in line.twins
    }
    missed = [one for one, is_reached in reached.items() if not is_reached]
    assert len(missed) <= len(reached) / 50, missed
    assert {line.id for line in POINTS} == {id_ for (id_, _), got in reached.items() if got}


@pytest.mark.parametrize(
    "question",
    [
        "没有车没有房能吃低保吗", "我出了车祸没钱治能吃低保吗", "我没有退休金也没有养老金能吃低保吗",
        "没有存款能申请低保不", "邻居开着小车还吃低保怎么举报", "低保一个月发多少钱", "低保怎么申请",
        "办低保要什么材料", "低保的钱打到微信上吗", "低保去哪里办", "他户口没迁能吃低保吗",
        "低保户死了有丧葬费吗", "离婚证丢了办低保行不行", "低保孩子能出国留学吗",
        "特困供养是什么", "五保一个月多少钱", "侄子能继承五保户的东西吗", "五保护理费好几个月没给",
        "临时救助是什么", "临时救助怎么申请", "临时救助给多少钱", "医疗救助怎么申请",
        "医疗救助要什么材料", "低保户住院怎么免押金", "助学贷款合同丢了怎么办", "助学金什么时候发",
        "公租房怎么申请", "有小产权房能申请公租房吗", "租房补贴去哪办", "公租房要什么材料",
        "残疾人两项补贴是什么", "不是低保的残疾人有护理补贴吗", "孤儿补贴一个月多少钱",
        "妈妈改嫁后的收入算不算", "留守儿童是什么意思", "救助站在哪里", "冬春救助要什么证件",
        "高龄津贴多少岁开始领", "边缘户怎么申请", "困难职工怎么申请", "零就业家庭要什么证明",
    ],
)  # fmt: skip
def test_near_questions_get_no_sentence(
    question: str, matcher: Matcher, library: Library, words: Words
) -> None:
    assert point(question, matcher, library, words) is None


@pytest.mark.parametrize(
    "question",
    [
        "有車能不能吃低保",
        "有车能不能吃低保？？？",
        "那个 有车能不能吃低保呀",
        "名下有　车能吃低保不",
    ],
)
def test_a_point_is_found_however_it_is_typed(
    question: str, matcher: Matcher, library: Library, words: Words
) -> None:
    assert point(question, matcher, library, words) == "car"


def test_the_point_stands_first_with_its_source(ask: Ask) -> None:
    reply = ask("低保金法院能不能扣")
    assert reply.text.startswith("法院执行，要给您和家里人留够过日子的钱")
    assert "《民事诉讼法》第二百五十四条" in reply.text.splitlines()[-1]
    assert "中华人民共和国民事诉讼法" in {one["document"] for one in reply.citations}
    assert ask("低保金法院能不能扣") == reply


def test_a_point_comes_before_what_was_told(ask: Ask) -> None:
    reply = ask("我爹82岁，户口迁走了高龄津贴还有吗", HERE)
    assert reply.text.startswith("户口迁走了，到新户口那边问")
    assert "82岁，到了" not in reply.text


def test_a_follow_up_is_answered_on_the_point_not_repeated(ask: Ask) -> None:
    before = Context(scheme="minimum_living_allowance", facet="verification")
    assert ask("那有车呢", before=before).text.startswith("不是有车就一句话定")
    assert ask("那查什么呢", before=before).text.startswith("刚才说过：")


def test_the_longest_wins_and_days_are_kept(library: Library, words: Words) -> None:
    text, pair = "医保断了再交要等待期多久", ("medical_assistance", "time_limit")
    found = point_asked(text, library, words, *pair, DAY)
    assert found
    assert found.id == "waiting"
    assert point_asked(text, library, words, *pair, date(2026, 6, 30)) is None


def test_words_are_compiled_once(library: Library, words: Words) -> None:
    assert points_of(library, words) is points_of(library, words)


def test_points_are_many_and_of_every_scheme() -> None:
    assert {scheme for line in POINTS for scheme in line.schemes} == set(Scheme)
    assert len(POINTS) > 120
