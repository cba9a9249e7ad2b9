"""Which needs point to which scheme. One readable table; the sources are those of each scheme's
eligibility text, so that a change of policy is a change of content. Pure.

A rule whose needs are all told gives its likelihood; when the first (its own) need is told and none
is denied, `possible`; otherwise the scheme stays at `check`. So more need never lowers a likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from backend.content.names import Scheme
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
class Rule:
    scheme: Scheme
    needs: tuple[str, ...]
    likelihood: Likelihood
    reason: str


@dataclass(frozen=True)
class Finding:
    """One scheme's result. `reasons` say what speaks for it; `missing` what would help to know."""

    scheme: Scheme
    likelihood: Likelihood
    reasons: tuple[str, ...]
    missing: tuple[str, ...]


CHECK_REASON: Final = "说到的情况还对不上这一项，拿不准就去窗口问，窗口会帮着看。"
_S, _LIKELY, _POSSIBLE = Scheme, Likelihood.LIKELY, Likelihood.POSSIBLE
_TABLE: Final[tuple[tuple[Scheme, str, Likelihood, str], ...]] = (
    (_S.MINIMUM_LIVING_ALLOWANCE, "low_income", _LIKELY,
     "家里平均收入比当地低保标准低，财产还要由窗口看。"),
    (_S.MINIMUM_LIVING_ALLOWANCE, "severe_disability near_income", _POSSIBLE,
     "收入略高的家里，重度残疾的人可以单独申请低保。"),
    (_S.MINIMUM_LIVING_ALLOWANCE, "serious_illness near_income", _POSSIBLE,
     "收入略高的家里，得重病的人可以单独申请低保。"),
    (_S.EXTREME_POVERTY_SUPPORT, "unsupported", _LIKELY,
     "老人没有依靠，可以问特困供养。"),
    (_S.EXTREME_POVERTY_SUPPORT, "severe_disability low_income", _POSSIBLE,
     "重度残疾又没有收入，要是也没有人赡养、抚养，可以问特困供养。"),
    (_S.EXTREME_POVERTY_SUPPORT, "child", _POSSIBLE,
     "孩子没有人抚养，特困供养和孤儿保障可以选一样。"),
    (_S.TEMPORARY_ASSISTANCE, "sudden_event", _LIKELY,
     "突然出事、一时过不去，在出事的地方就能申请，不看户口。"),
    (_S.TEMPORARY_ASSISTANCE, "no_place", _LIKELY,
     "眼下没吃没住，可以先救急，后补手续。"),
    (_S.TEMPORARY_ASSISTANCE, "serious_illness medical_cost", _LIKELY,
     "看病花钱太多，一时过不去。"),
    (_S.TEMPORARY_ASSISTANCE, "student", _POSSIBLE,
     "上学的花销太大，一时过不去。"),
    (_S.TEMPORARY_ASSISTANCE, "disaster", _POSSIBLE,
     "受灾救助以后还有困难，可以接着问。"),
    (_S.MEDICAL_ASSISTANCE, "serious_illness near_income", _LIKELY,
     "家里困难又有人得大病，医保报完剩下的可以问医疗救助。"),
    (_S.MEDICAL_ASSISTANCE, "serious_illness", _POSSIBLE, "家里有人得大病。"),
    (_S.MEDICAL_ASSISTANCE, "medical_cost", _POSSIBLE, "看病自己掏了钱。"),
    (_S.MEDICAL_ASSISTANCE, "low_income", _POSSIBLE, "困难家庭交医保费也可能有资助。"),
    (_S.EDUCATION_ASSISTANCE, "student", _LIKELY, "家里有人上学交不起钱，可以向学校申请。"),
    (_S.HOUSING_ASSISTANCE, "housing near_income", _LIKELY,
     "家里困难，房子又不安全或者没有房。"),
    (_S.HOUSING_ASSISTANCE, "housing", _POSSIBLE, "房子不安全或者没有房住。"),
    (_S.EMPLOYMENT_ASSISTANCE, "unemployed near_income", _LIKELY,
     "家里困难，有能干活的人没工作。"),
    (_S.EMPLOYMENT_ASSISTANCE, "unemployed", _POSSIBLE, "家里有能干活的人没工作。"),
    (_S.DISASTER_RELIEF, "disaster", _LIKELY, "家里遭了灾。"),
    (_S.DISABILITY_SUBSIDIES, "severe_disability", _LIKELY, "重度残疾，可以问护理补贴。"),
    (_S.DISABILITY_SUBSIDIES, "disability low_income", _LIKELY,
     "困难家庭里的残疾人，可以问生活补贴。"),
    (_S.DISABILITY_SUBSIDIES, "disability", _POSSIBLE, "家里有残疾人，看等级和当地规定。"),
    (_S.CHILD_SUPPORT, "child", _LIKELY, "孩子的父母不在了，或者管不了孩子。"),
    (_S.LEFT_BEHIND_CHILDREN, "left_behind", _LIKELY, "父母在外打工，村里要登记、走访。"),
    (_S.VAGRANT_RELIEF, "no_place", _LIKELY, "没有地方吃住，救助站白天晚上都接待。"),
    (_S.LOW_INCOME_FAMILY, "near_income", _LIKELY, "收入比低保标准高一点，或者差不多。"),
    (_S.LOW_INCOME_FAMILY, "medical_cost", _POSSIBLE,
     "看病花钱多，可以问刚性支出困难家庭。"),
    (_S.LOW_INCOME_FAMILY, "student", _POSSIBLE, "上学花钱多，可以问刚性支出困难家庭。"),
    (_S.ELDERLY_ALLOWANCE, "aged", _POSSIBLE, "家里有高龄老人，年龄和钱数各地自己定。"),
    (_S.HARDSHIP_WORKERS, "employee serious_illness", _POSSIBLE,
     "在单位上班又遇到大病，可以找工会。"),
    (_S.HARDSHIP_WORKERS, "employee low_income", _POSSIBLE,
     "在单位上班家里还很困难，可以找工会。"),
    (_S.CHARITY_ASSISTANCE, "serious_illness", _POSSIBLE, "得大病的，慈善组织可能也帮。"),
    (_S.CHARITY_ASSISTANCE, "aid_short", _POSSIBLE, "领过救助还过不去，慈善可以再帮一把。"),
    (_S.CATASTROPHE_BACKSTOP, "aid_short", _LIKELY,
     "各样救助都用过还过不去，可以请县里一事一议。"),
)  # fmt: skip
RULES: Final = tuple(
    Rule(scheme, tuple(needs.split()), likelihood, reason)
    for scheme, needs, likelihood, reason in _TABLE
)


