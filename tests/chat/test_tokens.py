from __future__ import annotations

from backend.chat.tokens import inner_edges


def test_edges_of_tokens() -> None:
    assert inner_edges(["当地", "保障"]) == {0, 2, 4}
