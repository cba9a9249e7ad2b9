"""One clear winner: answer; two close: ask which; none: say so and offer a person.

An answer reads: the sentence for the point asked, or for what was told; the text, its figures named
by whose they are; one next step; the source. A situation gets the schemes it leads to, ranked. A
follow-up about the same thing is not told the whole again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.chat.cards import (
    OURS,
    PERSON,
    courtesy_reply,
    emergency_reply,
    outside_reply,
    service_reply,
    starters,
    warning_line,
    window_text,
)
from backend.chat.offers import (
    FAINT,
    also_worth_asking,
    further_sides,
    next_questions,
    numbered,
    one_for_each_scheme,
    ways_of_situation,
)
from backend.chat.points import point_asked
from backend.chat.reply_parts import Link, Reply, Suggestion
from backend.chat.sharpening import told_line, told_sentence
from backend.chat.surroundings import NOWHERE, Surroundings
from backend.chat.understanding import Candidate, Choice, Understanding
from backend.content.library import Library
from backend.content.models import PolicyText
from backend.content.names import Facet
from backend.content.rendering import RenderedText, source_line
from backend.content.told_lines import ToldLine
from backend.content.words import Words

__all__ = ["Reply", "compose_reply"]

LENGTH = 300
LOCALLY = "各地有差别，以当地答复为准。"
SAY_WHERE = "说一声您在哪个乡镇、街道，我按您那里的数说。"
_WHICH = "您想问的是哪一样？回复数字就行："
_LEADS = {
    "of_what": "您问的是哪一项？回复数字，或者说出它的名字：",
    "told": "听到了。想问哪一样，回复数字，或者接着说家里的难处：",
}
NOTHING_OFFERED = "现在没有可以选的。想问什么，直接说，比如“低保怎么申请”。"
NOTHING_HELD = "这一项的政策我这里还没有现成的说法。"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every part of an answer looks at."""

    library: Library
    words: Words
    on: date
    place: str
    around: Surroundings


def compose_reply(
    got: Understanding,
    library: Library,
    words: Words,
    on: date,
    place: str,
    around: Surroundings = NOWHERE,
) -> Reply:
    """Give the reply to an understood question for a day and a place (12 digits).

    A policy reply carries at least one citation in force on `on`; where no text is held for the
    facet, the scheme's overview answers and says so.
    """
    desk = _Desk(library, words, on, place, around)
    if got.kind == "emergency":
        return emergency_reply(got, library, words, on, place)
    if got.kind == "service":
        return service_reply(got, library, words, on, place, around)
    if got.kind == "smalltalk":
        return _which(got, desk) if got.topic == "told" else courtesy_reply(got, words)
    if got.kind == "clarify":
        return _which(got, desk)
    if got.kind == "out_of_scope" or got.scheme is None or got.facet is None:
        return outside_reply(got, library, words, on, place)
    return _answer(got, got.scheme, got.facet, desk)


def _answer(got: Understanding, scheme: str, facet: str, desk: _Desk) -> Reply:
    text, is_nearest = _nearest(scheme, facet, desk)
    if text is None:
        return Reply(f"{NOTHING_HELD}\n{OURS}\n{PERSON}")
    shown = desk.library.render(text, desk.on, desk.place)
    point = point_asked(got.normalised, desk.library, desk.words, scheme, facet, desk.on)
    said = point or told_line(
        got.normalised, desk.library, text.scheme, text.facet, desk.on, desk.place
    )
    first, source = _sentence(said, got, desk), _source_line(text, shown, point, desk)
    ways = ways_of_situation(got, desk.words)
    if ways:
        lines, choices = [first if point else "", *_ranked(shown, ways)], ways
    elif _was_just_told(got, desk):
        lines, choices = _shortly(shown, first if point else ""), []
    else:
        lines = [first, *_in_full(text, shown, desk)]
        if is_nearest:
            title = desk.words.facets[facet].title
            lines.insert(0, f"“{title}”这一点还没有现成的说法，先说{shown.title}。")
        room = LENGTH - sum(map(len, lines)) - len(source)
        choices = also_worth_asking(got, desk.words, room)
        if choices:
            lines.append(numbered("也可以看看，回复数字：", choices))
    lines.insert(0, _number_first(got, desk))
    short = desk.words.schemes[scheme].short
    return Reply(
        "\n".join([*(line for line in lines if line), source]),
        links=(
            Link(f"{short}全部说明", f"/schemes/{scheme}"),
            Link("登记预申请", f"/apply/{scheme}"),
        ),
        citations=tuple(_citations(text, said, desk)),
        suggestions=next_questions(scheme, facet, desk.library, desk.words, desk.on, desk.place),
        choices=tuple(choices),
    )


