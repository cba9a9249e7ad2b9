"""The API keeps its own description: every call, as strangers and as staff, with sound and faulty
values, answers with a status, headers and a body that /openapi.json declares for it."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.factories.county import bearer, make_county

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BOUNDED = settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def _calls(app: Flask) -> Iterator[Any]:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    for found in schema.get_all_operations():
        yield found.ok()


@pytest.mark.parametrize("who", ["", "clerk-a", "grid"])
def test_every_call_answers_as_described(app: Flask, who: str) -> None:
    make_county()
    broken = {}
    for call in _calls(app):
        headers = bearer(app.test_client(), who) if who else {}
        try:
            _try(app, call, headers)
        except* Exception as faults:
            broken[call.label] = [str(one) for one in faults.exceptions]
    assert broken == {}


def _try(app: Flask, call: Any, headers: dict[str, str]) -> None:
    """Make the call with values that fit its description and with values that do not."""

    @BOUNDED
    @given(case=_values(call))
    def tried(case: Case) -> None:
        app.extensions["rates"].reset()
        answer = contextvars.Context().run(case.call, headers=headers)
        case.validate_response(answer, checks=CHECKS)

    tried()


def _values(call: Any) -> st.SearchStrategy[Case]:
    return st.one_of(
        call.as_strategy(generation_mode=GenerationMode.POSITIVE),
        call.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )
