"""How a demand is heard: plain rules on even texts, the words told, nothing guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from backend.content.demands import Demand, Ears
from backend.content.library import Library
from backend.content.never_ask import NeverAsk
from backend.content.words import Words

ROOT = Path(__file__).parents[2]
ON = date(2026, 11, 24)
Heard = Callable[..., list[Demand]]


@pytest.fixture(scope="module")
def ears(library: Library, words: Words) -> Ears:
    return Ears(library.never_ask, words)


@pytest.fixture
def heard(library: Library, ears: Ears) -> Heard:
    def hear(text: str, scheme: str = "minimum_living_allowance") -> list[Demand]:
        return ears.demands(text, library.never_asked(scheme, ON))

    return hear


@pytest.mark.parametrize(
    ("wanted", "is_refused"),
    [
        ("村委会开的收入证明", True),
        ("银行 流水（近一年）", True),
        ("村里开的贫困证明一份", True),
        ("申请费 20 元", True),
        ("医院的诊断证明", False),
        ("残疾人证", False),
        ("不用再开收入证明", False),
        ("收入的证明", True),
        ("收入證明", True),
        ("银行卡流水", True),
        ("别忘了带收入证明", True),
        ("不要漏了银行流水", True),
        ("不得少于6个月的银行流水", True),
        ("免不了要收入证明", True),
        ("免交收入证明", False),
        ("收入证明就不用了", False),
        ("收入不用开证明，填表就行", False),
        ("收入证明不要复印件", True),
        ("不用开收入证明，但要贫困证明", True),
        ("不用开收入证明、银行流水", False),
        ("收入证明、银行流水都不用开", False),
        ("不要漏了身份证、收入证明", True),
        ("身份证要带、收入证明不用", False),
        ("收入证明要带、照片不用", True),
        ("不用开收入证明、但要贫困证明", True),
        ("身份证不要复印件、收入证明要原件", True),
        ("", False),
        ("，。、", False),
    ],
)
def test_a_demand_is_known_by_its_words(heard: Heard, wanted: str, is_refused: bool) -> None:
    assert bool(heard(wanted)) == is_refused


def test_every_item_is_told_with_the_words_that_were_heard(heard: Heard) -> None:
    found = heard("身份证、村委会开的收入证明；户口簿，打个流水（全家的）")
    assert [(one.asked, one.heard) for one in found] == [
        ("村委会开的收入证明", "村委会开收入"),
        ("打个流水(全家的)", "流水"),
    ]
    assert [one.never.id for one in found] == ["income_proof", "bank_statements"]


def test_what_cannot_be_looked_up_may_be_asked_for(heard: Heard) -> None:
    assert heard("外省的房产证")
    assert not heard("外省的房产证，系统里查不到")
    assert heard("系统里查不到残疾证。银行流水也要"), "another sentence"
    assert not heard("对核对结果有异议的，带上银行流水来说明")


def test_the_schemes_differ(heard: Heard) -> None:
    assert heard("死亡证明")
    assert not heard("死亡证明", "child_support")
    assert heard("民主评议结果", "child_support")
    assert not heard("单位开的收入证明", "hardship_workers")
    assert heard("单位开的收入证明", "general")


def test_the_entry_for_fewer_schemes_tells_its_own_reason(heard: Heard) -> None:
    (found,) = heard("户籍地证明", "temporary_assistance")
    assert found.never.id == "register_of_home_place"
    (found,) = heard("困难证明", "education_assistance")
    assert found.never.id == "poverty_proof_of_students"


@pytest.mark.parametrize(
    ("reason", "is_refused"),
    [
        ("没有提供收入证明，不予受理", True),
        ("材料不齐，缺银行流水", True),
        ("村里的贫困证明没开来", True),
        ("拒不提供无房证明", True),
        ("未提交户籍证明和存款证明", True),
        ("家庭人均收入超过当地标准", False),
        ("从银行流水看收入超过标准", False),
        ("没有签核查授权书", False),
        ("不在本县居住，户口簿未提供", False),
    ],
)
def test_a_no_does_not_rest_on_what_nobody_had_to_bring(
    library: Library, ears: Ears, reason: str, is_refused: bool
) -> None:
    entries = library.never_asked("minimum_living_allowance", ON)
    assert bool(ears.lacking(reason, entries)) == is_refused


def test_without_the_words_width_and_spaces_are_made_even(library: Library) -> None:
    deaf = Ears(library.never_ask, None)
    entries: list[NeverAsk] = library.never_asked("minimum_living_allowance", ON)
    assert deaf.demands("银行 流水（近一年）", entries)
    assert not deaf.demands("残疾人证", entries)
