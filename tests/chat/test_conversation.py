"""Conversations through the service: numbers, follow-ups, places told, and the replay from the log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from backend.chat.services import Chat, ChatAnswer
from backend.chat.verdicts import only_of
from backend.content.words import Words
from backend.extensions import db
from tests.factories.county import make_county

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture
def chat(app: Flask) -> Chat:
    make_county()
    service: Chat = app.extensions["chat"]
    return service


def ask(chat: Chat, text: str, last: ChatAnswer | None = None, place: str = "") -> ChatAnswer:
    return chat.answer_question(
        text,
        channel="api",
        conversation_id=last.conversation_id if last else None,
        place=place or None,
        now=NOW,
    )


def test_a_situation_is_ranked_and_numbers_lead_on(chat: Chat) -> None:
    first = ask(chat, "得了大病钱花光了")
    assert "\n1. 医疗救助：" in first.reply["text"]
    assert "\n2. 临时救助：" in first.reply["text"]
    assert first.citations
    second = ask(chat, "第二个", first)
    assert second.intent["scheme"] == "temporary_assistance"
    third = ask(chat, "1", second)  # the list is still the one on offer
    assert third.intent["scheme"] == "medical_assistance"
    wrong = ask(chat, "9", third)
    assert "只有" in wrong.reply["text"]
    assert "1. 医疗救助" in wrong.reply["text"]


def test_a_number_out_of_the_blue_and_words_nobody_knows_are_met_kindly(chat: Chat) -> None:
    assert ask(chat, "2").reply["text"].startswith("现在没有可以选的")
    unknown = ask(chat, "鲸鱼咕噜咕噜补给站在哪").reply["text"]
    assert "有危险先打110" in unknown
    assert "找人工" in unknown


def test_a_follow_up_about_the_same_thing_is_short(chat: Chat) -> None:
    whole = ask(chat, "低保要什么材料")
    again = ask(chat, "那要什么材料呢", whole)
    assert again.intent["facet"] == "materials"
    assert again.reply["text"].startswith("刚才说过：")
    assert len(again.reply["text"]) < len(whole.reply["text"]) * 2 / 3
    other = ask(chat, "那多少钱", again)
    assert other.intent["facet"] == "amount"
    assert whole.reply["text"] not in other.reply["text"]


@pytest.mark.parametrize("more", ["孙女九岁", "去年还有的", "就是上回说的那个"])
def test_who_only_tells_more_is_kept_to_the_matter(chat: Chat, more: str) -> None:
    before = ask(chat, "孤儿补贴什么人能领")
    told = ask(chat, more, before)
    assert told.intent["kind"] == "clarify"
    assert told.intent["scheme"] == "child_support"
    picked = ask(chat, "2", told)
    assert picked.intent["scheme"] == "child_support"
    assert picked.intent["kind"] == "policy"
    assert ask(chat, "今天天气咋样", told).intent["kind"] == "out_of_scope"
    assert ask(chat, "谢谢", told).intent["kind"] == "smalltalk"


@pytest.mark.parametrize(
    "standing",
    [
        "家里不是低保",
        "我家没吃低保",
        "俺爹吃着五保",
        "老伴已经办了低保",
        "他是低保户",
        "我们都没有低保",
    ],
)
def test_telling_what_one_has_is_no_change_of_the_matter(chat: Chat, standing: str) -> None:
    first = ask(chat, "教育救助要什么材料")
    told = ask(chat, standing, first)
    assert (told.intent["scheme"], told.intent["kind"]) == ("education_assistance", "clarify")
    asked = ask(chat, "家里不是低保能办低保吗", first)
    assert asked.intent["scheme"] == "minimum_living_allowance"


def test_every_word_of_standing_is_needed_by_somebody(words: Words) -> None:
    standing = words.normalising.standing
    for word in standing:
        others = only_of(tuple(one for one in standing if one != word))
        assert [one for one in STANDINGS if not others.fullmatch(one.replace("低保", " "))], word
    assert all(only_of(tuple(standing)).fullmatch(one.replace("低保", " ")) for one in STANDINGS)


STANDINGS = (
    "我吃低保", "俺不吃低保", "咱也有低保", "他领着低保", "她吃着低保", "家里是低保户", "他们都没低保",
    "爹还有低保", "爸有低保", "妈上过低保", "娘没办低保", "老人已经有低保", "老伴现在有低保",
    "孩子是低保家庭", "家是低保", "他是低保人员", "有低保的", "有低保了", "现在有低保",
)  # fmt: skip


@pytest.mark.parametrize("hurdle", ["我在外地 回不去", "我走不开", "手机上不会弄", "路太远"])
def test_who_cannot_come_is_told_who_may_do_it(chat: Chat, hurdle: str) -> None:
    first = ask(chat, "低保去哪办")
    assert ask(chat, hurdle, first).intent["facet"] == "proxy"


@pytest.mark.parametrize("told", ["我失业了", "我爹瘫了", "我家很穷", "俺家五口人"])
def test_who_only_tells_how_things_are_is_offered_what_may_help(chat: Chat, told: str) -> None:
    first = ask(chat, told)
    assert first.reply["text"].startswith("听到了。")
    assert "\n1. 社会救助：什么人可以申请" in first.reply["text"]
    second = ask(chat, "1", first)
    assert (second.intent["scheme"], second.intent["facet"]) == ("general", "eligibility")


def test_a_side_of_nothing_is_asked_back(chat: Chat) -> None:
    asked = ask(chat, "要什么材料")
    assert asked.intent["kind"] == "clarify"
    picked = [ask(chat, str(number), asked) for number in (1, 2, 3)]
    assert {one.intent["facet"] for one in picked} == {"materials"}
    assert len({one.intent["scheme"] for one in picked}) == len(picked)


def test_a_place_named_in_the_question_gives_its_figures(chat: Chat) -> None:
    anywhere = ask(chat, "低保一个月多少钱")
    assert "说一声您在哪个乡镇" in anywhere.reply["text"]
    here = ask(chat, "我在蟒川镇", anywhere)
    assert here.intent["facet"] == "amount"
    assert "上面是汝州市的数。" in here.reply["text"]
    later = ask(chat, "低保去哪里办", here)  # the conversation keeps the place
    assert "您的窗口：蟒川镇" in later.reply["text"]
    assert ask(chat, "低保一个月多少钱，我在蟒川镇").reply["text"] == here.reply["text"]


def test_a_place_alone_gives_its_window(chat: Chat) -> None:
    for said in ("我是蟒川镇寺上村的", "汝州蟒川镇寺上村"):
        text = ask(chat, said).reply["text"]
        assert text.startswith("记下了，您在汝州市蟒川镇寺上")
        assert "电话：" in text


def test_the_same_question_day_and_place_give_the_same_bytes_and_replay(chat: Chat) -> None:
    for question in ("低保一个月多少钱，我在蟒川镇", "得了大病钱花光了", "我不想活了", "你好"):
        one, other = ask(chat, question), ask(chat, question)
        assert one.reply == other.reply
        for _ in range(2):  # once from what waits to be written, once from the table
            db.session.rollback()  # every request reads afresh
            told = chat.explain(one.message_id)
            assert told is not None
            assert told["said"] == one.reply["text"] == told["reply"]["text"]
            assert told["same_today"]
            chat.memory.log.flush()


def test_a_reply_given_under_other_words_is_shown_as_it_was(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ask(chat, "低保要什么材料")
    chat.memory.log.flush()
    changed = chat.library.render(
        chat.library.text("minimum_living_allowance", "materials", NOW.date()), NOW.date()
    )
    monkeypatch.setattr(
        type(chat.library), "render", lambda *_: changed.__class__(**_with_body(changed))
    )
    told = chat.explain(given.message_id)
    assert told is not None
    assert told["said"] == given.reply["text"]
    assert not told["same_today"]


def _with_body(shown: object) -> dict[str, object]:
    values = {name: getattr(shown, name) for name in shown.__slots__}  # type: ignore[attr-defined]
    return values | {"body": "换了一种说法。"}
