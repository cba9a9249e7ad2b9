"""Places as people say them."""

from __future__ import annotations

import pytest

from backend.regions.spoken import one_named, said_names, short_name, spoken_name

PLACES = [
    ("410482101000", "寄料镇"), ("410482101201", "寄料村民委员会"),
    ("410482102000", "温泉镇"), ("410482102201", "张寨村民委员会"),
    ("410482103000", "小屯镇"), ("410482103201", "张寨村民委员会"),
    ("410482103202", "大张寨村民委员会"), ("410482001001", "城北社区居民委员会"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我在寄料镇", "410482101000"),
        ("寄料村的低保户", "410482101201"),
        ("寄料镇寄料村", "410482101201"),
        ("小屯镇张寨村", "410482103201"),
        ("张寨村", None),  # two townships have one
        ("大张寨村", "410482103202"),  # the longer name hides the shorter
        ("城北社区", "410482001001"),
        ("村里的会计", None),
        ("温泉真好", None),
        ("寄料镇还是温泉镇", None),
    ],
)
def test_the_one_place_named_is_found(text: str, code: str | None) -> None:
    found = one_named(text, said_names(PLACES))
    assert (found.code if found else None) == code


def test_names_lose_their_official_endings() -> None:
    assert spoken_name("寄料村民委员会") == "寄料村"
    assert spoken_name("城北社区居民委员会") == "城北社区"


@pytest.mark.parametrize(
    ("name", "short"),
    [("汝州市", "汝州"), ("河南省", "河南"), ("郏县", "郏县"), ("蟒川镇", "蟒川镇")],
)
def test_a_county_is_called_without_its_ending(name: str, short: str) -> None:
    assert short_name(name) == short
    assert spoken_name("寄料镇") == "寄料镇"
