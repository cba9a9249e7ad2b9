"""Places are called what people call them."""

from __future__ import annotations

import pytest

from backend.regions.names import short_place


@pytest.mark.parametrize(
    ("official", "everyday"),
    [
        ("寺上村民委员会", "寺上村"),
        ("城北赵庄社区居民委员会", "城北赵庄社区"),
        ("某某居民委员会", "某某"),
        ("蟒川镇", "蟒川镇"),
        ("村民委员会", "村民委员会"),
    ],
)
def test_short_place(official: str, everyday: str) -> None:
    assert short_place(official) == everyday
