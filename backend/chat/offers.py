"""What is offered beside an answer: numbered ways of a situation, choices, next questions. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backend.chat.reply_parts import Suggestion
from backend.chat.understanding import Candidate, Choice, Understanding
from backend.content.library import Library
from backend.content.words import Words

FAINT = 0.1
MOST_CHOICES = 3
_MOST_WAYS, _MOST_SUGGESTIONS = 4, 3
_FIRST = "您说的先看这一样"
_OPEN_FACETS = frozenset({"eligibility", "overview", "procedure"})
_NEXT = {
    "overview": ("eligibility", "amount", "procedure"),
    "eligibility": ("materials", "procedure", "amount"),
    "amount": ("eligibility", "payment", "procedure"),
    "materials": ("where", "time_limit", "proxy"),
    "procedure": ("materials", "time_limit", "where"),
    "where": ("materials", "procedure", "proxy"),
    "time_limit": ("progress", "appeal", "payment"),
    "payment": ("review", "amount", "appeal"),
    "progress": ("time_limit", "appeal", "where"),
    "review": ("appeal", "eligibility", "verification"),
    "appeal": ("eligibility", "report_fraud", "where"),
    "report_fraud": ("appeal", "eligibility", "review"),
    "proxy": ("materials", "where", "procedure"),
    "verification": ("eligibility", "materials", "appeal"),
    "interaction": ("eligibility", "amount", "procedure"),
}


def ways_of_situation(got: Understanding, words: Words) -> list[Choice]:
    """Give the schemes a told situation leads to, the likeliest first, each with one line of why.

    Empty when a scheme was named, when one certain side of it was asked, or when only one leads on:
    then the answer itself is what is wanted.
    """
    if got.topic is None or got.is_follow_up:
        return []
    if got.facet not in _OPEN_FACETS or _names_a_scheme(got):
        return []
    situation = next((one for one in words.situations if one.id == got.topic), None)
    if situation is None or got.scheme is None:
        return []
    whys = {lead.scheme: lead.why for lead in situation.leads_to}
    others = [one for one in got.alternatives if one.why and one.confidence > FAINT]
    whys |= {one.scheme: one.why for one in others if one.scheme not in whys}
    ranked = dict.fromkeys([got.scheme, *whys])
    open_sides = [one for one in got.alternatives if one.facet in _OPEN_FACETS]
    sides = {one.scheme: one.facet for one in reversed(open_sides)} | {got.scheme: got.facet}
    whys.setdefault(got.scheme, _FIRST)
    ways = [
        choice(Candidate(one, sides.get(one, got.facet), 1.0, whys.get(one, "")), words)
        for one in ranked
    ]
    return ways[:_MOST_WAYS] if len(ways) > 1 else []


def _names_a_scheme(got: Understanding) -> bool:
    return any(
        hit.entry.family == "pair"
        or (hit.entry.family == "scheme" and hit.entry.grade != "situations")
        for hit in got.spoke
    )


def also_worth_asking(got: Understanding, words: Words, room: int) -> list[Choice]:
    """Give other schemes beside an answer, as many as the room (characters) allows."""
    if got.topic is None or got.is_follow_up:
        return []
    others = {
        one.scheme: one
        for one in reversed(got.alternatives)
        if one.scheme != got.scheme and one.why
    }
    fitting = 0 if room < 40 else 1 if room < 70 else MOST_CHOICES - 1
    return [choice(one, words) for one in [*reversed(others.values())][:fitting]]


def choice(one: Candidate, words: Words) -> Choice:
    """Give a numbered choice: the scheme, and why or which side of it."""
    scheme, facet = words.schemes[one.scheme], words.facets[one.facet]
    why = one.why.removesuffix(f"，可以问{scheme.short}") or facet.title
    return Choice(
        f"{scheme.short}：{why}", facet.ask.format(scheme=scheme.short), one.scheme, one.facet
    )


def one_for_each_scheme(options: Sequence[Candidate], words: Words) -> list[Choice]:
    """Give a choice for each scheme; where only one is meant, its side and those asked next."""
    firsts = {one.scheme: one for one in reversed(options)}
    apart = [one for one in options if firsts[one.scheme] is one]
    choices = [choice(one, words) for one in apart]
    if len(apart) == 1:
        choices += further_sides(apart[0].scheme, apart[0].facet, words)
    return choices[:MOST_CHOICES]


def further_sides(scheme: str, facet: str | None, words: Words) -> list[Choice]:
    """Give the sides of a scheme that people ask of next."""
    sides = _NEXT.get(facet or "overview", ())
    return [choice(Candidate(scheme, one, 1.0), words) for one in sides]


def numbered(lead: str, choices: list[Choice]) -> str:
    """Give the lead and the choices, one a line, numbered from 1."""
    return "\n".join([lead, *(f"{n}. {one.label}" for n, one in enumerate(choices, 1))])


def next_questions(
    scheme: str, facet: str, library: Library, words: Words, on: date, place: str
) -> tuple[Suggestion, ...]:
    """Give what people ask next, only where we hold a text."""
    found = [
        Suggestion(words.facets[one].title, words.facets[one].ask.format(scheme=short))
        for one in _NEXT.get(facet, ())
        for short in (words.schemes[scheme].short,)
        if library.text(scheme, one, on, place)
    ]
    return tuple(found[:_MOST_SUGGESTIONS])
