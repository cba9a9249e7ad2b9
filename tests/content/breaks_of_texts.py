"""Prose and the figures it shows, broken in one place each."""

from __future__ import annotations

from tests.content.breaking import (
    EARLY,
    NUMBERS,
    SCREEN,
    TEXT,
    UNKNOWN,
    WHERE,
    Broken,
    every_rule,
    figures,
    other,
    rule,
    text,
    two_truths,
    value,
)
from tests.content.conftest import BODY

OLD = (value(30, "2021-01-01", "2026-11-24"), value(20, "2026-11-24"))
TYPED = "写进 figures/，这里用 {{…}} 引用"

TEXTS = {
    "digits in a body": Broken(
        text(body=f"{BODY}\n要等30天。"), TEXT, "要等30天", "正文里直接写了数字：要等30天", TYPED
    ),
    "counted in words": Broken(
        text(body=f"{BODY}\n要等三十个工作日。"),
        TEXT,
        "要等三十个工作日",
        "正文里直接写了“三十个工作日”",
        TYPED,
    ),
    "unknown figure": Broken(
        text(body=f"{BODY}\n要{{{{general.nothing}}}}。"),
        TEXT,
        "general.nothing",
        "没有叫 general.nothing 的数字",
        UNKNOWN,
    ),
    "braces": Broken(
        text(body=f"{BODY}\n要{{{{general.whole}}。"),
        TEXT,
        "要{{general.whole}。",
        "双花括号没有写对",
        "写成 {{项目.名字}}",
    ),
    "a verdict": Broken(
        text(body=f"{BODY}\n您符合条件。"),
        TEXT,
        "您符合条件",
        "“您符合”像是替人下了结论",
        "改成“可以去申请，由窗口认定”这样的话",
    ),
    "too short": Broken(
        text(body="去问。{{general.whole}}"), TEXT, "去问。", "个字", "至少写40个字，说清结论和去处"
    ),
    "too long": Broken(
        text(body=BODY * 5), TEXT, "可以去申请", "个字，手机上一屏看不完", "压到300个字以内"
    ),
    "one body twice": Broken(
        lambda one: one.text(WHERE),
        WHERE,
        "可以去申请",
        "正文和 general/materials 一字不差",
        "按这个项目、这一面重写",
    ),
    "digits in a rule": Broken(
        lambda one: every_rule(one, more=rule("general").replace("说得通", "满60岁")),
        SCREEN,
        "满60岁",
        "正文里直接写了数字：满60岁",
        TYPED,
    ),
    "two values on a day": Broken(
        figures(*OLD),
        NUMBERS,
        "id: general.whole",
        "general.whole 在 000000000000 有两个值的日子重叠",
        "给旧的写上 until",
    ),
    "demo for a province": Broken(
        figures(value(3, "2021-01-01", place="410000000000", status="demo")),
        NUMBERS,
        "id: general.whole",
        "general.whole 的演示数据写在了 410000000000",
        "演示数据只能写在一个县（区）",
    ),
    "two truths": Broken(
        two_truths,
        NUMBERS,
        "id: general.other",
        "general.whole 是30个工作日，general.other 是20个工作日",
        "核对原文，只留对的",
    ),
    "shown by nobody": Broken(
        figures(more=other("别的期限")),
        NUMBERS,
        "id: general.other",
        "数字 general.other 没有文本或流程用到",
        "用上它；由程序直接使用的可以不管",
    ),
    "one day twice": Broken(
        lambda one: one.text("general/materials@2021-01-01.md", EARLY),
        "general/materials@2021-01-01.md",
        None,
        "和 materials.md 是同一天、同一地方的同一面",
        "留一份，或者改 effective_from",
    ),
}
