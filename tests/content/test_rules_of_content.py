"""Screening rules and told sentences: refused with file and line when they cannot hold."""

from __future__ import annotations

from datetime import date

import pytest

from backend.content.files import ContentError
from tests.content.conftest import NOTICE, SOURCE, ContentFolder

RULE = (
    "  - {{scheme: {scheme}, needs: [{needs}], likelihood: {likelihood}, reason: 说得通。, "
    "effective_from: {since}, until: {until}, checked_on: 2026-11-01, sources: [{source}]}}\n"
)


def rule(**changes: str) -> str:
    values = {
        "scheme": "temporary_assistance", "needs": "sudden_event", "likelihood": "likely",
        "since": "2021-01-01", "until": "", "source": SOURCE,
    } | changes  # fmt: skip
    return RULE.format(**values)


def screening(folder: ContentFolder, *rules: str) -> None:
    folder.write("screening.yaml", "rules:\n" + "".join(rules))


def told(folder: ContentFolder, file: str = "told.yaml", **changes: str) -> None:
    values = {
        "id": "old", "schemes": "[elderly_allowance]", "facets": "[amount]", "when": "age_at_least",
        "figure": "general.whole", "says": '"{age}岁，可以去问。"', "effective_from": "2021-01-01",
        "checked_on": "2026-11-01", "sources": f"[{SOURCE}]",
    } | changes  # fmt: skip
    lines = "\n    ".join(f"{key}: {value}" for key, value in values.items() if value)
    folder.write(file, f"lines:\n  - {lines}\n")


def asked(folder: ContentFolder, **changes: str) -> None:
    values = {"figure": "", "when": "said", "facets": "", "says": "不是有车就不行。"}
    point = {"words": "[有车]", "twins": "[有车能申请吗, 家里有车呢]"}
    told(folder, "told/car.yaml", **(values | point | changes))


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (rule(needs="riches"), "不在可选之列"),
        (rule(likelihood="no"), "只能写：'likely' or 'possible'"),
        (rule(needs="aged, aged"), "写了两遍"),
        (rule(until="2020-01-01"), "until 早于"),
        (rule().replace("reason: 说得通。, ", ""), "缺少项目“rules 第1条 reason”"),
    ],
)
def test_a_faulty_rule_is_refused(folder: ContentFolder, planted: str, said: str) -> None:
    screening(folder, planted)
    with pytest.raises(ContentError) as caught:
        folder.load()
    assert said in str(caught.value)
    assert "screening.yaml" in str(caught.value)


def test_rules_rest_on_articles_in_force_and_stand_once(folder: ContentFolder) -> None:
    screening(folder, rule(), rule(since="2022-01-01"), rule(needs="aged", source=NOTICE))
    said = folder.said()
    assert "有两条规则日子重叠" in said
    assert "只用到 2030-12-31" in said
    assert "没有一条筛查规则" in said
    assert "第 3 行" in said or "3" in said


def test_a_rule_holds_on_its_days_and_in_its_places(folder: ContentFolder) -> None:
    old, new = rule(until="2026-06-30"), rule(since="2026-07-01")
    local = rule(needs="aged").replace("effective_from", 'place: "410482000000", effective_from')
    screening(folder, old, new, local)
    library = folder.load()
    assert [one.effective_from.year for one in library.screening_rules(date(2026, 6, 30))] == [2021]
    assert len(library.screening_rules(date(2026, 7, 1))) == 1
    assert len(library.screening_rules(date(2026, 7, 1), "410482106000")) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"figure": ""}, "比大小的要写 figure"),
        ({"says": '"{share}元"'}, "只能用：age"),
        ({"when": "kin"}, "比大小的要写 figure"),
    ],
)
def test_a_faulty_told_sentence_is_refused(
    folder: ContentFolder, changes: dict[str, str], said: str
) -> None:
    told(folder, **changes)
    with pytest.raises(ContentError) as caught:
        folder.load()
    assert said in str(caught.value)


def test_a_told_number_is_compared_with_its_like_and_numbers_are_figures(
    folder: ContentFolder,
) -> None:
    told(folder)
    assert "单位却是 workdays" in folder.said()
    told(folder, figure="general.nothing")
    assert "没有叫 general.nothing 的数字" in folder.said()
    told(folder, says='"{age}岁，满80就能问。"')
    assert "正文里直接写了数字" in folder.said()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": ""}, "要写 words 或 patterns"),
        ({"twins": "[有车能申请吗]"}, "要写 twins，至少2句"),
        ({"schemes": "[lottery]"}, "told/car.yaml"),
        ({"facets": "[colour]"}, "不在可选之列"),
        ({"patterns": "[有.*车]"}, "这条写法不能用"),
        ({"says": '"{age}岁也行。"'}, "的 says 里只能用"),
        ({"when": "kin", "facets": "[amount]"}, "别的不写"),
    ],
)
def test_a_faulty_point_is_refused(
    folder: ContentFolder, changes: dict[str, str], said: str
) -> None:
    asked(folder, **changes)
    with pytest.raises(ContentError) as caught:
        folder.load()
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": "[有车, 小轿车]"}, "“小轿车”，twins 里没有一句用到"),
        ({"patterns": "['有.{0,3}汽车']"}, "“有.{0,3}汽车”，twins 里没有一句用到"),
        ({"says": "一句话" * 21}, "先说的这一句要短"),
        ({"says": "先打12345问。"}, "直接写了数字"),
        ({"sources": "[{document: 没有的法, number: 无, article: 第一条}]"}, "没有登记"),
    ],
)
def test_a_point_with_dead_or_long_words_is_reported(
    folder: ContentFolder, changes: dict[str, str], said: str
) -> None:
    asked(folder)
    assert "old" not in folder.said()
    asked(folder, **changes)
    assert said in folder.said()


def test_a_word_of_two_points_is_reported(folder: ContentFolder) -> None:
    asked(folder)
    lines = folder.root.joinpath("told/car.yaml").read_text(encoding="utf-8")
    folder.write("told/cart.yaml", lines.replace("id: old", "id: cart"))
    assert "cart 的“有车”已经写在 old 里" in folder.said()
