"""The order of precedence: danger, service, courtesy, ours, not ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from backend.chat.candidates import (
    alternatives,
    asked_last,
    is_bare_side,
    is_too_close,
    likeliest_schemes,
)
from backend.chat.courtesy import closest, courtesy_in, is_idle
from backend.chat.emergencies import Alarm
from backend.chat.facets import FacetScore
from backend.chat.reading import ENOUGH, Reading, facet_of, likely_facet, spoke
from backend.chat.understanding import Candidate, Kind, Understanding
from backend.content.word_files import Service
from backend.content.words import Words

_FIRM_OUTSIDE = 0.9
_NEAR = 2
_CLEAR = 0.5  # the field of what is not ours is named when it is likelier than all others together


def decide(reading: Reading, words: Words) -> Understanding:
    """Give the understanding of a reading."""
    alarm = reading.alarm
    if alarm and _is_now(reading, alarm):
        return _emergency(reading, words, alarm)
    service = _service(reading, words)
    if service:
        return _served(reading, words, service)
    courtesy = courtesy_in(reading)
    if courtesy:
        return _said(reading, "smalltalk", 0.9, topic=courtesy)
    if is_idle(reading):
        return _chatted(reading)
    inherited = _inherited(reading)
    if inherited:
        return inherited
    if reading.context.scheme and _tells_standing(reading, words.normalising.standing):
        return _gone_on(reading)
    if not _is_ours(reading):
        if reading.context.scheme and not _is_firmly_outside(reading):
            return _gone_on(reading)
        if is_bare_side(reading):
            return _of_what(reading)
        return _chatted(reading) if _is_talk(reading) else _outside(reading, words)
    return _policy(reading, words)


def _is_now(reading: Reading, alarm: Alarm) -> bool:
    """Tell whether the danger is the matter, not something told beside a question.

    What is only told beside it still puts the number to dial before the answer.
    """
    if alarm.is_mention:
        return False
    if alarm.hit is None:
        return True
    if reading.judgement:
        return reading.judgement.is_danger(is_asking=reading.topics.is_asking, alarm=alarm)
    return alarm.kind.level != "E2" or not reading.ranked


def _is_ours(reading: Reading) -> bool:
    """Tell whether a scheme outweighs the fields that are not ours."""
    if reading.judgement:
        return reading.judgement.is_ours
    if not reading.ranked or reading.ranked[0][1] < ENOUGH:
        return False
    scheme, score = reading.ranked[0]
    return (
        bool(reading.topics.named) or scheme in reading.topics.fixed or score >= reading.outside[1]
    )


def _is_talk(reading: Reading) -> bool:
    """Tell whether what is not ours is likelier only talk than a matter for another office."""
    judgement = reading.judgement
    if judgement is None or reading.topics.outside:
        return False
    return judgement.talk > judgement.outside


def _chatted(reading: Reading) -> Understanding:
    """Give the small talk heard; where none was, somebody tells how things are and asks nothing:
    我失业了，家里五口人. Then what may help is offered, what helps whoever is in need first."""
    if reading.smalltalk:
        return _said(reading, "smalltalk", 0.5, topic=closest(reading.smalltalk).entry.target)
    near = ("general", *likeliest_schemes(reading)[:_NEAR])
    return _said(
        reading, "smalltalk", 0.5, topic="told", warns=_warning(reading),
        alternatives=tuple(Candidate(one, "eligibility", 0.3) for one in near),
    )  # fmt: skip


def _service(reading: Reading, words: Words) -> Service | None:
    if not reading.topics.services:
        return None
    hit = max(reading.topics.services, key=lambda one: one.entry.weight)
    service = next(one for one in words.services if one.id == hit.entry.target)
    has_scheme = bool(reading.topics.schemes)
    if not has_scheme and (service.needs_scheme and not reading.context.scheme):
        return None
    if not has_scheme and reading.topics.outside and service.id != "person":
        return None
    return service


def _policy(reading: Reading, words: Words) -> Understanding:
    ranked = asked_last(reading)
    scheme = ranked[0][0]
    facet, facets = facet_of(reading, words, scheme)
    sure = _sure(reading, ranked, facets)
    situations = reading.topics.situations
    return _said(
        reading,
        "clarify" if is_too_close(reading) else "policy",
        round(min(0.99, 0.3 + 0.7 * sure), 2),
        scheme=scheme,
        facet=facet,
        topic=next(iter(situations), None),
        alternatives=alternatives(reading, words, ranked, facets, (scheme, facet)),
        warns=_warning(reading),
    )


def _warning(reading: Reading) -> str | None:
    """Give the kind of danger whose number goes before the answer."""
    if reading.alarm:
        return reading.alarm.kind.id
    return reading.judgement.worry if reading.judgement else None


def _sure(
    reading: Reading, ranked: Sequence[tuple[str, float]], facets: Sequence[FacetScore]
) -> float:
    """Give how sure the pair taken is, 0..1: its chance, or what the rules' scores come to."""
    score = ranked[0][1]
    if reading.judgement:
        return score * facets[0].score
    runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
    return min(score, 1.5) / 1.5 * (0.6 + 0.4 * (1 - min(runner_up / score, 1.0)))


