"""Procedures, screening rules and told lines, broken in one place each."""

from __future__ import annotations

from tests.content.breaking import (
    POINT,
    SCREEN,
    STEPS,
    TOLD,
    UNKNOWN,
    Broken,
    every_rule,
    line_of,
    rule,
    steps,
    two,
)
from tests.content.conftest import SOURCE

STEP = "- {id: visit, name: 入户"

PROCEDURES_AND_RULES = {
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
}
