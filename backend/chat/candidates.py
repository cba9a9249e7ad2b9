"""What else a question could be about, and whether it is too close to call."""

from __future__ import annotations

from collections.abc import Sequence

from backend.chat.facets import FacetScore
from backend.chat.judging import Judgement
from backend.chat.reading import Reading, facet_of
from backend.chat.understanding import Candidate
from backend.content.word_files import Situation
from backend.content.words import Words

_quick = tuple.__new__  # what Candidate(...) does, without its price: a question has seven
CLOSE = 0.8
_MOST, _OTHERS, _LEADS = 6, 2, 2
_FAINT = 0.1
_USUAL_FACETS = ("eligibility", "procedure", "amount", "overview", "payment")
_USUAL_SCHEMES = ("minimum_living_allowance", "temporary_assistance")
_SHARE = 0.6
_BARE = 6
_FEW = 12
_BESIDE, _OFFERED = 1, 3


def asked_last(reading: Reading) -> Sequence[tuple[str, float]]:
    """For “can I have both” put the scheme named last first: it is the one asked for."""
    named = reading.topics.named
    ranked = reading.judgement.ranked if reading.judgement else reading.ranked
    if len(named) < 2 or not reading.facets or reading.facets[0].facet != "interaction":
        return ranked
    last = max(named, key=lambda scheme: max(hit.start for hit in named[scheme]))
    return sorted(ranked, key=lambda one: (one[0] != last, -one[1]))


def is_too_close(reading: Reading) -> bool:
    """Tell whether to ask back: a bare situation, or two schemes named and nothing asked."""
    if len(reading.ranked) < 2 or reading.asks_something:
        return False
    (_, first), (_, second) = reading.ranked[:2]
    named = reading.topics.named
    if not named and not reading.topics.identities:
        return len(reading.text) <= _BARE and bool(reading.topics.situations)
    return len(named) > 1 and second >= CLOSE * first and len(reading.text) <= _FEW


def is_bare_side(reading: Reading) -> bool:
    """Tell whether a text asks one side and nothing says of what: 一个月多少，要什么材料."""
    topics = reading.topics
    if topics.kept or topics.outside or topics.schemes or not reading.asks_something:
        return False
    said = {at for hit in (*reading.facet_hits, *reading.needs) for at in range(hit.start, hit.end)}
    return len(reading.text) - len(said) <= _BESIDE


def likeliest_schemes(reading: Reading) -> Sequence[str]:
    """Give the schemes to choose from when none was heard."""
    ranked = reading.judgement.ranked if reading.judgement else ()
    found = [scheme for scheme, _ in ranked if scheme != "general"]
    return found[:_OFFERED] or _USUAL_SCHEMES


def alternatives(
    reading: Reading,
    words: Words,
    ranked: Sequence[tuple[str, float]],
    facets: Sequence[FacetScore],
    taken: tuple[str, str],
) -> tuple[Candidate, ...]:
    """Give what else was close: other facets of the scheme, other schemes, best first.

    Room left over goes to what people usually ask of the scheme, faintly.
    """
    scheme, facet = taken
    if reading.judgement:
        return _likeliest(reading, words, reading.judgement, facets, (*taken, ranked[0][1]))
    top = ranked[0][1]
    best = facets[0].score if facets else 1.0
    others = [one for one in facets if one.facet != facet][:2]
    found = [
        Candidate(scheme, one.facet, _share(one.score, max(best, one.score))) for one in others
    ]
    why = _whys(_situations(reading, words))
    found += [
        Candidate(
            other, facet_of(reading, words, other)[0], _share(score, top),
            why.get(other, ""),
        )
        for other, score in ranked[1:]
    ]  # fmt: skip
    found.sort(key=lambda one: -one.confidence)
    found = found[:_MOST]
    taken_too = {taken, *((one.scheme, one.facet) for one in found)}
    usual = [(scheme, one) for one in _USUAL_FACETS]
    if scheme == "general":
        usual = [(one, facet) for one in _USUAL_SCHEMES] + usual
    found += [Candidate(*pair, _FAINT) for pair in usual if pair not in taken_too]
    return tuple(found[:_MOST])


def _likeliest(
    reading: Reading,
    words: Words,
    judgement: Judgement,
    sides: Sequence[FacetScore],
    taken: tuple[str, str, float],
) -> tuple[Candidate, ...]:
    """Give the likeliest pairs besides the one taken; other schemes are never crowded out.

    `taken` comes with the chance of its scheme, `sides` are those of that scheme.
    """
    own, side_taken, own_chance = taken
    situations = _situations(reading, words)
    lead = {one.leads_to[0].scheme for one in situations}
    ranked, by_scheme = judgement.ranked, judgement.sides
    near = [one for one in ranked[: _OTHERS + 1] if one[0] != own][:_OTHERS]
    if lead:
        near += [one for one in ranked[_OTHERS + 1 :] if one[0] in lead][:_LEADS]
    kept = []
    for scheme, chance in near:
        side, likely = by_scheme.likeliest_of(scheme)
        kept.append((chance * likely, scheme, side))
    others = [one for one in sides if one.facet != side_taken][: _MOST - len(kept)]
    kept += [(own_chance * chance, own, facet) for facet, chance in others]
    kept.sort(reverse=True)
    why = _whys(situations)
    return tuple(
        [  # hundredths, as round() gives them in five times the time
            _quick(Candidate, (scheme, facet, int(chance * 100 + 0.5) / 100, why.get(scheme, "")))
            for chance, scheme, facet in kept
        ]
    )


def _share(score: float, top: float) -> float:
    return round(_SHARE * min(score / top, 1.0), 2)


def _situations(reading: Reading, words: Words) -> Sequence[Situation]:
    """Give the situations heard, in the order of the files."""
    heard = reading.topics.situations
    if len(heard) < 2:
        return [*heard.values()]
    return [one for one in words.situations if one.id in heard]


def _whys(situations: Sequence[Situation]) -> dict[str, str]:
    """Give the line the first of the situations has for each scheme it leads to."""
    found: dict[str, str] = {}
    for situation in situations:
        for lead in situation.leads_to:
            found.setdefault(lead.scheme, lead.why)
    return found
