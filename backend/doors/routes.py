"""The house's own addresses: is it alive, is it ready, its metrics, its description."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, jsonify, render_template
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from backend.extensions import db
from backend.problems import OutOfService, Problem

bp = Blueprint(
    "doors",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


@bp.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
def readyz() -> Response:
    """The database answers and its tables are there."""
    try:
        db.session.execute(text("SELECT version_num FROM alembic_version")).one()
    except Exception as error:
        raise OutOfService("数据库还没有准备好，请稍等。") from error
    return jsonify(status="ready")


@bp.get("/metrics")
def metrics() -> Response:
    """Counts for the operator, in Prometheus text form; no personal data, no paths."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


@bp.get("/openapi.json")
def openapi_document() -> Response:
    """The description of every call (OpenAPI 3.1)."""
    document = current_app.api_doc  # type: ignore[attr-defined]
    return jsonify(document)


@bp.get("/docs")
def docs() -> str:
    """The same description as a page a person can read; no script is needed."""
    document = current_app.api_doc  # type: ignore[attr-defined]
    return render_template("docs.html", document=document)


@bp.get("/problems/<slug>")
def problem_type(slug: str) -> str:
    """What a problem type means, for people who build against the API."""
    kind = Problem.register.get(slug)
    if kind is None:
        abort(404)
    return render_template("problem_type.html", kind=kind)
