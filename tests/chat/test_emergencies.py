from __future__ import annotations

import re
from datetime import date

import pytest

from backend.chat.matcher import Matcher
from backend.chat.replies import compose_reply
from backend.chat.understanding import Understanding
from backend.content.library import Library
from backend.content.words import Words

DAY, PLACE = date(2026, 11, 24), "410482000000"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("厨房着火了", "fire"),
        ("我爸突然昏倒叫不醒", "illness"),
        ("邻居喝农药了", "illness"),
        ("我老公又打我", "violence"),
        ("小时候一直被虐待", "violence"),
        ("有人站在楼顶要跳娄", "suicide_now"),
        ("不会自杀吧", "suicide_now"),
        ("活着真没意思不想活了", "suicide_thought"),
        ("家里断粮了", "hunger"),
        ("被赶出来了没地方睡", "homeless"),
        ("我孙子不见了", "child"),
        ("奶奶走丢了", "elder"),
    ],
)
def test_danger_is_heard_and_the_number_comes_first(
    matcher: Matcher, library: Library, words: Words, said: str, kind: str
) -> None:
    got = matcher.understand(said)
    assert (got.kind, got.topic) == ("emergency", kind)
    reply = compose_reply(got, library, words, DAY, PLACE)
    first = reply.text.splitlines()[0]
    assert any(number in first for number in ("110", "119", "120", "12345", "12356"))
    assert words.emergencies.machine in reply.text
    assert reply.links[0].url.startswith("tel:")


@pytest.mark.parametrize(
    "said",
    [
        "等钱救命 临时救助多久下来", "房子失火后有补助吗", "去年我爸晕倒了能报医疗救助吗",
        "怕着火要注意什么", "农药补贴有没有", "预防自杀的讲座",
    ],
)  # fmt: skip
def test_questions_about_help_are_no_alarm(matcher: Matcher, said: str) -> None:
    assert matcher.understand(said).kind != "emergency"


def test_violence_in_a_question_puts_the_number_before_the_answer(
    matcher: Matcher, library: Library, words: Words
) -> None:
    got = matcher.understand("老公打我，我能申请低保吗")
    assert (got.kind, got.scheme) == ("policy", "minimum_living_allowance")
    reply = compose_reply(got, library, words, DAY, PLACE)
    assert "110" in reply.text.splitlines()[0]
    assert reply.citations


FORBIDDEN = ("协商", "调解", "身份证号", "先填表", "一定给")


def test_no_card_says_what_must_not_be_said(words: Words) -> None:
    for kind in words.emergencies.kinds:
        card = kind.first_line + kind.calm + kind.safety + kind.next
        assert not [word for word in FORBIDDEN if word in card], kind.id
        assert kind.first_line.count("{{hotline.") >= 1


def test_every_card_has_its_parts_in_their_order(library: Library, words: Words) -> None:
    """facts of the field: one number alone first, calm, safety, who cannot call, a person, policy."""
    for kind in words.emergencies.kinds:
        reply = compose_reply(Understanding("emergency", topic=kind.id), library, words, DAY, PLACE)
        lines = reply.text.splitlines()
        number = library.figure(kind.call[0], DAY, PLACE)
        assert lines[0].endswith(number), kind.id
        assert re.findall(r"\d+", lines[0]) == [number]
        assert len(lines[0]) <= 20
        order = [kind.calm, kind.safety, words.emergencies.machine]
        assert [lines.index(one) for one in order] == sorted(lines.index(one) for one in order)
        human = " ".join(lines[lines.index(words.emergencies.machine) + 1 :])
        assert any(word in human for word in ("窗口", "村（社区）", "12345", "救助管理站")), kind.id
        assert next(link.url for link in reply.links).endswith(number)
        assert len(reply.text) <= 300, kind.id
        assert not any(word in reply.text for word in ("身份证号", "先填表", "一定能", "协商"))


def test_what_people_tell_of_their_family_is_seldom_taken_for_danger(matcher: Matcher) -> None:
    """None of these is among the phrases the weights are learnt from, and none has a danger word."""
    told = FAMILY_FACTS.splitlines()
    heard = {text: matcher.understand(text) for text in told}
    alarms = [text for text, got in heard.items() if got.kind == "emergency"]
    warnings = [text for text, got in heard.items() if got.warns]
    assert len(alarms) <= len(told) / 40, alarms
    assert len(warnings) <= len(told) / 20, warnings


FAMILY_FACTS = """\
他六十八了 身体还行
我妈八十了 自己做饭
家里三间瓦房
老二在县城租房
一年收两千斤麦子
我在砖厂干了十年
孩子上三年级
我爹耳朵背
媳妇在超市上班
去年盖的房 还欠着账
他是退伍的
我们分家好几年了
户口在一起 人不在一块住
村里给评的贫困户
她眼睛不好使
我爷爷一个人住老院
有养老金一个月一百三
没有别的收入
俺家五口人
他的腿是去年摔的
养了十来只鸡
儿子还没结婚
闺女在外地念书
我离婚了 带个小孩
他喝酒 不顾家
婆婆跟我们一块过
大儿子不大管
在镇上开个小店
药一天都不能停
医保交着呢
上个月刚出院
我姐嫁到外县了
他以前是民办老师
地给别人种了
住的是土房 下雨漏
我是从外省嫁过来的
没文化 不会弄手机
他脾气不好
电话是我侄子的
明天我让儿子去问问
"""
