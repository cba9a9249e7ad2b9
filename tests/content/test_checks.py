"""Each rule across files has a folder that breaks it, and only it."""

from __future__ import annotations

from datetime import date

import pytest

from backend.content.names import Facet

COUNTY = "410482000000"
SOURCE = "{document: 示范救助法, number: 示范令〔2020〕1号, article: 第十条}"
LONG = "先去窗口问一问，由窗口认定，带上身份证和户口簿，别的材料到了那里再补也来得及，不着急。"


def value(
    amount: object, place: str = "000000000000", first: str = "2021-01-01", **more: str
) -> str:
    parts = {"status": "official", "sources": f"[{SOURCE}]"} | more
    rest = "".join(f", {key}: {one}" for key, one in parts.items())
    return f'{{value: {amount}, place: "{place}", from: {first}{rest}}}'


def test_a_sound_folder_has_nothing_to_mend(folder) -> None:
    folder.procedure()
    assert folder.said() == ""


# --- sources


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{document: 没有的法, number: 甲, article: 第一条}", "依据《没有的法》没有登记"),
        ("{document: 示范救助法, number: 甲, article: 第十条}", "文号“甲”和登记的不同"),
        (SOURCE.replace("第十条", "第二十一条"), "只有20条，没有第二十一条"),
        (SOURCE.replace("第十条", "第十条、第二十一条"), "只有20条，没有第二十一条"),
        (SOURCE.replace("第十条", "第10条"), "条号“第10条”写法不对"),
        (SOURCE.replace("第十条", "关于某事"), "条号“关于某事”写法不对"),
        (
            "{document: 示范通知, number: 示范发〔2021〕2号, article: 第一条}",
            "没有条号，却写了“第一条”",
        ),
        (
            "{document: 示范通知, number: 示范发〔2021〕2号, article: 关于发放的部分}",
            "只用到 2030-12-31，这里用得更久",
        ),
    ],
)
def test_sources_of_texts_and_of_materials(folder, source, words) -> None:
    folder.text(sources=f"[{source}]")
    folder.procedure(sources=source)
    said = folder.said()
    assert said.count(words) == 2
    assert "材料 id_card 的" in said


def test_a_source_of_a_figure(folder) -> None:
    folder.figure(f"[{value(3, first='2019-01-01')}]")
    assert (
        "general.whole 的依据《救助法》2020-01-01 才施行，这里却从 2019-01-01 起用" in folder.said()
    )


def test_a_source_may_end_with_its_text(folder) -> None:
    notice = "{document: 示范通知, number: 示范发〔2021〕2号, article: 关于发放的部分}"
    folder.text(sources=f"[{notice}]", until="2030-12-31")
    assert folder.said() == ""


def test_the_highest_law_stands_first(folder) -> None:
    documents = folder.root / "documents.yaml"
    lines = documents.read_text(encoding="utf-8")
    law = "中华人民共和国社会救助法"
    documents.write_text(lines.replace("title: 示范救助法", f"title: {law}"), encoding="utf-8")
    source = SOURCE.replace("示范救助法", law)
    notice = "{document: 示范通知, number: 示范发〔2021〕2号, article: 关于发放的部分}"
    folder.text(sources=f"[{notice}, {source}]", until="2030-12-31")
    assert "提醒：社会救助法没有排在依据的第一位" in folder.said()
    folder.text(sources=f"[{source}, {notice}]", until="2030-12-31")
    assert folder.said() == ""


def test_what_was_checked_a_year_ago_is_checked_again(folder) -> None:
    assert folder.said(date(2027, 10, 31)) == ""
    said = folder.said(date(2027, 11, 1))
    assert said.count("2026-11-01 核过以后已满一年") == 3  # One text, two documents.
    assert "错误" not in said


# --- words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (LONG + "要等30天。", "直接写了数字"),
        (LONG + "要等３０天。", "直接写了数字"),
        (LONG + "要等三十个工作日。", "直接写了“三十个工作日”"),
        (LONG + "能领四百元。", "直接写了“四百元”"),
        (LONG + "要{{general.nothing}}。", "没有叫 general.nothing 的数字"),
        (LONG + "要{{General.Whole}}。", "双花括号没有写对"),
        (LONG + "要{{general.whole}。", "双花括号没有写对"),
        (LONG + "您符合条件。", "像是替人下了结论"),
        (LONG + "你家不符合条件。", "像是替人下了结论"),
        (LONG + "这种情况不符合条件。", "像是替人下了结论"),
        ("去窗口问。", "正文只有5个字"),
        (LONG * 8, "一屏看不完"),
    ],
)
def test_words_residents_must_not_read(folder, body, words) -> None:
    folder.text(body=body)
    assert words in folder.said()


@pytest.mark.parametrize(
    "body",
    [
        "如果您符合条件，窗口会告诉您。",
        "不符合条件的，窗口要书面说明理由。",
        "符不符合，由窗口认定。",
        "第一步去窗口，材料一次性告知，两项补贴一起问。",
    ],
)
def test_words_that_are_fine(folder, body) -> None:
    folder.text(body=LONG + body + "办完要{{general.whole}}。")
    assert folder.said() == ""


def test_a_finding_points_at_the_line_of_the_body(folder) -> None:
    path = folder.text(body=f"{LONG}\n- 要等30天\n- 用{{{{general.whole}}}}")
    line = path.read_text(encoding="utf-8").splitlines().index("- 要等30天") + 1
    assert f"materials.md:{line} " in folder.said()


def test_numbers_in_title_and_next_step(folder) -> None:
    folder.text(title="过3天", next="打12345。")
    assert folder.said().count("直接写了数字") == 2


def test_one_body_for_two_questions(folder) -> None:
    folder.text("general/where.md")
    assert "正文和 general/materials 一字不差" in folder.said()