def _number_first(got: Understanding, desk: _Desk) -> str:
    """Give the number that goes before everything else; empty where no danger is spoken of."""
    if got.warns is None:
        return ""
    return warning_line(got.warns, desk.library, desk.words, desk.on, desk.place)


def _sentence(line: ToldLine | None, got: Understanding, desk: _Desk) -> str:
    if line is None:
        return ""
    return told_sentence(line, got.normalised, desk.library, desk.on, desk.place)


def _in_full(text: PolicyText, shown: RenderedText, desk: _Desk) -> list[str]:
    """Give the lines of a whole answer without its source."""
    where = window_text(desk.around) if text.facet is Facet.WHERE else ""
    return [where, shown.body, *_about_place(shown, desk), f"下一步：{shown.next_step}"]


def _about_place(shown: RenderedText, desk: _Desk) -> list[str]:
    """Say whose figures are shown, or ask for the place where one would help; and send people to
    the local office for the last word where the text asks for that."""
    last_word = [LOCALLY] if shown.check_locally else []
    name = desk.around.name_of(shown.figures_of) if shown.figures_of else ""
    if name:
        return [f"上面是{name}的数。", *last_word]
    if shown.is_known_elsewhere and desk.around.place is None:
        return [SAY_WHERE, *last_word]
    return last_word


def _ranked(shown: RenderedText, ways: list[Choice]) -> list[str]:
    lead = "照您说的，这几样可能帮得上，头一样最对路。想看哪样，回复数字："
    return [numbered(lead, ways), f"下一步：{shown.next_step}"]


def _was_just_told(got: Understanding, desk: _Desk) -> bool:
    before = desk.around.before
    return got.is_follow_up and (before.scheme, before.facet) == (got.scheme, got.facet)


def _shortly(shown: RenderedText, point: str) -> list[str]:
    """Give the point asked, else that of what was told a moment ago, and who can say more."""
    first = shown.body.split("\n", 1)[0].rstrip("：:")
    return [
        point or f"刚才说过：{first}",
        f"下一步：{shown.next_step}",
        "还不清楚的，回复“找人工”。",
    ]


def _citations(text: PolicyText, said: ToldLine | None, desk: _Desk) -> list[dict[str, str]]:
    """Give the sources of the text, and of the sentence said before it."""
    cited = desk.library.citations(text)
    more = desk.library.cite(said.sources, text.key, said.effective_from) if said else []
    return [*cited, *(one for one in more if one not in cited)]


def _source_line(text: PolicyText, shown: RenderedText, point: ToldLine | None, desk: _Desk) -> str:
    """Give the line under the answer; where a point was asked, its source stands first."""
    if point is None:
        return shown.source_line
    rest = [one for one in text.sources if one not in point.sources]
    return source_line((point.sources[0], *rest), desk.library.document)


def _nearest(scheme: str, facet: str, desk: _Desk) -> tuple[PolicyText | None, bool]:
    """Give the text for the pair, else the overview, else any; and whether it is only near."""
    exact = desk.library.text(scheme, facet, desk.on, desk.place)
    if exact:
        return exact, False
    for other in ("overview", "procedure", "eligibility", *Facet):
        text = desk.library.text(scheme, other, desk.on, desk.place)
        if text:
            return text, True
    return None, True


def _which(got: Understanding, desk: _Desk) -> Reply:
    """Ask which of two or three was meant; a number is answer enough. Asked again after a number
    that was not among those offered, the same offer is repeated."""
    if got.topic == "no_such_number":
        choices = list(desk.around.before.offered)
        if not choices:
            return Reply(NOTHING_OFFERED, suggestions=starters(desk.words))
        lead = f"只有 {len(choices)} 样可选，回复 1 到 {len(choices)}："
    elif got.topic == "go_on" and got.scheme:
        choices = further_sides(got.scheme, got.facet, desk.words)
        lead = f"您接着说的还是{desk.words.schemes[got.scheme].short}吧？想知道哪一样，回复数字："
    else:
        options = [Candidate(got.scheme, got.facet, 1.0)] if got.scheme and got.facet else []
        options += got.alternatives
        clear = [one for one in options if one.confidence > FAINT]
        choices = one_for_each_scheme(clear if len(clear) > 1 else options, desk.words)
        lead = _LEADS.get(got.topic or "", _WHICH)
    lines = (_number_first(got, desk), numbered(lead, choices), PERSON)
    return Reply(
        "\n".join(line for line in lines if line),
        suggestions=tuple(Suggestion(one.label, one.text) for one in choices),
        choices=tuple(choices),
    )
