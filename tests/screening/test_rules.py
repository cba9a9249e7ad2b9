"""Screening never says no, never takes silence for a no, and never punishes more need."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from backend.content.loader import load_content
from backend.content.names import Scheme
from backend.content.screening_rules import NeedId, ScreeningRule
from backend.screening.facts import NEEDS, Lines
from backend.screening.rules import Likelihood, screen
from backend.screening.schemas import HouseholdFacts

ROOT = Path(__file__).resolve().parents[2]
RULES = load_content(ROOT / "policy_texts").screening_rules(date(2026, 11, 24))
FLAGS = sorted(
    name for name, field in HouseholdFacts.model_fields.items() if field.annotation == (bool | None)
)
LINES = st.one_of(
    st.just(Lines()),
    st.integers(20_000, 120_000).map(lambda fen: Lines(fen, fen * 3 // 2)),
    st.integers(20_000, 120_000).map(lambda fen: Lines(fen, None)),
)
FACTS = st.fixed_dictionaries(
    {name: st.sampled_from([None, False, True]) for name in FLAGS}
    | {
        "household_size": st.one_of(st.none(), st.integers(1, 12)),
        "monthly_income_fen": st.one_of(st.none(), st.integers(0, 900_000)),
        "disability_grade": st.one_of(st.none(), st.integers(1, 4)),
        "medical_out_of_pocket_fen": st.one_of(st.none(), st.integers(0, 9_000_000)),
    }
)


def _levels(facts: dict[str, Any], lines: Lines) -> dict[Scheme, Likelihood]:
    return {one.scheme: one.likelihood for one in screen(facts, lines, RULES)}


def _not_lower(less: dict[Scheme, Likelihood], more: dict[Scheme, Likelihood]) -> None:
    assert [scheme for scheme in less if more[scheme] < less[scheme]] == []


@given(FACTS, LINES)
def test_every_scheme_is_there_with_a_reason_and_none_is_refused(
    facts: dict[str, Any], lines: Lines
) -> None:
    found = screen(facts, lines, RULES)
    assert {one.scheme for one in found} == set(Scheme) - {Scheme.GENERAL}
    assert all(one.likelihood >= Likelihood.CHECK and one.reasons for one in found)
    assert [one.likelihood for one in found] == sorted(
        (one.likelihood for one in found), reverse=True
    )


@given(FACTS, LINES, st.sampled_from(FLAGS))
def test_a_flag_weighs_the_more_the_more_it_tells(
    facts: dict[str, Any], lines: Lines, name: str
) -> None:
    denied, silent, told = (_levels(facts | {name: one}, lines) for one in (False, None, True))
    _not_lower(denied, silent)
    _not_lower(silent, told)


@given(FACTS, LINES, st.integers(0, 900_000), st.integers(0, 900_000))
def test_less_income_never_lowers(
    facts: dict[str, Any], lines: Lines, one: int, other: int
) -> None:
    less, more = sorted((one, other))
    _not_lower(
        _levels(facts | {"monthly_income_fen": more}, lines),
        _levels(facts | {"monthly_income_fen": less}, lines),
    )


@given(FACTS, LINES)
def test_silence_about_income_never_counts_as_much_income(
    facts: dict[str, Any], lines: Lines
) -> None:
    _not_lower(
        _levels(facts | {"monthly_income_fen": 100_000_000_000}, lines),
        _levels(facts | {"monthly_income_fen": None}, lines),
    )


@given(FACTS, LINES, st.integers(1, 12), st.integers(1, 12))
def test_more_mouths_never_lower(facts: dict[str, Any], lines: Lines, one: int, other: int) -> None:
    few, many = sorted((one, other))
    _not_lower(
        _levels(facts | {"household_size": few}, lines),
        _levels(facts | {"household_size": many}, lines),
    )


@given(FACTS, LINES, st.integers(1, 4), st.integers(1, 4))
def test_a_graver_disability_never_lowers(
    facts: dict[str, Any], lines: Lines, one: int, other: int
) -> None:
    grave, light = sorted((one, other))
    told = facts | {"has_disability": True}
    _not_lower(
        _levels(told | {"disability_grade": light}, lines),
        _levels(told | {"disability_grade": grave}, lines),
    )


@given(FACTS, LINES, st.integers(0, 9_000_000), st.integers(0, 9_000_000))
def test_more_costs_never_lower(facts: dict[str, Any], lines: Lines, one: int, other: int) -> None:
    less, more = sorted((one, other))
    _not_lower(
        _levels(facts | {"medical_out_of_pocket_fen": less}, lines),
        _levels(facts | {"medical_out_of_pocket_fen": more}, lines),
    )


@given(FACTS, LINES, st.permutations(RULES))
def test_the_order_of_rules_and_facts_changes_nothing(
    facts: dict[str, Any], lines: Lines, shuffled: list[ScreeningRule]
) -> None:
    turned = dict(reversed(facts.items()))
    one, other = screen(facts, lines, RULES), screen(turned, lines, shuffled)
    assert [(f.scheme, f.likelihood) for f in one] == [(f.scheme, f.likelihood) for f in other]
    for mine, theirs in zip(one, other, strict=True):
        assert set(mine.reasons) == set(theirs.reasons)
        assert set(mine.missing) == set(theirs.missing)


@given(FACTS, LINES)
def test_unknown_never_counts_as_no(facts: dict[str, Any], lines: Lines) -> None:
    """Whatever was left out, denying it on top never makes anything likelier."""
    denied = {
        name: False if facts[name] is None and name in FLAGS else facts[name] for name in facts
    }
    _not_lower(_levels(denied, lines), _levels(facts, lines))


@given(FACTS, LINES)
def test_whatever_speaks_names_its_articles(facts: dict[str, Any], lines: Lines) -> None:
    for one in screen(facts, lines, RULES):
        assert bool(one.sources) == (one.likelihood > Likelihood.CHECK)


def test_every_rule_names_needs_that_exist_and_every_scheme_has_one() -> None:
    assert set(NEEDS) == set(get_args(NeedId))
    assert {need for rule in RULES for need in rule.needs} == set(NEEDS)
    assert {rule.scheme for rule in RULES} == set(Scheme) - {Scheme.GENERAL}
    asked = {name for need in NEEDS.values() for name in need.asked}
    assert asked == set(HouseholdFacts.model_fields)


def test_plain_cases_come_out_as_a_clerk_would_expect() -> None:
    lines = Lines(50_000, 75_000)
    poor = _levels({"household_size": 3, "monthly_income_fen": 90_000}, lines)
    assert poor[Scheme.MINIMUM_LIVING_ALLOWANCE] is Likelihood.LIKELY
    ill = _levels(
        {"serious_illness": True, "household_size": 2, "monthly_income_fen": 130_000}, lines
    )
    assert ill[Scheme.MEDICAL_ASSISTANCE] is Likelihood.LIKELY
    assert ill[Scheme.MINIMUM_LIVING_ALLOWANCE] is Likelihood.POSSIBLE
    assert (
        _levels({"sudden_event": True}, Lines())[Scheme.TEMPORARY_ASSISTANCE] is Likelihood.LIKELY
    )
    assert set(_levels({}, Lines()).values()) == {Likelihood.CHECK}
