"""From a folder to a Library; what the loader itself refuses."""

from __future__ import annotations

import pytest

from backend.content.files import ContentError


def refused(folder) -> str:
    with pytest.raises(ContentError) as caught:
        folder.load()
    return str(caught.value)


def test_a_sound_folder_is_read(folder) -> None:
    folder.procedure()
    library = folder.load()
    assert [text.key for text in library.texts] == ["general/materials"]
    assert library.document("示范通知").short == "示范通知"  # Without a short name: the title.
    assert library.procedures[0].materials[0].condition == "proxy"


def test_faults_of_all_files_come_together(folder) -> None:
    folder.text("general/where.md", zzz="1")
    folder.write("figures/general.yaml", "figures: 1\n")
    said = refused(folder)
    assert "where.md" in said
    assert "general.yaml" in said


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        ("general/price.md", {}, "没有“price”这一面"),
        ("pensions/where.md", {}, "没有“pensions”这个救助项目"),
        ("general/where@2020-01-01.md", {}, "2020-01-01 和文件开头写的不一致"),
        ("general/where.md", {"place": '"410482000000"'}, "文件名里没有区划代码"),
        ("general/where.md", {"until": "2020-12-31"}, "until 早于 effective_from"),
        ("general/where.md", {"sources": "[]"}, "少了内容"),
        ("general/where.md", {"place": "410482"}, "应当是文字"),
    ],
)
def test_texts_the_loader_refuses(folder, name, head, words) -> None:
    folder.text(name, **head)
    assert words in refused(folder)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("value: 3, status: official", "workdays", "没有写 sources"),
        ("value: 三天, status: demo", "workdays", "第1个值应当是数字"),
        ("value: 1.5, status: demo", "workdays", "第1个值应当是整数"),
        ("value: 12345, status: demo", "phone", "第1个值应当是文字"),
        ("value: 3, status: demo, at_most: true, at_least: true", "days", "只留一个"),
        ("value: 3, status: sure", "days", "不在可选之列"),
    ],
)
def test_values_the_loader_refuses(folder, value, unit, words) -> None:
    folder.figure(f'[{{{value}, place: "410482000000", from: 2021-01-01}}]', unit=unit)
    assert words in refused(folder)


def test_a_figure_lives_in_the_file_of_its_name(folder) -> None:
    folder.figure(more="  - {id: common.a, means: 甲, unit: days, unknown: 问, values: []}\n")
    assert "common.a 放错了文件" in refused(folder)


def test_a_figure_and_a_document_are_registered_once(folder) -> None:
    folder.figure(more="  - {id: general.whole, means: 甲, unit: days, unknown: 问, values: []}\n")
    documents = folder.root / "documents.yaml"
    lines = documents.read_text(encoding="utf-8")
    documents.write_text(lines.replace("title: 示范通知", "title: 示范救助法"), encoding="utf-8")
    said = refused(folder)
    assert "“general.whole”登记了两次" in said
    assert "“示范救助法”登记了两次" in said


def test_a_file_nobody_reads_is_reported(folder) -> None:
    folder.write("general/where.markdown", "正文\n")
    folder.write("README.md", "给同事看的说明\n")
    said = refused(folder)
    assert "where.markdown" in said
    assert "README" not in said