def screen(facts: Facts, lines: Lines) -> list[Finding]:
    """Give every scheme with how likely it is, the likeliest first, then in the order of lists."""
    told = {id_: need.told(facts, lines) for id_, need in NEEDS.items()}
    still_open = {id_ for id_, need in NEEDS.items() if told[id_] is None and need.is_open(facts)}
    found = [
        _finding(scheme, told, still_open) for scheme in Scheme if scheme is not Scheme.GENERAL
    ]
    return sorted(found, key=lambda one: -one.likelihood)


def _finding(scheme: Scheme, told: dict[str, bool | None], still_open: set[str]) -> Finding:
    level, whole, partly = Likelihood.CHECK, [], []
    missing: dict[str, None] = {}
    for rule in RULES:
        answers = [told[need] for need in rule.needs]
        if rule.scheme is not scheme or False in answers:
            continue
        if all(answers):
            level = max(level, rule.likelihood)
            whole.append(rule.reason)
        elif answers[0]:
            level = max(level, Likelihood.POSSIBLE)
            partly.append(f"有一部分对得上，还有情况没说清：{rule.reason}")
        missing.update((NEEDS[need].missing, None) for need in rule.needs if need in still_open)
    reasons = dict.fromkeys(whole or partly or [CHECK_REASON])
    return Finding(scheme, level, tuple(reasons), tuple(missing))
