"""What a guide holds: the eight elements for every scheme, figures by place, nothing made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask

from backend.content.library import Library
from backend.content.names import Scheme
from backend.content.places import NATIONAL
from backend.guides.contents import guide_content
from backend.guides.words import CONDITIONS, LOCAL_LIMIT, WHO

COUNTY = "410482000000"


@dataclass(frozen=True)
class _Window:
    name: str = "示例窗口"
    address: str = "示例路 1 号"
    phone: str = "0000-0000001"
    hours: str = "周一至周五"
    complaint_phone: str = "0000-0000999"
    is_demo: bool = True


@pytest.fixture
def library(app: Flask) -> Library:
    found: Library = app.extensions["library"]
    return found


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_scheme_has_every_element(library: Library, scheme: Scheme, day: date) -> None:
    content = guide_content(library, scheme, COUNTY, day, _Window())
    for name in (
        "item", "conditions", "standard", "materials", "procedure", "time_limits", "where", "appeal",
    ):  # fmt: skip
        section = getattr(content, name)
        assert section is not None, name
        assert section.body
        assert section.source_line.startswith("依据：")
        assert section.checked_on
        assert section.citations
        assert "{{" not in section.body
    assert content.contact.phone == "0000-0000001"
    assert {line["number"] for line in content.contact.hotlines} >= {"12345", "12348"}


def test_steps_and_papers_come_from_the_procedure(library: Library, day: date) -> None:
    content = guide_content(library, "minimum_living_allowance", COUNTY, day, _Window())
    assert [paper.when for paper in content.papers[:2]] == ["", ""]
    assert any(paper.when == CONDITIONS["disability"] for paper in content.papers)
    assert all(paper.source.startswith("依据：") for paper in content.papers)
    limits = {limit.means: limit.limit for limit in content.limits}
    assert limits["从窗口受理到办结"] == "30个工作日"
    assert LOCAL_LIMIT in {step.limit for step in content.steps}
    assert content.never_asked
    assert content.has_demo


def test_every_party_and_condition_of_the_content_has_a_word(library: Library) -> None:
    for way in library.procedures:
        assert {stage.who for stage in way.stages} <= set(WHO)
        assert {one.condition for one in way.materials if one.condition} <= set(CONDITIONS)


def test_without_a_window_nothing_is_made_up(library: Library, day: date) -> None:
    content = guide_content(library, "minimum_living_allowance", NATIONAL, day, None)
    assert content.contact.phone == ""
    assert not content.contact.is_demo
    assert not content.has_demo


def test_before_the_texts_began_the_guide_is_empty_not_wrong(library: Library) -> None:
    content = guide_content(library, "general", COUNTY, date(1999, 1, 1), None)
    assert content.item is None
    assert content.steps == ()


def test_an_unknown_topic_is_refused(library: Library, day: date) -> None:
    with pytest.raises(ValueError, match="nope"):
        guide_content(library, "nope", COUNTY, day, None)
