"""What leaves the service says that there is news and where to look, and nothing else."""

from __future__ import annotations

import pytest

from backend.notifications.messages import Audience, known_events, message_for

FORBIDDEN = ("低保", "救助金", "元", "不予", "拒", "病", "残", "受理了", "补正", "材料")


@pytest.mark.parametrize("event", sorted(known_events(Audience.RESIDENT)))
def test_residents_learn_only_that_there_is_news(event: str) -> None:
    values = {"number": "YM-7K2P-93", "window_phone": "0375-0000000"}
    message = message_for(event, Audience.RESIDENT, values)
    assert "YM-7K2P-93" in message.text
    assert "有新进展" in message.title
    assert not [word for word in FORBIDDEN if word in message.title + message.text]
    assert len(message.text) <= 120


def test_without_a_number_residents_are_sent_to_the_window() -> None:
    assert "12345" in message_for("case:claimed", Audience.RESIDENT, {}).text


@pytest.mark.parametrize("event", sorted(known_events(Audience.STAFF)))
def test_staff_learn_which_case(event: str) -> None:
    assert "YM-1" in message_for(event, Audience.STAFF, {"number": "YM-1"}).text
    assert "（无编号）" in message_for(event, Audience.STAFF, {}).text


@pytest.mark.parametrize("audience", Audience)
def test_nothing_else_can_enter_a_text(audience: Audience) -> None:
    with pytest.raises(ValueError, match="scheme"):
        message_for("case:opened", audience, {"number": "1", "scheme": "低保"})
    with pytest.raises(KeyError):
        message_for("case:exploded", audience, {})


def test_a_value_is_never_read_as_a_template() -> None:
    text = message_for("case:opened", Audience.RESIDENT, {"number": "$window_phone ${x}"}).text
    assert "$window_phone ${x}" in text
