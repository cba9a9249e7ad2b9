"""What the API says it gives and what the values give are one thing, held together field by field."""

from __future__ import annotations

from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from flask import Flask
from pydantic import BaseModel

from backend.accounts.actor import Actor
from backend.intake import cards
from backend.intake.items import ItemView
from backend.intake.meetings import MeetingView
from backend.intake.reading import EventView, read_case
from backend.intake.states import CaseState
from backend.intake.views import CaseView, ReferralView
from backend.intake.wishes import Wish
from tests.factories import intake as make

PAIRS: list[tuple[type[BaseModel], type]] = [
    (cards.CaseCard, CaseView),
    (cards.DepartmentCard, ReferralView),
    (cards.EventCard, EventView),
    (cards.ItemCard, ItemView),
    (cards.WishCard, Wish),
    (cards.MeetingCard, MeetingView),
]


@pytest.mark.parametrize(("card", "value"), PAIRS)
def test_what_may_be_empty_may_be_so_on_both_sides(card: type[BaseModel], value: type) -> None:
    hints = get_type_hints(value)
    shared = set(card.model_fields) & {one.name for one in fields(value)}
    assert len(shared) >= len(card.model_fields) - 4, "most of a card is the value's own"
    for name in shared:
        assert _may_be_none(card.model_fields[name].annotation) == _may_be_none(hints[name]), name


def test_a_case_gives_what_its_card_says_no_more_and_no_less(office: Flask, clerk: Actor) -> None:
    detail = read_case(make.case_in(CaseState.ACCEPTED, clerk), clerk)
    line, sheet = detail.view.as_dict(make.DAY), detail.as_dict(make.DAY)
    assert set(line) == set(cards.CaseCard.model_fields)
    assert set(sheet) == set(cards.CaseSheet.model_fields)
    cards.CaseCard.model_validate(line)
    cards.CaseSheet.model_validate(sheet)


def _may_be_none(hint: Any) -> bool:
    return get_origin(hint) is UnionType and NoneType in get_args(hint)
