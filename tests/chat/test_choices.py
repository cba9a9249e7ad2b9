"""Numbers picked from what was offered, as people type and say them."""

from __future__ import annotations

import pytest

from backend.chat.choices import chosen, is_out_of_range
from backend.chat.matcher import Matcher
from backend.chat.understanding import Choice, Context

OFFER = Context(
    offered=(
        Choice("低保：家里没收入", "低保怎么申请", "minimum_living_allowance", "procedure"),
        Choice("临时救助：一时过不去", "临时救助怎么申请", "temporary_assistance", "procedure"),
    )
)


@pytest.mark.parametrize(
    "said",
    ["2", "２", "二", "第二个", "第2个", "选2", "我选第二个", "2号", "两", "2。", "就2吧", "回复2",
     " 2 ", "②", "临时救助：一时过不去", "看第二样"],
)  # fmt: skip
def test_the_second_is_taken(matcher: Matcher, said: str) -> None:
    got = matcher.understand(said, OFFER)
    assert (got.scheme, got.facet) == ("temporary_assistance", "procedure")


@pytest.mark.parametrize("said", ["2个孩子能领吗", "二级残疾", "第二个孩子有补贴吗", "20"])
def test_a_sentence_with_a_number_is_no_choice(said: str) -> None:
    assert chosen(said, OFFER) is None


def test_a_number_beyond_the_offer_is_known_as_such() -> None:
    assert is_out_of_range("3", OFFER)
    assert is_out_of_range("第八个", OFFER)
    assert not is_out_of_range("2", OFFER)
    assert is_out_of_range("8", Context())
    assert not is_out_of_range("8岁", Context())
