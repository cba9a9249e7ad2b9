"""The schemes as pages."""

from __future__ import annotations

from flask.testing import FlaskClient

from backend.content.names import Facet, Scheme
from tests.factories.county import VILLAGE
from tests.support.pages import faults_of, read_page


def test_every_scheme_has_a_page_with_its_sources(phone: FlaskClient) -> None:
    for scheme in Scheme:
        answer = phone.get(f"/schemes/{scheme.value}?place={VILLAGE}")
        page = read_page(answer.text)
        assert answer.status_code == 200
        assert faults_of(page) == [], scheme
        assert page.text.count("依据：") >= len(page.all("section")) - 1


def test_the_page_shows_every_side_and_the_figures_of_the_place(phone: FlaskClient) -> None:
    here = read_page(phone.get(f"/schemes/minimum_living_allowance?place={VILLAGE}").text)
    anchors = {heading.get("id") for heading in here.all("h2")}
    assert {facet.value for facet in Facet} <= anchors
    assert "演示数据" in here.text
    anywhere = read_page(phone.get("/schemes/minimum_living_allowance").text)
    assert "演示数据" not in anywhere.text


def test_an_unknown_scheme_is_not_found(phone: FlaskClient) -> None:
    answer = phone.get("/schemes/nope")
    assert answer.status_code == 404
    assert "没有这个项目" in answer.text
