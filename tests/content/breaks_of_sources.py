"""What a text, a figure, a step or a rule rests on, broken in one place each."""

from __future__ import annotations

from tests.content.breaking import (
    NUMBERS,
    SCREEN,
    STEPS,
    TEXT,
    TOLD,
    Broken,
    every_rule,
    figures,
    highest_law_last,
    line_of,
    of,
    rule,
    steps,
    text,
    value,
)
from tests.content.conftest import NOTICE, SOURCE

SOURCES = {
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
}
