"""Every test of the queue gets places with windows, the real policy texts and a clerk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from backend.accounts.actor import Actor
from backend.content.library import Library
from tests.factories import intake as make
from tests.support.five_places import write_places


@pytest.fixture
def office(app: Flask) -> Flask:
    make.make_places()
    return app


@pytest.fixture
def clerk(office: Flask) -> Actor:
    return make.clerk()


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The content of five places."""
    return write_places(tmp_path_factory.mktemp("places") / "policy_texts")


@pytest.fixture
def awkward(office: Flask, places: Library) -> Iterator[None]:
    """The office works by the rules of these places: of the awkward ones, its own."""
    before = office.extensions["library"]
    office.extensions["library"] = places
    yield
    office.extensions["library"] = before
