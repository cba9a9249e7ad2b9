from __future__ import annotations

from datetime import date

import pytest

from backend.chat.matcher import Matcher
from backend.chat.replies import LENGTH, compose_reply
from backend.chat.understanding import Understanding
from backend.content.library import Library
from backend.content.names import Facet, Scheme
from backend.content.words import Words

DAY, PLACE = date(2026, 11, 24), "410482000000"


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("facet", list(Facet))
def test_every_policy_reply_cites_what_is_in_force(
    library: Library, words: Words, scheme: Scheme, facet: Facet
) -> None:
    got = Understanding("policy", scheme.value, facet.value, 0.9)
    reply = compose_reply(got, library, words, DAY, PLACE)
    assert reply.citations
    assert all(one["effective_from"] <= DAY.isoformat() for one in reply.citations)
    assert "依据：《" in reply.text
    assert "{{" not in reply.text
    assert len(reply.suggestions) <= 3


def test_replies_fit_a_messaging_screen(library: Library, words: Words) -> None:
    lengths = [
        len(compose_reply(Understanding("policy", s, f, 0.9), library, words, DAY, PLACE).text)
        for s in Scheme
        for f in Facet
    ]
    assert sum(length <= LENGTH for length in lengths) > 0.6 * len(lengths)
    assert max(lengths) < 500


def test_a_missing_text_is_said_and_the_overview_answers(words: Words, library: Library) -> None:
    class Thin:
        text = staticmethod(
            lambda scheme, facet, on, place: (
                library.text(scheme, facet, on, place) if facet == "overview" else None
            )
        )

        def __getattr__(self, name: str) -> object:
            return getattr(library, name)

    got = Understanding("policy", "minimum_living_allowance", "proxy", 0.9)
    reply = compose_reply(got, Thin(), words, DAY, PLACE)  # type: ignore[arg-type]
    assert "还没有现成的说法" in reply.text
    assert reply.citations


def test_a_situation_offers_numbered_ways(matcher: Matcher, library: Library, words: Words) -> None:
    reply = compose_reply(matcher.understand("没工作"), library, words, DAY, PLACE)
    assert "1. " in reply.text
    assert "2. " in reply.text
    assert reply.choices[0].scheme == "employment_assistance"


def test_what_is_not_ours_is_said_kindly(matcher: Matcher, library: Library, words: Words) -> None:
    reply = compose_reply(matcher.understand("公积金怎么取"), library, words, DAY, PLACE)
    assert "公积金中心" in reply.text
    assert "窗口" in reply.text
    assert not reply.citations


@pytest.mark.parametrize("said", ["你好", "找人工", "帮我查查低保批了没", "我不想活了", "哈哈"])
def test_every_kind_has_a_text_without_holes(
    matcher: Matcher, library: Library, words: Words, said: str
) -> None:
    reply = compose_reply(matcher.understand(said), library, words, DAY, PLACE)
    assert reply.text
    assert "{{" not in reply.text


def test_who_asks_for_people_to_come_hears_the_next_step_too(
    matcher: Matcher, library: Library, words: Words
) -> None:
    got = matcher.understand("村口有个要饭的快冻僵了，麻烦派人来接")
    assert (got.kind, got.scheme, got.facet) == ("service", "vagrant_relief", "proxy")
    reply = compose_reply(got, library, words, DAY, PLACE)
    text = library.text("vagrant_relief", "proxy", DAY, PLACE)
    assert text is not None
    assert library.render(text, DAY, PLACE).next_step in reply.text
    assert reply.citations
    plain = compose_reply(matcher.understand("找人工"), library, words, DAY, PLACE)
    assert "眼下可以" not in plain.text
