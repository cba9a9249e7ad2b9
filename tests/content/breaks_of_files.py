"""Files in the wrong place or under the wrong name, and things registered twice."""

from __future__ import annotations

from tests.content.breaking import (
    NUMBERS,
    STEPS,
    WHERE,
    Broken,
    figures,
    other,
    registered_again,
    steps,
)

FILES = {
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
