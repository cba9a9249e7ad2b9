"""What holds for a day and a place, and how it is shown."""

from __future__ import annotations

from datetime import date
from timeit import timeit

import pytest

from backend.content.places import is_county_or_below, lineage

DAY = date(2026, 11, 24)
VILLAGE, COUNTY = "410482106234", "410482000000"
SOURCE = "{document: 示范救助法, number: 示范令〔2020〕1号, article: 第十条}"


def value(amount: object, place: str = "000000000000", more: str = "") -> str:
    return (
        f'{{value: {amount}, place: "{place}", from: 2021-01-01, status: official, '
        f"sources: [{SOURCE}]{more}}}"
    )


def test_a_village_inherits_step_by_step() -> None:
    assert lineage(VILLAGE) == (
        VILLAGE, "410482106000", COUNTY, "410400000000", "410000000000", "000000000000",
    )  # fmt: skip
    assert lineage("000000000000") == ("000000000000",)


@pytest.mark.parametrize("place", ["", "410482", "41048210623x", "４１０４８２０００００0"])
def test_a_place_is_a_12_digit_code(place: str) -> None:
    with pytest.raises(ValueError, match="12-digit"):
        lineage(place)


def test_what_counts_as_a_county() -> None:
    assert is_county_or_below(VILLAGE)
    assert not is_county_or_below("410400000000")


def test_the_most_specific_place_and_the_latest_version_win(folder) -> None:
    folder.text("general/materials.md", effective_from="2026-07-01", title="新的")
    folder.text(
        "general/materials@2021-01-01.md", effective_from="2021-01-01", until="2026-06-30",
        title="旧的",
    )  # fmt: skip
    folder.text(
        f"general/materials@{COUNTY}.md", effective_from="2026-09-01", place=f'"{COUNTY}"',
        title="本县的",
    )  # fmt: skip
    library = folder.load()

    def title(on: date, place: str = VILLAGE) -> str | None:
        text = library.text("general", "materials", on, place)
        return text.title if text else None

    assert title(date(2020, 12, 31)) is None
    assert title(date(2021, 1, 1)) == "旧的"
    assert title(date(2026, 6, 30)) == "旧的"
    assert title(date(2026, 7, 1)) == "新的"
    assert title(date(2026, 8, 31)) == "新的"
    assert title(date(2026, 9, 1)) == "本县的"
    assert title(date(2026, 9, 1), "410403000000") == "新的"
    assert library.text("general", "no_such_facet", DAY) is None


@pytest.mark.parametrize(
    ("unit", "amount", "more", "shown"),
    [
        ("workdays", 30, "", "30个工作日"),
        ("days", 7, ", at_most: true", "不超过7天"),
        ("months", 6, "", "6个月"),
        ("years", 3, "", "3年"),
        ("hours", 24, "", "24小时"),
        ("fen", 40000, "", "400元"),
        ("fen", 79810, "", "798.1元"),
        ("fen", 12345678, "", "123456.78元"),
        ("fen_per_month", 40000, ", at_least: true", "每人每月不低于400元"),
        ("fen_per_year", 500000, "", "每人每年5000元"),
        ("percent", 70, "", "70%"),
        ("times", 1.3, "", "1.3倍"),
        ("times", 2, "", "2倍"),
        ("age", 60, "", "60周岁"),
        ("people", 2, "", "2人"),
        ("count", 10, "", "10"),
        ("phone", '"12345"', "", "12345"),
        ("text", "每年一次", "", "每年一次"),
    ],
)
def test_how_a_figure_reads(folder, unit, amount, more, shown) -> None:
    folder.figure(f"[{value(amount, more=more)}]", unit=unit)
    assert folder.load().figure("general.whole", DAY) == shown


