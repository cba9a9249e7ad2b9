from __future__ import annotations

import json

import pytest

from backend.chat.evaluate import Report, evaluate, labelled
from backend.chat.holding_out import count
from backend.chat.understanding import Candidate, Understanding
from backend.content.twin_files import DANGER, OUTSIDE, TwinPhrase

LINES = [
    {"id": "q1", "text": "甲", "kind": "policy", "scheme": "a", "facet": "x", "also": [["b", "y"]]},
    {"id": "q2", "text": "乙", "kind": "policy", "scheme": "a", "facet": "x", "also": []},
    {"id": "q3", "text": "丙", "kind": "out_of_scope", "scheme": None, "facet": None, "also": []},
    {"id": "q4", "text": "丁", "kind": "emergency", "scheme": None, "facet": None, "also": []},
]
ANSWERS = {
    "甲": Understanding("policy", "b", "y"),
    "乙": Understanding("policy", "a", "z", alternatives=(Candidate("a", "x", 0.4),)),
    "丙": Understanding("out_of_scope"),
    "丁": Understanding("smalltalk"),
}


def test_shares_and_confusions() -> None:
    report = evaluate(LINES, ANSWERS.__getitem__)
    assert str(report.shares["项目和哪一面"]) == "1/2（50.0%）"
    assert str(report.shares["答复或备选里有"]) == "2/2（100.0%）"
    assert str(report.shares["紧急认出"]) == "0/1（0.0%）"
    assert [one[0] for one in report.wrong] == ["q2", "q4"]
    assert "policy:a/x → policy:a/z：1" in report.printed()
    assert "乙" not in report.printed()
    assert "乙" in report.printed(with_wrong=True)


def row(**changes: object) -> str:
    line = {"id": "q1", "text": "甲", "kind": "policy", "scheme": "a", "facet": "x", "also": []}
    return json.dumps(line | changes, ensure_ascii=False)


def test_halves_go_by_the_number_of_an_id_or_of_the_line() -> None:
    ids = ["q1", "dev-12", "第三句", "x-7b", ""]
    text = "\n".join(["", *(row(id=one) for one in ids)])
    assert [one["id"] for one in labelled(text)] == ids
    assert [one["id"] for one in labelled(text, "odd")] == ["q1", "x-7b"]
    assert [one["id"] for one in labelled(text, "even")] == ["dev-12", "第三句", ""]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("{'id': 1}", "第 2 行读不懂"),
        ('{"id": "q2", "text": "乙"}', "第 2 行缺少 kind、scheme、facet"),
        ("[]", "第 2 行缺少"),
        (row(text=3), "第 2 行的 text 应当是一句话"),
        (row(also=["a/x"]), "第 2 行的 also 应当写成"),
    ],
)
def test_a_broken_line_is_told(broken: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        labelled(f"{row()}\n{broken}\n")


def test_phrases_held_out_are_counted_by_what_is_right_of_them() -> None:
    report = Report()
    both = TwinPhrase("甲", "general", "where", also=(("child_support", None),))
    offered = (Candidate("general", "where", 0.3),)
    count(both, Understanding("policy", "child_support", "amount"), report)
    count(both, Understanding("policy", "general", "amount", alternatives=offered), report)
    count(TwinPhrase("乙", OUTSIDE, None), Understanding("policy", "general", "where"), report)
    danger = TwinPhrase("丙", DANGER + "fire", None)
    count(danger, Understanding("emergency", topic="illness"), report)
    assert {name: str(share)[:3] for name, share in report.shares.items()} == {
        "项目": "2/2", "项目和哪一面": "1/2", "项目对的，哪一面也对": "1/2", "答复或备选里有": "2/2",
        "没有拒答": "2/2", "没有误报紧急": "2/2", "不归我们管认出": "0/1", "紧急认出": "1/1",
    }  # fmt: skip
    assert dict(report.confusions) == {
        ("general/where", "general/amount"): 1,
        (OUTSIDE, "general"): 1,
    }
