from __future__ import annotations

import pytest

from backend.chat.features import HIGHEST, WHOLE, spelled
from backend.chat.weighing import BIAS, Finder, Scale
from backend.content.weight_files import Weights

TABLE = {
    BIAS: {"a": 5},
    "钱": {"a": 40, "b": -10},
    "^钱": {"b": 7},
    "@a>1": {"a": 100},
    "@a>2": {"a": 20, "b": 3},
    "@of:x": {"b": 60},
}
SMALL = Weights(("a", "b"), TABLE)


def test_rows_add_up_to_the_features_spelled_out() -> None:
    finder = Finder([SMALL])
    scale = Scale(SMALL, finder.pieces)
    heard = {"@a": 2, "@of:x": WHOLE, "@unknown": HIGHEST}
    found = finder.find("钱")
    features = {*(finder.pieces[one] for one in found), *spelled(heard), BIAS}
    by_hand = [sum(TABLE.get(one, {}).get(name, 0) for one in features) for name in "ab"]
    assert scale.weigh(found, heard) == by_hand == [165, 60]


def test_chances_make_one_however_far_apart_the_sums() -> None:
    scale = Scale(SMALL, ())
    for sums in ([0, 0], [120, -40], [0, -90_000]):
        chances = scale.chances(sums)
        assert sum(chances) == pytest.approx(1)
        assert scale.likeliest(sums) == (scale.classes[chances.index(max(chances))], max(chances))


def test_a_scheme_is_added_to_sums() -> None:
    scale = Scale(SMALL, ())
    assert (scale.add([1, 2], "x"), scale.add([1, 2], "y")) == ([1, 62], [1, 2])
