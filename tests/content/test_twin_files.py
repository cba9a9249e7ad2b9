"""Test phrases as a colleague writes them: plain, or with further answers that are right too."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.content.files import ContentError
from backend.content.twin_files import DANGER, OUTSIDE, SERVICE, TALK, TwinPhrase, phrases


def read(folder: Path, name: str, content: str) -> list[TwinPhrase]:
    (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return list(phrases(folder))


def test_a_phrase_stands_plain_or_with_what_would_be_right_too(tmp_path: Path) -> None:
    plain, shared = read(
        tmp_path,
        "child_support",
        "said:\n  amount:\n    - 孤儿一月多少钱\n"
        "    - {text: 孩子没人养能领多少, also: [temporary_assistance/amount, general, outside]}\n",
    )
    assert plain == TwinPhrase("孤儿一月多少钱", "child_support", "amount")
    assert shared.also == (("temporary_assistance", "amount"), ("general", None), (OUTSIDE, None))
    assert shared.takes("child_support", "amount")
    assert shared.takes("temporary_assistance", "amount")
    assert not shared.takes("temporary_assistance", "where")
    assert shared.takes("temporary_assistance")
    assert shared.takes("general", "where")
    assert shared.takes(OUTSIDE)
    assert not plain.takes("general")


def test_the_name_of_a_group_says_what_its_phrases_are_about(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "where",
        "hits: [{text: 甲, facet: where, also: [general/where]}]\nmisses: [{text: 乙}]\n"
        "sides: {general: [丙]}\noutside: {work: [丁]}\ntalk: {thanks: [戊]}\n"
        "services: {person: [己]}\nnow: {fire: [庚]}\nmentioned: {general: [辛]}\n"
        "outside_mentioned: [{text: 壬, also: [disaster_relief]}]\ntold: [癸]\n",
    )
    assert [(one.text, one.topic, one.facet, one.is_miss) for one in found] == [
        ("甲", "where", "where", False),
        ("乙", "where", None, True),
        ("癸", DANGER, None, True),
        ("丙", "general", "where", False),
        ("丁", OUTSIDE, None, False),
        ("戊", TALK, None, False),
        ("己", SERVICE + "person", None, False),
        ("庚", DANGER + "fire", None, False),
        ("辛", "general", None, False),
        ("壬", OUTSIDE, None, False),
    ]
    assert found[-1].also == (("disaster_relief", None),)
    assert {one.text: one.domain for one in found if one.domain} == {"丁": "work"}


@pytest.mark.parametrize(
    "answer", ["nothing", "general/nothing", "outside/amount", "general/", "/amount"]
)
def test_an_answer_that_is_none_is_told_with_its_line(tmp_path: Path, answer: str) -> None:
    with pytest.raises(ContentError) as caught:
        read(
            tmp_path,
            "general",
            f"said:\n  where:\n    - 甲\n    - {{text: 乙, also: [{answer}]}}\n",
        )
    (finding,) = caught.value.findings
    assert finding.line == 4
    assert f"写的“{answer}”不是一个答案" in finding.message
    assert "temporary_assistance/amount" in finding.todo