def test_a_demo_value_says_so_and_only_at_its_place(folder) -> None:
    demo = f'{{value: 5, place: "{COUNTY}", from: 2021-01-01, status: demo}}'
    folder.figure(f"[{value(30)}, {demo}]")
    library = folder.load()
    text = library.text("general", "materials", DAY)
    here, elsewhere = (library.render(text, DAY, place) for place in (VILLAGE, "110101000000"))
    assert "5个工作日（演示数据）" in here.body
    assert (here.has_demo, elsewhere.has_demo) == (True, False)
    assert "30个工作日" in elsewhere.body


def test_a_figure_nobody_knows_sends_people_to_the_window(folder) -> None:
    library = folder.load()
    assert library.figure_value("general.whole", DAY) is None
    assert library.figure("general.whole", DAY) == "请问窗口"
    with pytest.raises(KeyError):
        library.figure("general.none", DAY)


def test_an_answer_as_plain_text_with_its_source(folder) -> None:
    notice = "{document: 示范通知, number: 示范发〔2021〕2号, article: 关于发放的部分}"
    folder.figure(f"[{value(30)}]")
    folder.text(
        body="要{{general.whole}}。\n\n- 带身份证\n- 带户口簿", sources=f"[{SOURCE}, {notice}]",
        check_locally="true", next="等{{ general.whole }}。",
    )  # fmt: skip
    library = folder.load()
    text = library.text("general", "materials", DAY)
    shown = library.render(text, DAY)
    assert shown.body == "要30个工作日。\n· 带身份证\n· 带户口簿"
    assert shown.next_step == "等30个工作日。"
    assert shown.source_line == "依据：《救助法》第十条；《示范通知》（关于发放的部分）"
    assert shown.check_locally
    assert library.citations(text)[0] == {
        "document": "示范救助法",
        "number": "示范令〔2020〕1号",
        "article": "第十条",
        "effective_from": "2020-01-01",
        "text": "general/materials",
    }


def test_a_kept_answer_follows_the_day(folder) -> None:
    """Answers are kept per span of days; a value that ends must end in the answers too."""
    old = value(30, more=", until: 2026-11-23")
    folder.figure(f"[{old}, {value(20).replace('2021-01-01', '2026-11-24')}]")
    library = folder.load()
    text = library.text("general", "materials", DAY)
    for _ in range(2):
        assert "30个工作日" in library.render(text, date(2026, 11, 23), VILLAGE).body
        assert "20个工作日" in library.render(text, date(2026, 11, 24), VILLAGE).body
    assert library.render(text, DAY, VILLAGE) is library.render(text, DAY, "110101000000")


def test_what_is_kept_does_not_grow_with_the_places_and_pairs_asked(folder) -> None:
    library = folder.load()
    for number in range(50):
        text = library.text("general", "materials", DAY, f"4104821062{number:02}")
        library.render(text, DAY, f"4104821062{number:02}")
        library.text(f"made_up_{number}", "materials", DAY)
    assert (len(library._found), len(library._rendered)) == (1, 1)


def test_citations_are_safe_to_change(folder) -> None:
    library = folder.load()
    library.citations(library.texts[0])[0]["article"] = "第二十条"
    assert library.citations(library.texts[0])[0]["article"] == "第十条"


def test_procedures_of_a_scheme_on_a_day(folder) -> None:
    folder.procedure()
    library = folder.load()
    assert library.procedure("general", DAY, VILLAGE).stages[0].limit == "general.whole"
    assert library.procedure("general", date(2020, 1, 1)) is None
    assert len(library.procedures_of("general")) == 1
    assert library.procedures_of("general", date(2020, 1, 1)) == []
    assert library.procedures_of("child_support", DAY) == []


def test_an_answer_is_a_look_up(folder) -> None:
    """Chat needs 20 µs; ten times that is allowed here, for a busy machine."""
    library = folder.load()

    def answer() -> None:
        text = library.text("general", "materials", DAY, VILLAGE)
        library.render(text, DAY, VILLAGE)
        library.citations(text)

    answer()
    assert min(timeit(answer, number=100) for _ in range(5)) / 100 < 200e-6
