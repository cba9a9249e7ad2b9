"""The open page: true counts, small ones held back, nobody else's cases."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from backend.intake.states import CaseState
from backend.open_numbers.queries import COLUMNS, numbers_of
from tests.factories import intake as make
from tests.factories.county import COUNTY, TOWN, VILLAGE, make_county


def test_counts_are_held_back_where_small(app: Flask) -> None:
    make_county()
    clerk = make.clerk(TOWN)
    for _ in range(6):
        make.opened(place=VILLAGE)
    for _ in range(2):
        make.case_in(CaseState.DECLINED, clerk, place=VILLAGE)
    make.opened(kind="question", scheme=None, place=VILLAGE)
    make.opened(datetime(2025, 5, 1, tzinfo=UTC), place=VILLAGE)
    numbers = numbers_of(COUNTY, 2026)
    assert numbers.columns == COLUMNS
    town = numbers.places.index("蟒川镇")
    assert numbers.table.rows[town][2] is None  # two were declined
    assert numbers.table.rows[town][0] is None  # and eight less two is six
    assert numbers.table.total in (8, None)


def test_the_page_is_open_and_stands_with_nothing_in_it(client: FlaskClient) -> None:
    make_county()
    page = client.get("/numbers?year=1999")
    assert page.status_code == 200
    assert "少于 5 件的不公开" in page.text
