from __future__ import annotations

from backend.chat.evaluate import evaluate
from backend.chat.understanding import Candidate, Understanding

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
