"""Every rule of `content check` about `policy_texts/`: broken alone, it tells file, line, what and what to do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from backend.content.findings import ContentError, Finding
from tests.content.breaking import (
    EARLY,
    NUMBERS,
    POINT,
    SCREEN,
    STEPS,
    TEXT,
    TOLD,
    WHERE,
    Broken,
    every_rule,
    figures,
    highest_law_last,
    line_of,
    of,
    other,
    registered_again,
    rule,
    said_by,
    steps,
    text,
    two,
    two_truths,
    value,
)
from tests.content.conftest import BODY, NOTICE, SOURCE, ContentFolder

BACKEND = Path(__file__).resolve().parents[2] / "backend" / "content"
RULES = ("check_coverage", "check_figures", "check_points", "check_prose", "check_rules")
RULES += ("check_sources", "loader")
UNKNOWN = "在 figures/ 里加上，或改正名字"
OLD = (value(30, "2021-01-01", "2026-11-24"), value(20, "2026-11-24"))
TYPED = "写进 figures/，这里用 {{…}} 引用"
STEP = "- {id: visit, name: 入户"

BREAKS = {
    "unknown document": Broken(
        text(sources=of(SOURCE, title="无名法")),
        TEXT,
        None,
        "依据《无名法》没有登记",
        "在 documents.yaml 登记",
    ),
    "another number": Broken(
        text(sources=of(SOURCE, number="甲")),
        TEXT,
        None,
        "文号“甲”和登记的不同",
        "改成 示范令〔2020〕1号",
    ),
    "before its day": Broken(
        text(effective_from="2019-01-01"),
        TEXT,
        None,
        "2020-01-01 才施行，这里却从 2019-01-01 起用",
        "把开始日期改到 2020-01-01 或以后，以前的另写一份旧版",
    ),
    "after its end": Broken(
        text(sources=f"[{NOTICE}]"), TEXT, None, "只用到 2030-12-31", "写上 until: 2030-12-31"
    ),
    "no such article": Broken(
        text(sources=of(SOURCE, article="第三十条")),
        TEXT,
        None,
        "只有20条，没有第三十条",
        "核对条号，或改正 documents.yaml 里的条数",
    ),
    "article in digits": Broken(
        text(sources=of(SOURCE, article="第10条")),
        TEXT,
        None,
        "条号“第10条”写法不对",
        "写成 第十八条",
    ),
    "article where none are": Broken(
        text(sources=f"[{NOTICE.replace('关于发放的部分', '第一条')}]", until="2030-12-31"),
        TEXT,
        None,
        "没有条号，却写了“第一条”",
        "改成“关于……的部分”",
    ),
    "weaker source first": Broken(
        highest_law_last, TEXT, None, "社会救助法没有排在依据的第一位", "把社会救助法那条挪到最前面"
    ),
    "checked long ago": Broken(
        text(checked_on="2025-11-01"),
        TEXT,
        None,
        "2025-11-01 核过以后已满一年",
        "再核一遍，改 checked_on",
    ),
    "source of a figure": Broken(
        figures(value(3, "2019-01-01")),
        NUMBERS,
        "id: general.whole",
        "general.whole 的依据《救助法》2020-01-01 才施行",
        "把开始日期改到",
    ),
    "source of a step": Broken(
        steps(
            f"limit: general.whole, sources: [{SOURCE}]",
            f"limit: general.whole, sources: {of(SOURCE, number='甲')}",
        ),
        STEPS,
        None,
        "环节 visit 的依据《救助法》的文号“甲”",
        "改成 示范令",
    ),
    "source of a paper": Broken(
        steps(sources=of(SOURCE, number="甲")[1:-1]),
        STEPS,
        None,
        "材料 id_card 的依据《救助法》的文号“甲”",
        "改成 示范令",
    ),
    "source of a screening rule": Broken(
        lambda one: every_rule(
            one, more=rule("general", source=SOURCE.replace("第十条", "第三十条"))
        ),
        SCREEN,
        "scheme: general",
        "筛查 general 的《救助法》只有20条",
        "核对条号，或改正 documents.yaml 里的条数",
    ),
    "source of a told line": Broken(
        line_of(TOLD, sources=of(SOURCE, article="第三十条")),
        TOLD,
        "id: old",
        "old 的《救助法》只有20条",
        "核对条号，或改正 documents.yaml 里的条数",
    ),
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
    "a limit unknown": Broken(
        steps(limit="general.nothing"), STEPS, None, "没有叫 general.nothing 的数字", UNKNOWN
    ),
    "a limit that is no time": Broken(
        lambda one: (one.procedure(), one.figure(unit="fen")),
        STEPS,
        None,
        "期限 general.whole 的单位是 fen，不是时间",
        "期限的 unit 用 workdays、days、months、years 或 hours",
    ),
    "no papers": Broken(
        steps(
            f'materials:\n  - {{id: id_card, name: 身份证, when: "if:proxy", sources: [{SOURCE}]}}',
            "materials: []",
        ),
        STEPS,
        None,
        "没有写要什么材料",
        "至少写身份证明",
    ),
    "a step twice": Broken(
        steps(
            "stages:\n",
            f"stages:\n  {STEP}, who: township, starts: accepted, limit: null, sources: [{SOURCE}]}}\n",
        ),
        STEPS,
        None,
        "环节 visit 写了两遍",
        "改其中一个的 id",
    ),
    "two rules of one need": Broken(
        lambda one: every_rule(one, more=rule("vagrant_relief", "2022-01-01")),
        SCREEN,
        "2022-01-01",
        "vagrant_relief 的 aged 有两条规则日子重叠",
        "给旧的写上 until，或者删掉一条",
    ),
    "no rule": Broken(
        lambda one: every_rule(one, but="vagrant_relief"),
        SCREEN,
        None,
        "“流浪乞讨人员救助”在 2026-11-24 没有一条筛查规则",
        "补一条，或看看 effective_from 和 until",
    ),
    "compared with nothing": Broken(
        line_of(TOLD, figure="general.nothing"),
        TOLD,
        "id: old",
        "没有叫 general.nothing 的数字",
        UNKNOWN,
    ),
    "compared with days": Broken(
        line_of(TOLD, figure="general.whole"),
        TOLD,
        "id: old",
        "old 拿 general.whole 来比，单位却是 workdays",
        "年纪用 age",
    ),
    "a dead word": Broken(
        line_of(POINT, words="[有车, 小轿车]"),
        POINT,
        "id: old",
        "old 的“小轿车”，twins 里没有一句用到",
        "在 twins 里加一句这样问的话",
    ),
    "a long point": Broken(
        line_of(POINT, says="一句话" * 21),
        POINT,
        "id: old",
        "old 有63个字，先说的这一句要短",
        "压到60个字以内，只答问到的那一点",
    ),
    "a word of two points": Broken(
        two, "told/b.yaml", "id: again", "again 的“有车”已经写在 old 里", "一个说法只留一处"
    ),
    "a stray file": Broken(
        lambda one: one.write("general/where.markdown", "正文\n"),
        "general/where.markdown",
        None,
        "这个文件放在这里不会被读到",
        "挪到该放的目录",
    ),
    "a figure in another's file": Broken(
        figures(more=other("甲", name="common.a")),
        NUMBERS,
        "id: common.a",
        "数字 common.a 放错了文件",
        "编号写成 general.名字，或者挪到 common.yaml",
    ),
    "a figure twice": Broken(
        figures(more=other("甲", name="general.whole")),
        NUMBERS,
        "id: general.whole",
        "数字“general.whole”登记了两次",
        "留一处，删掉另一处",
    ),
    "a document twice": Broken(
        registered_again,
        "documents.yaml",
        "title: 示范救助法",
        "文件“示范救助法”登记了两次",
        "留一处，删掉另一处",
    ),
    "a procedure misnamed": Broken(
        steps("procedure: general", "procedure: other"),
        STEPS,
        None,
        "文件名和 procedure 不一致",
        "文件名改成 other.yaml",
    ),
    "no such scheme": Broken(
        lambda one: one.text("pensions/where.md"),
        "pensions/where.md",
        None,
        "没有“pensions”这个救助项目",
        "目录名用项目编号",
    ),
    "no such side": Broken(
        lambda one: one.text("general/price.md"),
        "general/price.md",
        None,
        "没有“price”这一面",
        "文件名只能是：",
    ),
    "another day in the name": Broken(
        lambda one: one.text("general/where@2020-01-01.md"),
        "general/where@2020-01-01.md",
        None,
        "2020-01-01 和文件开头写的不一致",
        "@ 后面写 effective_from 的日期",
    ),
    "a place not in the name": Broken(
        lambda one: one.text(WHERE, place='"410482000000"'),
        WHERE,
        None,
        "这是一个地方的文本，文件名里没有区划代码",
        "文件名写成 where@410482000000.md",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_told_with_file_line_and_what_to_do(
    folder: ContentFolder, name: str
) -> None:
    case = BREAKS[name]
    case.by(folder)
    try:
        found = [one for one in folder.findings() if one.file.exists()]
    except ContentError as fault:
        found = list(fault.findings)
    (finding,) = found
    assert finding.file == folder.root / case.file
    assert case.message in finding.message
    assert case.todo in finding.todo
    lines = finding.file.read_text(encoding="utf-8").splitlines()
    assert (case.line or "") in lines[finding.line - 1]
    assert case.line or finding.line == 1


def test_what_is_missing_is_told_by_the_file_to_write(folder: ContentFolder) -> None:
    missing = {one.file.relative_to(folder.root): one for one in folder.findings()}
    finding = missing[Path("general/appeal.md")]
    assert (finding.line, finding.message) == (1, "缺“社会救助总说”的“不服怎么办”")
    assert finding.todo == "写这个文件；已有的看看 effective_from、until 和 place"
    assert "办事指南缺少标准（民办函〔2019〕52号）" in missing[Path("general/amount.md")].message


def test_no_rule_is_without_its_breach() -> None:
    told = "\n".join(f"{one.message} {one.todo}" for one in BREAKS.values())
    for name in RULES:
        tree = ast.parse((BACKEND / f"{name}.py").read_text(encoding="utf-8"))
        for said in said_by(tree):
            head = said.strip("，。；：“”{} ")[:6]
            assert head in told or head.startswith("写这个文件"), (name, said)


def test_a_warning_says_so_and_fails_nothing() -> None:
    finding = Finding(Path("a.md"), 3, "旧了", "再核一遍", is_warning=True)
    assert str(finding) == "a.md:3 提醒：旧了。再核一遍。"