def _served(reading: Reading, words: Words, service: Service) -> Understanding:
    heard = reading.ranked[0][0] if reading.ranked else reading.context.scheme
    scheme = service.scheme or heard
    if service.facet and scheme is None:
        scheme = "general"
    facet = (service.facet or likely_facet(reading, words, scheme)) if scheme else None
    return _said(reading, "service", 0.9, scheme=scheme, facet=facet, topic=service.id)


def _emergency(reading: Reading, words: Words, alarm: Alarm) -> Understanding:
    schemes = dict.fromkeys([*(one for one, _ in reading.ranked[:2]), *alarm.kind.schemes])
    others = tuple(Candidate(one, likely_facet(reading, words, one), 0.3) for one in schemes)
    return _said(
        reading, "emergency", 0.8 if alarm.is_past else 0.97,
        topic=alarm.kind.id, alternatives=others,
    )  # fmt: skip


def _inherited(reading: Reading) -> Understanding | None:
    """Take the scheme of the conversation for a question that names none."""
    scheme = reading.context.scheme
    if not scheme or not (reading.facets or reading.is_follow_up):
        return None
    names_other = any(one != "general" for one in (*reading.topics.firsts, *reading.topics.fixed))
    names_outside = reading.outside[1] >= _FIRM_OUTSIDE
    if names_other or (names_outside and _is_firmly_outside(reading)):
        return None
    facet = reading.facets[0].facet if reading.facets else (reading.context.facet or "overview")
    return _said(reading, "policy", 0.75, scheme=scheme, facet=facet, is_follow_up=True)


def _gone_on(reading: Reading) -> Understanding:
    """Keep to the scheme of the conversation when somebody only tells more: 孙女九岁，去年还有的."""
    before = reading.context
    return _said(
        reading, "clarify", 0.4, scheme=before.scheme, facet=before.facet,
        topic="go_on", is_follow_up=True, warns=_warning(reading),
    )  # fmt: skip


def _tells_standing(reading: Reading, standing: Sequence[str]) -> bool:
    """Tell whether a scheme is named only as what somebody has or has not: 家里不是低保户.

    Asked in the middle of another matter, it is an answer, and no change of the matter.
    """
    names = reading.topics.names
    if len(names) != 1 or reading.facets or names[0].entry.target == reading.context.scheme:
        return False
    left = reading.text[: names[0].start] + " " + reading.text[names[0].end :]
    return bool(only_of(tuple(standing)).fullmatch(left))


@cache
def only_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Give the pattern of a text that is made of these words, and of pauses."""
    return re.compile(f"(?:{'|'.join(map(re.escape, words))}|[ ，。])*")


def _of_what(reading: Reading) -> Understanding:
    """Ask of which scheme a bare 要什么材料 is meant: the likeliest come first."""
    schemes = likeliest_schemes(reading)
    facet = reading.facets[0].facet
    return _said(
        reading, "clarify", 0.4, topic="of_what", warns=_warning(reading),
        alternatives=tuple(Candidate(one, facet, 0.3) for one in schemes),
    )  # fmt: skip


def _is_firmly_outside(reading: Reading) -> bool:
    """Tell whether a text leaves the scheme of the conversation for what is not ours."""
    if reading.judgement:
        return reading.judgement.outside >= _FIRM_OUTSIDE
    return reading.outside[1] >= _FIRM_OUTSIDE


def _outside(reading: Reading, words: Words) -> Understanding:
    others = tuple(
        Candidate(scheme, likely_facet(reading, words, scheme), round(min(score, 1.0) * 0.4, 2))
        for scheme, score in reading.ranked[:2]
    )
    topic = _domain(reading)
    sure = min(0.95, 0.5 + 0.3 * max(reading.outside[1], _CLEAR)) if topic else 0.4
    return _said(
        reading, "out_of_scope", sure,
        topic=topic or None, alternatives=others,
        warns=_warning(reading),
    )  # fmt: skip


def _domain(reading: Reading) -> str:
    """Give the field of what is not ours, empty when none is likely: better no office than a wrong one."""
    if reading.judgement is None:
        return reading.outside[0]
    domain, chance = reading.judgement.likeliest_domain
    return domain if chance >= _CLEAR else ""


def _said(
    reading: Reading,
    kind: Kind,
    confidence: float,
    *,
    scheme: str | None = None,
    facet: str | None = None,
    alternatives: tuple[Candidate, ...] = (),
    topic: str | None = None,
    is_follow_up: bool = False,
    warns: str | None = None,
) -> Understanding:
    return Understanding(
        kind, scheme, facet, confidence, alternatives,
        spoke(reading), tuple(reading.topics.rejected), reading.text, reading.tokens,
        topic, is_follow_up, warns,
    )  # fmt: skip
