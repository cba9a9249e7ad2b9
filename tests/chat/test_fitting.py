"""Learning the weights: the same phrases give the same table, and no right answer is punished."""

from __future__ import annotations

from backend.chat.fitting import NOT, fit

CLASSES = ["甲", "乙", "丙"]
PHRASES = [{"钱", "多"}, {"钱", "少"}, {"房", "多"}, {"房", "少"}]


def weigh(weights, *features: str) -> dict[str, int]:
    found = [weights.table.get(one, {}) for one in (*features, "@always")]
    return {name: sum(own.get(name, 0) for own in found) for name in CLASSES}


def test_features_come_to_speak_for_the_classes_they_were_seen_with() -> None:
    weights = fit(PHRASES, [["甲"], ["甲"], ["乙"], ["乙"]], CLASSES)
    assert weigh(weights, "钱")["甲"] > weigh(weights, "钱")["乙"] > weigh(weights, "钱")["丙"]
    assert weigh(weights, "房")["乙"] > weigh(weights, "房")["甲"]
    again = fit(PHRASES, [["甲"], ["甲"], ["乙"], ["乙"]], CLASSES)
    assert again.table == weights.table


def test_what_would_be_right_too_is_not_pushed_away() -> None:
    alone = fit(PHRASES, [["甲"], ["甲"], ["乙"], ["乙"]], CLASSES)
    shared = fit(PHRASES, [["甲", "丙"], ["甲", "丙"], ["乙"], ["乙"]], CLASSES)
    assert weigh(shared, "钱")["丙"] > weigh(alone, "钱")["丙"]
    assert weigh(shared, "钱")["甲"] >= weigh(shared, "钱")["丙"]
    assert weigh(shared, "房")["丙"] < weigh(shared, "房")["乙"]


def test_a_near_miss_speaks_against_one_class_only() -> None:
    weights = fit(PHRASES, [["甲"], ["甲"], [NOT + "甲"], [NOT + "甲"]], CLASSES)
    assert weigh(weights, "房")["甲"] < weigh(weights, "房")["乙"]
    assert weigh(weights, "房")["乙"] == weigh(weights, "房")["丙"]
