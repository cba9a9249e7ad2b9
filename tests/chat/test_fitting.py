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


def test_what_is_none_of_a_group_speaks_against_all_of_it_and_for_nothing_else() -> None:
    classes = ["甲", "乙", "险/火", "险/水"]
    labels = [["甲"], ["险/火"], [NOT + "险/"], ["险/水"]]
    weights = fit([{"钱"}, {"烟", "家"}, {"家", "地"}, {"水", "家"}] * 2, labels * 2, classes)
    found = {name: weights.table["地"].get(name, 0) for name in classes}
    assert max(found["险/火"], found["险/水"]) < 0 < max(found["甲"], found["乙"])
    assert found["险/火"] == found["险/水"]
