"""The API of policy texts: as they held on a day at a place."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from backend.content.names import Facet, Scheme

COUNTY = "410482000000"
BASE = "/api/v1/schemes"


def test_all_schemes_are_listed_with_their_sides(client: FlaskClient) -> None:
    listed = client.get(f"{BASE}?on=2026-11-23").get_json()
    assert [one["scheme"] for one in listed] == [scheme.value for scheme in Scheme]
    assert all(len(one["facets"]) == len(Facet) for one in listed)


def test_a_scheme_gives_every_text_with_citations(client: FlaskClient) -> None:
    found = client.get(f"{BASE}/temporary_assistance?on=2026-11-23").get_json()
    assert [text["facet"] for text in found["texts"]] == [facet.value for facet in Facet]
    assert all(text["citations"] for text in found["texts"])


def test_a_text_shows_the_figures_of_the_place(client: FlaskClient) -> None:
    address = f"{BASE}/minimum_living_allowance/amount?on=2026-11-23"
    anywhere, here = (
        client.get(address).get_json(),
        client.get(f"{address}&place={COUNTY}").get_json(),
    )
    assert not anywhere["has_demo"]
    assert here["has_demo"]
    assert "演示数据" in here["body"]
    assert here["on"] == "2026-11-23"
    assert here["effective_from"] <= here["on"]


@pytest.mark.parametrize(
    "path",
    [
        "nope", "nope/materials", "general/nope", "general/overview?on=1999-01-01",
        "minimum_living_allowance/materials?on=2010-06-30",
    ],
)  # fmt: skip
def test_what_does_not_hold_is_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{BASE}/{path}")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "query", ["on=yesterday", "on=2026-02-30", "place=41", "place=abc", "more=1", "on="]
)
def test_a_query_that_cannot_be_read_is_refused(client: FlaskClient, query: str) -> None:
    for path in ("", "/general", "/general/overview"):
        assert client.get(f"{BASE}{path}?{query}").status_code == 422, path
