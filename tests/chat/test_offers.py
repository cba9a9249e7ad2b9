"""What is offered beside an answer."""

from __future__ import annotations

from pathlib import Path

from backend.chat.matcher import Matcher
from backend.chat.offers import MOST_CHOICES, one_for_each_scheme, ways_of_situation
from backend.chat.understanding import Candidate
from backend.content.twin_files import SITUATION, phrases, unlearnt
from backend.content.words import Words

ROOT = Path(__file__).resolve().parents[2]
TWINS = ROOT / "tests" / "intents"
WHO_OR_HOW = {"eligibility", "overview", "procedure"}


def test_every_way_of_a_situation_leads_to_who_may_ask_or_how(
    matcher: Matcher, words: Words
) -> None:
    told = [one.text for one in unlearnt(TWINS) if one.topic.startswith(SITUATION)]
    told += [one.text for one in phrases(TWINS) if one.topic.startswith(SITUATION)]
    offered = 0
    for text in told:
        got = matcher.understand(text)
        ways = ways_of_situation(got, words)
        offered += bool(ways)
        assert {one.facet for one in ways} <= WHO_OR_HOW, text
        assert not ways or (ways[0].scheme, ways[0].facet) == (got.scheme, got.facet), text
    assert offered > len(told) / 10


def test_no_choice_is_offered_twice(words: Words) -> None:
    one = Candidate("housing_assistance", "eligibility", 0.4, "房子漏了，可以问住房救助")
    same = Candidate("housing_assistance", "amount", 0.3, "房子漏了，可以问住房救助")
    other = Candidate("general", "where", 0.2)
    apart = one_for_each_scheme([one, same, other], words)
    assert [(choice.scheme, choice.facet) for choice in apart] == [
        ("housing_assistance", "eligibility"),
        ("general", "where"),
    ]
    alone = one_for_each_scheme([one, same], words)
    assert len({choice.label for choice in alone}) == len(alone) == MOST_CHOICES
