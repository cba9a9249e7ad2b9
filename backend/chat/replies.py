"""One clear winner: answer; two close: ask which; none: say so and offer a person."""

from __future__ import annotations

from datetime import date

from backend.chat.cards import (
    OURS,
    PERSON,
    courtesy_reply,
    emergency_reply,
    outside_reply,
    service_reply,
    warning_line,
)
from backend.chat.reply_parts import Link, Reply, Suggestion
from backend.chat.understanding import Candidate, Choice, Understanding
from backend.content.library import Library
from backend.content.models import PolicyText
from backend.content.names import Facet
from backend.content.words import Words

__all__ = ["Reply", "compose_reply"]

LENGTH = 300
LOCALLY = "各地做法有不同，请以当地窗口答复为准。"
NOTHING_HELD = "这一项的政策我这里还没有现成的说法。"
_MOST_CHOICES, _MOST_SUGGESTIONS = 3, 3
_FAINT = 0.1
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


def compose_reply(
    got: Understanding, library: Library, words: Words, on: date, place: str
) -> Reply:
    """Give the reply to an understood question for a day and a place (12 digits).

    A policy reply carries at least one citation in force on `on`; where no text is held for the
    facet, the scheme's overview answers and says so.
    """
    if got.kind == "emergency":
        return emergency_reply(got, library, words, on, place)
    if got.kind == "service":
        return service_reply(got, library, words, on, place)
    if got.kind == "smalltalk":
        return courtesy_reply(got, words)
    if got.kind == "clarify":
        return _which(got, words)
    if got.kind == "out_of_scope" or got.scheme is None or got.facet is None:
        return outside_reply(got, library, words, on, place)
    return _answer(got, got.scheme, got.facet, library, words, on, place)


def _answer(
    got: Understanding,
    scheme: str,
    facet: str,
    library: Library,
    words: Words,
    on: date,
    place: str,
) -> Reply:
    text, is_nearest = _nearest(scheme, facet, library, on, place)
    if text is None:
        return Reply(f"{NOTHING_HELD}\n{OURS}\n{PERSON}")
    shown = library.render(text, on, place)
    lines = [shown.body, shown.next_step]
    if is_nearest:
        lines.insert(0, f"“{words.facets[facet].title}”这一点还没有现成的说法，先说{shown.title}。")
    if got.warns:
        lines.insert(0, warning_line(got.warns, library, words, on, place))
    if shown.check_locally:
        lines.append(LOCALLY)
    lines.append(shown.source_line)
    choices = _also(got, words, room=LENGTH - sum(map(len, lines)))
    if choices:
        lines.insert(-1, _numbered("也可以看看，回复数字：", choices))
    return Reply(
        "\n".join(line for line in lines if line),
        links=(
            Link(f"{words.schemes[scheme].short}全部说明", f"/schemes/{scheme}"),
            Link("登记预申请", f"/apply/{scheme}"),
        ),
        citations=tuple(library.citations(text)),
        suggestions=_suggestions(scheme, facet, library, words, on, place),
        choices=tuple(choices),
    )


def _nearest(
    scheme: str, facet: str, library: Library, on: date, place: str
) -> tuple[PolicyText | None, bool]:
    """Give the text for the pair, else the overview, else any; and whether it is only near."""
    exact = library.text(scheme, facet, on, place)
    if exact:
        return exact, False
    for other in ("overview", "procedure", "eligibility", *Facet):
        text = library.text(scheme, other, on, place)
        if text:
            return text, True
    return None, True


def _also(got: Understanding, words: Words, room: int) -> list[Choice]:
    """Give other schemes a situation leads to, as many as the room (characters) allows."""
    if got.topic is None or got.is_follow_up:
        return []
    others = [
        one for one in got.alternatives if one.scheme != got.scheme and one.confidence > _FAINT
    ]
    fitting = 0 if room < 40 else 1 if room < 70 else _MOST_CHOICES - 1
    return [_choice(one, words) for one in others[:fitting]]


def _which(got: Understanding, words: Words) -> Reply:
    """Ask which of two or three was meant; a number is answer enough."""
    options = [Candidate(got.scheme, got.facet, 1.0)] if got.scheme and got.facet else []
    choices = [
        _choice(one, words) for one in (*options, *got.alternatives) if one.confidence > _FAINT
    ][:_MOST_CHOICES]
    text = _numbered("您想问的是哪一样？回复数字就行：", choices)
    return Reply(
        f"{text}\n{PERSON}",
        suggestions=tuple(Suggestion(one.label, one.text) for one in choices),
        choices=tuple(choices),
    )


def _choice(one: Candidate, words: Words) -> Choice:
    scheme, facet = words.schemes[one.scheme], words.facets[one.facet]
    return Choice(
        f"{scheme.short}：{one.why or facet.title}",
        facet.ask.format(scheme=scheme.short), one.scheme, one.facet,
    )  # fmt: skip


def _numbered(lead: str, choices: list[Choice]) -> str:
    return "\n".join([lead, *(f"{n}. {one.label}" for n, one in enumerate(choices, 1))])


def _suggestions(
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
