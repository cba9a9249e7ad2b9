"""The factory: settings, extensions, each room's blueprints, problem pages. All wiring is here."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from flask_openapi import APIBlueprint, Info, OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from backend.accounts import duty
from backend.accounts.current import bind as bind_staff
from backend.accounts.duty_phones import forget_if_former
from backend.accounts.gate import bind as bind_gate
from backend.accounts.leaving import when_someone_leaves
from backend.accounts.routes import api as accounts_api
from backend.applications.contributors import add_contributor
from backend.applications.doors import api as applications_api
from backend.applications.window_routes import api as applications_window_api
from backend.attachments import scanning
from backend.attachments.routes import api as attachments_api
from backend.audit.checks import add_check
from backend.batches import BatchWriter
from backend.channels import handover
from backend.channels.mini_program import sender as mini_sender
from backend.channels.mini_program.routes import api as mini_program_api
from backend.channels.passes import bp as passes
from backend.channels.web.leaving import leave
from backend.channels.web.routes import bp as resident_pages
from backend.channels.wechat_official import answering as wechat_answering
from backend.channels.wechat_official import sender as wechat_sender
from backend.channels.wechat_official.routes import bp as wechat_official
from backend.chat.routes import api as chat_api
from backend.chat.services import Chat
from backend.cli import attach as attach_commands
from backend.config import Settings, load_settings
from backend.console.account import bp as console_account
from backend.console.case import bp as console_case
from backend.console.contacts import bp as console_contacts
from backend.console.deliveries import bp as console_deliveries
from backend.console.departments import bp as console_departments
from backend.console.exports import bp as console_exports
from backend.console.guide_code import bp as console_guide_code
from backend.console.guide_counts import bp as console_guide_counts
from backend.console.guides import bp as console_guides
from backend.console.nav import bp as console_nav
from backend.console.notices import bp as console_notices
from backend.console.offices import bp as console_offices
from backend.console.paper import bp as console_paper
from backend.console.papers import bp as console_papers
from backend.console.questions import bp as console_questions
from backend.console.queue import bp as console_queue
from backend.console.search import bp as console_search
from backend.console.sign_in import bp as console_sign_in
from backend.console.slips import bp as console_slips
from backend.console.staff import bp as console_staff
from backend.console.supervision import bp as console_supervision
from backend.console.trail import bp as console_trail
from backend.console.upkeep import bp as console_upkeep
from backend.console.visits import bp as console_visits
from backend.contacts.holdings import contacts_held
from backend.contacts.services import note_contact
from backend.content.departments import Departments, load_departments
from backend.content.library import Library
from backend.content.loader import load_content
from backend.content.routes import api as content_api
from backend.content.words import Words, load_words
from backend.doors import (
    access_log,
    assets,
    compression,
    description,
    headers,
    layout,
    problem_pages,
    rates,
    requests,
    sessions,
)
from backend.doors.routes import bp as doors
from backend.doors.schemas import SECURITY_SCHEMES, ProblemBody
from backend.exports.looks import export_looks
from backend.extensions import csrf, db, login, migrate
from backend.field.helping import bp as field_helping
from backend.field.routes import bp as field
from backend.guides.routes import api as guides_api
from backend.guides.services import count_questions, count_scans
from backend.inputs import StrictRequest
from backend.intake.contacts import NOTES as CONTACT_NOTES
from backend.intake.custody import free_cases_of
from backend.intake.histories import history_faults
from backend.intake.lookers import add_looks
from backend.intake.move_routes import api as intake_moves
from backend.intake.routes import api as intake_api
from backend.log_lines import write_lines
from backend.mandates.holdings import mandates_held
from backend.notifications import carriers, senders
from backend.open_transaction import know_statements
from backend.outgoing import calls as outgoing_calls
from backend.referrals.routes import api as referrals_api
from backend.screening.routes import api as screening_api
from backend.sealing import Sealer
from backend.transaction import ping_after_rest
from backend.visits.holdings import visits_held
from backend.webhooks import telling as webhooks_out
from backend.webhooks.routes import bp as webhooks


class Application(OpenAPI):
    """The Flask application; reads request bodies strictly, and describes itself truly."""

    request_class = StrictRequest

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give the function: none of ours is a coroutine (a test holds it), and to look anew at the
        dozen that each request passes costs a tenth of an answer."""
        return func

    def generate_spec_json(self) -> None:
        super().generate_spec_json()  # type: ignore[no-untyped-call]
        description.complete(self.spec_json)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from `settings` (default: the environment).

    Raises SettingsInvalid when a setting cannot be used, ContentError when the content is faulty,
    and RuntimeError when a route has no row in the table of permissions.
    """
    settings = settings or load_settings()
    app = Application(
        "backend",
        info=Info(
            title="一门助", version="1", description="社会救助问答、扫码指引、预申请与一门受理"
        ),
        doc_ui=False,
        security_schemes=SECURITY_SCHEMES,
        validation_error_model=ProblemBody,
        validation_error_callback=problem_pages.invalid_response,
        static_folder=None,
    )
    app.openapi_version = "3.1.0"
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["settings"] = settings
    app.extensions["sealer"] = Sealer(settings.data_keys, settings.search_hash)
    app.extensions["library"] = _library(settings.content_root)
    app.extensions["words"] = _words(settings.content_root)
    app.extensions["departments"] = _departments(settings.content_root)
    _configure(app, settings)
    _bind_extensions(app, settings)
    app.session_interface = sessions.LazySessions()
    write_lines()
    access_log.bind(app)
    requests.bind(app)
    rates.bind(app, settings.redis_url)
    problem_pages.bind(app)
    layout.bind(app)
    assets.bind(app)
    compression.bind(app)
    for room in _rooms(app):
        if isinstance(room, APIBlueprint):
            csrf.exempt(room)
            app.register_api(room)
        else:
            app.register_blueprint(room)
    bind_gate(app)
    headers.bind(app, under_tls=settings.under_tls)
    attach_commands(app)
    return app


@functools.cache
def _words(root: Path) -> Words:
    """Read the words once in a process."""
    return load_words(root / "intents")


@functools.cache
def _departments(root: Path) -> Departments:
    """Read who leads which scheme once in a process."""
    return load_departments(root / "intents")


@functools.cache
def _library(root: Path) -> Library:
    """Read the policy texts once in a process, however many applications it makes."""
    return load_content(root / "policy_texts")


def _configure(app: Flask, settings: Settings) -> None:
    tls = settings.under_tls
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        SESSION_COOKIE_NAME="__Host-yimenzhu" if tls else "yimenzhu",
        SESSION_COOKIE_SECURE=tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_I18N_ENABLED=False,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        WTF_CSRF_SSL_STRICT=False,  # wants a Referer, which our pages never send; see doors/requests
    )
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]


def _engine_options(settings: Settings) -> dict[str, Any]:
    if settings.is_sqlite:
        Path(settings.var_dir).mkdir(parents=True, exist_ok=True)
        return {
            "connect_args": {"timeout": 5, "check_same_thread": False},
            "pool_size": 16,
            "hide_parameters": True,  # what people wrote must not stand in an error's text
        }
    options = "-c synchronous_commit=on -c statement_timeout=10000 -c timezone=UTC"
    return {
        "connect_args": {"connect_timeout": 5, "options": options},
        "pool_size": 8,
        "max_overflow": 8,
        "hide_parameters": True,
    }


def _bind_extensions(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    with app.app_context():
        know_statements(db.engine)
        if not settings.is_sqlite:
            ping_after_rest(db.engine)
    migrate.init_app(app, db, directory=str(Path(__file__).parent / "migrations"))
    csrf.init_app(app)
    login.init_app(app, add_context_processor=False)


def _rooms(app: Flask) -> Iterator[Blueprint | APIBlueprint]:
    """Give every room's blueprints; a room that keeps something at hand is bound here too."""
    yield doors
    outgoing_calls.bind(app)
    senders.bind(app)
    add_check(app, history_faults)
    carriers.bind(app)
    duty.bind(app)
    bind_staff(app)
    when_someone_leaves(app, free_cases_of)
    when_someone_leaves(app, forget_if_former)
    add_looks(app, export_looks)
    add_contributor(app, "contacts", contacts_held)
    add_contributor(app, "visits", visits_held)
    add_contributor(app, "mandates", mandates_held)
    app.extensions["guide_scans"] = BatchWriter(app, count_scans)
    app.extensions["guide_questions"] = BatchWriter(app, count_questions)
    app.extensions["chat"] = Chat(
        app, app.extensions["words"], app.extensions["library"], app.extensions["sealer"]
    )
    handover.bind(app)
    app.extensions[CONTACT_NOTES] = note_contact
    yield content_api
    yield guides_api
    yield chat_api
    yield accounts_api
    yield applications_api
    yield applications_window_api
    yield intake_api
    yield intake_moves
    scanning.bind(app)
    yield attachments_api
    yield referrals_api
    yield console_nav
    yield console_sign_in
    yield console_account
    yield console_staff
    yield console_offices
    yield console_departments
    yield console_queue
    yield console_search
    yield console_supervision
    yield console_trail
    yield console_contacts
    yield console_visits
    yield console_case
    yield console_slips
    yield console_guides
    yield console_guide_counts
    yield console_guide_code
    yield console_paper
    yield console_papers
    yield console_questions
    yield console_upkeep
    yield console_exports
    yield console_notices
    yield field
    yield field_helping
    yield screening_api
    yield passes
    wechat_answering.bind(app)
    wechat_sender.bind(app)
    webhooks_out.bind(app)
    csrf.exempt(webhooks)
    yield webhooks
    yield console_deliveries
    mini_sender.bind(app)
    yield mini_program_api
    csrf.exempt(wechat_official)
    yield wechat_official
    csrf.exempt(leave)  # works on a page left open for a day
    yield resident_pages
