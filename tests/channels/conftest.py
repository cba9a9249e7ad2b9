"""An application connected to a WeChat that others play, on both databases, emptied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import text

from backend.extensions import Base, db
from backend.providers import MessageTemplate, OutgoingRules, Providers, SmsGateway, WechatAccount
from tests.conftest import DATABASES, _empty, build_app, fresh_postgres_database
from tests.factories.county import make_county
from tests.support.provider import Provider, playing
from tests.support.wechat import AES_KEY, APP_ID, TOKEN, Api, Platform, serving


@dataclass
class Connected:
    """The application with its database and its WeChat: `platform` posts, `api` is called."""

    app: Flask
    platform: Platform
    api: Api
    provider: Provider
    base: str


def providers_of(base: str) -> Providers:
    account = WechatAccount(
        official_app_id=APP_ID,
        official_token=TOKEN,
        official_aes_key=AES_KEY,
        official_secret="official-secret",
        mini_app_id="wxmini0000000000",
        mini_secret="mini-secret",
        template=MessageTemplate(
            "tpl-official", (("character_string1", "number"), ("thing2", "next"))
        ),
        mini_template=MessageTemplate("tpl-mini", (("number1", "number"), ("thing2", "next"))),
        api_base=base,
    )
    return Providers(
        wechat=account,
        sms=SmsGateway(base + "/sms", "sms-secret"),
        outgoing=OutgoingRules(inside=frozenset({base})),
    )


@pytest.fixture(scope="session", params=DATABASES)
def _connected(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connected]:
    api = Api()
    with playing(api) as provider:
        changes = {"providers": providers_of(provider.base)}
        if request.param == "postgres":
            changes["database_url"] = fresh_postgres_database("channels")
        app = build_app(tmp_path_factory.mktemp("channels"), **changes)
        with app.app_context():
            Base.metadata.create_all(db.engine)
            with db.engine.begin() as connection:  # what /readyz looks for
                connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
                connection.execute(text("INSERT INTO alembic_version VALUES ('test')"))
        app.extensions["chat"].prepare()
        with serving(app) as base:
            yield Connected(app, Platform(base), api, provider, base)
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def connected(_connected: Connected) -> Iterator[Connected]:
    with _connected.app.app_context():
        _empty()
        _connected.app.extensions["rates"].reset()
        _connected.api.__init__()  # type: ignore[misc]
        _connected.provider.script = _connected.api  # a test may have left a faulty one
        _connected.provider.asked.clear()
        _connected.provider.faults.clear()
        _connected.platform.mode = "plain"
        make_county()
        yield _connected
        db.session.remove()
        _connected.app.extensions["guide_scans"].flush()
        _connected.app.extensions["chat"].memory.log.flush()
