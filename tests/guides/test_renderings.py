"""One guide in every shape: the same figures, what each shape can carry, paper that can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.content.library import Library
from backend.content.names import Scheme
from backend.extensions import db
from backend.guides.certificate import certify
from backend.guides.contents import guide_content
from backend.guides.leaflet import leaflet
from backend.guides.queries import guides_of
from backend.guides.renderings import CARD_MOST, Shown, chat_card, loudspeaker, plain_text
from backend.regions.models import DivisionRow
from backend.transaction import transaction
from tests.factories.county import VILLAGE, make_county

COUNTY = "410482000000"


@dataclass(frozen=True)
class _Window:
    name: str = "示例窗口"
    address: str = "示例路 1 号"
    phone: str = "0375-0000001"
    hours: str = "周一至周五"
    complaint_phone: str = "0375-0000999"
    is_demo: bool = False


@pytest.fixture
def library(app: Flask) -> Library:
    found: Library = app.extensions["library"]
    return found


def _shown(library: Library, scheme: str, day: date) -> Shown:
    content = guide_content(library, scheme, COUNTY, day, _Window())
    return Shown(content, "汝州市示例村", "https://yimenzhu.example/g/3A7K9PX", "3A7-K9PX", 12)


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_guide_in_every_shape(library: Library, scheme: Scheme, day: date) -> None:
    shown = _shown(library, scheme, day)
    text, card, script = plain_text(shown), chat_card(shown), loudspeaker(shown)
    for heading in ("什么人可以申请", "带什么", "怎么办", "要多久", "去哪里办"):
        assert f"【{heading}】" in text
    assert text.count("依据：") >= 8
    assert len(card) <= CARD_MOST
    assert "0375-0000001" in card
    assert card.splitlines()[1] == (shown.content.item and shown.content.item.body.split("\n")[0])
    assert not re.search(r"[0-9{}·]", script)
    assert "零三七五，零零零零零零幺" in script
    for shape in (text, card, script):
        assert "{{" not in shape


def test_a_made_up_phone_is_not_read_out(library: Library, day: date) -> None:
    shown = _shown(library, "general", day)
    demo = replace(shown.content, contact=replace(shown.content.contact, is_demo=True))
    script = loudspeaker(replace(shown, content=demo))
    assert "公告栏" in script
    assert "零零零零" not in script


def test_the_leaflet_is_large_and_can_be_read_back(library: Library, day: date) -> None:
    shown = _shown(library, "minimum_living_allowance", day)
    paper = leaflet(shown)
    assert paper == leaflet(shown)
    document = pypdfium2.PdfDocument(paper)
    said = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    said = re.sub(r"\s", "", said)
    for words in ("低保怎么办", "汝州市示例村", "示例窗口", "110", "第12号"):
        assert words in said


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_guide_is_complete(library: Library, scheme: Scheme, day: date) -> None:
    content = guide_content(library, scheme, COUNTY, day, _Window())
    assert [one.gap for one in certify(content).gaps] == []


def test_each_gap_is_named_with_what_to_do(library: Library, day: date) -> None:
    content = guide_content(library, "temporary_assistance", COUNTY, day, _Window())
    assert content.item is not None
    poor = replace(
        content,
        conditions=None,
        item=replace(content.item, citations=()),
        materials=replace(content.materials, checked_on="2020-01-01"),  # type: ignore[type-var]
        steps=(),
        where=None,
        contact=replace(content.contact, complaint_phone=" ", hotlines=()),
    )
    gaps = {one.name: one.gap for one in certify(poor).gaps}
    assert "eligibility.md" in gaps["条件"]
    assert "没有依据" in gaps["事项（上墙的政策）"]
    assert "2020-01-01 以后没有核对过" in gaps["申请材料"]
    assert "procedures" in gaps["谁管哪一步（上墙的职责）"]
    assert "regions windows" in gaps["监督投诉电话（上墙）"]
    assert "hotline" in gaps["监督和求助热线"]
    assert len(gaps) == 7


def test_the_shapes_through_the_door(client: FlaskClient) -> None:
    make_county()
    code = guides_of(VILLAGE)[0].code
    assert client.get(f"/g/{code}/text").mimetype == "text/plain"
    assert len(client.get(f"/g/{code}/card").text) <= CARD_MOST
    assert "各位乡亲" in client.get(f"/g/{code}/broadcast").text
    paper = client.get(f"/g/{code}/leaflet.pdf")
    assert paper.data.startswith(b"%PDF-")
    assert client.get("/g/XXXXXXX/text").status_code == 404


def test_a_name_that_cannot_be_drawn_is_given_as_text(client: FlaskClient) -> None:
    """The font has no U+FFFFD: no village is called so, but some have characters as rare."""
    make_county()
    code = guides_of(VILLAGE)[0].code
    with transaction():
        row = db.session.scalars(select(DivisionRow).where(DivisionRow.code == VILLAGE)).one()
        row.name = "\U0003134a村民委员会"
    answer = client.get(f"/g/{code}/leaflet.pdf")
    assert answer.mimetype == "text/plain"
    assert "怎么办" in answer.text


def test_the_command_lists_gaps_and_fails(app: Flask) -> None:
    make_county()
    run = app.test_cli_runner()
    done = run.invoke(args=["guides", "certify", "--under", VILLAGE, "--topic", "general"])
    assert "核对 1 份指引" in done.output
    assert "缺口 0 处" in done.output
    assert done.exit_code == 0
    nowhere = run.invoke(args=["guides", "certify", "--under", "990000000000"])
    assert nowhere.exit_code == 1
    assert "regions load" in nowhere.output
