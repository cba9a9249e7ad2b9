"""What the told needs point to, by the rules of `policy_texts/screening.yaml`. Pure.

A rule whose needs are all told gives its likelihood; when the first (its own) need is told and none
is denied, `possible`; otherwise the scheme stays at `check`. So more need never lowers a likelihood,
and the order of rules changes no likelihood.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from backend.content.models import Source
from backend.content.names import Scheme
from backend.content.screening_rules import ScreeningRule
from backend.screening.facts import NEEDS, Facts, Lines


class Likelihood(IntEnum):
    """How much speaks for asking; there is no lower than CHECK."""

    CHECK = 1
    POSSIBLE = 2
    LIKELY = 3

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Finding:
    """One scheme's result. `reasons` say what speaks for it, resting on `sources` (none at CHECK);
    `missing` what would help to know."""

    scheme: Scheme
    likelihood: Likelihood
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    sources: tuple[Source, ...] = ()


CHECK_REASON: Final = "说到的情况还对不上这一项，拿不准就去窗口问，窗口会帮着看。"
_PARTLY: Final = "有一部分对得上，还有情况没说清："


def screen(facts: Facts, lines: Lines, rules: Iterable[ScreeningRule]) -> list[Finding]:
    """Give every scheme with how likely it is, the likeliest first, then in the order of lists."""
    told = {id_: need.told(facts, lines) for id_, need in NEEDS.items()}
    still_open = {id_ for id_, need in NEEDS.items() if told[id_] is None and need.is_open(facts)}
    by_scheme: dict[Scheme, list[ScreeningRule]] = {
        scheme: [] for scheme in Scheme if scheme is not Scheme.GENERAL
    }
    for rule in rules:
        by_scheme[rule.scheme].append(rule)
    found = [_finding(scheme, own, told, still_open) for scheme, own in by_scheme.items()]
    return sorted(found, key=lambda one: -one.likelihood)


def _finding(
    scheme: Scheme,
    rules: Iterable[ScreeningRule],
    told: dict[str, bool | None],
    still_open: set[str],
) -> Finding:
    level = Likelihood.CHECK
    whole: list[ScreeningRule] = []
    partly: list[ScreeningRule] = []
    missing: dict[str, None] = {}
    for rule in rules:
        answers = [told[need] for need in rule.needs]
        if False in answers:
            continue
        if all(answers):
            level = max(level, Likelihood[rule.likelihood.upper()])
            whole.append(rule)
        elif answers[0]:
            level = max(level, Likelihood.POSSIBLE)
            partly.append(rule)
        missing.update((NEEDS[need].missing, None) for need in rule.needs if need in still_open)
    spoke = whole or partly
    lead = "" if whole else _PARTLY
    reasons = dict.fromkeys(f"{lead}{rule.reason}" for rule in spoke) or {CHECK_REASON: None}
    sources = dict.fromkeys(source for rule in spoke for source in rule.sources)
    return Finding(scheme, level, tuple(reasons), tuple(missing), tuple(sources))