def test_an_older_version_may_have_the_same_body(folder) -> None:
    folder.text("general/materials@2020-01-01.md", effective_from="2020-01-01", until="2020-12-31")
    assert folder.said() == ""


# --- figures


def test_values_that_overlap(folder) -> None:
    old = value(30, until="2026-11-24")
    folder.figure(f"[{old}, {value(20, first='2026-11-24')}]")
    assert "两个值的日子重叠" in folder.said()
    folder.figure(f"[{old}, {value(20, first='2026-11-25')}]")
    assert folder.said() == ""


@pytest.mark.parametrize("place", ["000000000000", "410000000000", "410400000000"])
def test_demo_values_need_a_county(folder, place) -> None:
    folder.figure(f"[{value(3, place, status='demo')}]")
    assert f"演示数据写在了 {place}" in folder.said()
    folder.figure(f"[{value(3, COUNTY, status='demo')}]")
    assert folder.said() == ""


def second(amount: int, **more: str) -> str:
    return (
        "  - id: general.other\n    means: 办完 的期限\n    unit: workdays\n    unknown: 问\n"
        f"    values: [{value(amount, **more)}]\n"
    )


def test_two_figures_with_one_meaning_and_two_values(folder) -> None:
    folder.figure(f"[{value(30)}]", more=second(20))
    assert (
        "同一件事“办完 的期限”，general.whole 是30个工作日，general.other 是20个工作日"
        in folder.said()
    )
    folder.figure(f"[{value(30)}]", more=second(30))
    assert "同一件事" not in folder.said()
    folder.figure(f"[{value(30, until='2026-01-01')}]", more=second(20, first="2026-01-02"))
    assert "同一件事" not in folder.said()


def test_a_figure_nobody_shows_is_a_warning(folder) -> None:
    folder.figure(more=second(20))
    assert "提醒：数字 general.other 没有文本或流程用到" in folder.said()
    folder.procedure(limit="general.other")
    assert folder.said() == ""


# --- what must be there


def test_every_facet_of_every_scheme_needs_a_text(folder) -> None:
    missing = [one for one in folder.findings() if not one.file.exists()]
    of_general = {one.file.stem for one in missing if one.file.parent.name == "general"}
    assert of_general == {facet.value for facet in Facet} - {"materials"}
    assert any("缺少标准（民办函〔2019〕52号）" in one.message for one in missing)
    assert any("缺“社会救助总说”的“不服怎么办”" in one.message for one in missing)


def test_a_text_that_ended_is_missing(folder) -> None:
    folder.text(until="2026-11-23")
    assert any("申请材料" in one.message for one in folder.findings())


def test_two_files_for_one_day(folder) -> None:
    folder.text("general/materials@2021-01-01.md", body=LONG + "再看看。")
    assert "是同一天、同一地方的同一面" in folder.said()


def test_limits_of_procedures_are_figures_that_count_time(folder) -> None:
    folder.procedure(limit="general.nothing")
    assert "没有叫 general.nothing 的数字" in folder.said()
    folder.procedure()
    folder.figure(unit="fen")
    assert "期限 general.whole 的单位是 fen，不是时间" in folder.said()


def test_a_material_stands_once(folder) -> None:
    again = f"- {{id: id_card, name: 身份证, when: always, sources: [{SOURCE}]}}"
    folder.procedure(more=again)
    assert "材料 id_card 写了两遍" in folder.said()


# --- what a place's own procedure may not lose


def _two_places(folder, own: str, more: str = "") -> str:
    """The nation needs a visit before a yes and a no; the county's own text has `own` of it."""
    text = folder.procedure().read_text("utf-8")
    visit = "{id: visit, name: 入户,"
    needed = text.replace(visit, visit + " needed_for: [granted, refused],")
    assert needed != text
    folder.write("procedures/general.yaml", needed)
    county = text.replace("000000000000", COUNTY).replace(visit, visit + own)
    folder.write(
        f"procedures/general@{COUNTY}.yaml", county.replace("materials:", f"{more}materials:")
    )
    return folder.said()


def test_a_county_cannot_lose_a_needed_stage_silently(folder) -> None:
    said = _two_places(folder, "")
    assert "visit" in said
    assert "needed_for: [granted, refused]" in said
    assert f"general@{COUNTY}.yaml:1 错误" in said
    assert said.count("错误") == 1, "that rule and no other"


def test_nor_a_part_of_what_needs_it(folder) -> None:
    said = _two_places(folder, " needed_for: [granted],")
    assert "needed_for: [refused]" in said
    assert _two_places(folder, " needed_for: [granted, refused],") == ""


def test_it_may_lose_it_saying_why_and_by_what(folder) -> None:
    why = "not_needed: [{stage: visit, why: 省里规定免, sources: [" + SOURCE + "]}]\n"
    assert _two_places(folder, "", why) == ""
    assert "没有登记" in _two_places(folder, "", why.replace("示范救助法", "没有的法"))
    wrong = _two_places(folder, " needed_for: [granted, refused],", why.replace("visit", "survey"))
    assert "not_needed 写了 survey" in wrong


def test_what_the_nation_begins_to_need_later_counts_too(folder) -> None:
    """The county's text was whole when it was written; a newer national one asks for more."""
    text = folder.procedure().read_text("utf-8")
    visit = "{id: visit, name: 入户,"
    folder.write("procedures/general.yaml", text.replace("until:", "until: 2026-06-30"))
    later = text.replace(visit, visit + " needed_for: [refused],").replace(
        "2021-01-01", "2026-07-01"
    )
    folder.write("procedures/general@2026.yaml", later)
    folder.write(f"procedures/general@{COUNTY}.yaml", text.replace("000000000000", COUNTY))
    assert "needed_for: [refused]" in folder.said()
