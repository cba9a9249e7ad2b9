"""The API keeps its own description: every call, as strangers and as staff, with sound and faulty
values, answers with a status, headers and a body that /openapi.json declares for it.

Bodies may hold nothing that is not described; only a problem may carry members of its own type.
"""

from __future__ import annotations

import contextvars
from typing import Any

import pytest
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

from tests.factories.county import VILLAGE, bearer, make_county
from tests.support.api_stories import (
    a_case_to_its_end,
    mini_program_calls,
    offers_and_items,
    papers_and_own_data,
    residents_calls,
    staffs_other_calls,
)
from tests.support.api_walk import Walk, apply, description_of, move

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BOUNDED = settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def walk(app: Flask) -> Walk:
    make_county()
    return Walk(app)


@pytest.mark.parametrize("who", ["", "clerk-a", "grid"])
def test_every_call_answers_as_described(app: Flask, walk: Walk, who: str) -> None:
    own, case = apply(walk, 1)
    move(walk, case, "claim")
    known = _known(walk) | {"case_id": case, "number": own["number"]}
    broken = {}
    for found in description_of(app).get_all_operations():
        call = found.ok()
        if who and "security" not in call.definition.raw:
            continue  # a token changes nothing where none is asked for
        headers = bearer(app.test_client(), who) if who else own["headers"]
        try:
            _try(app, call, known, headers)
        except* Exception as faults:
            broken[call.label] = [str(one) for one in faults.exceptions]
    assert broken == {}


def _known(walk: Walk) -> dict[str, str]:
    """Give, for the names in paths, something that is there."""
    return {
        "scheme": "minimum_living_allowance",
        "facet": "materials",
        "code": walk("GET /guides", query={"place": VILLAGE})[0]["code"],
        "message_id": walk("POST /chat/messages", {"text": "低保"})["message_id"],
        "attachment_id": "0" * 32,
    }


def _try(app: Flask, call: Any, known: dict[str, str], headers: dict[str, str]) -> None:
    """Make the call with values that fit its description and with values that do not, and every
    other time with the path of something that is there and the headers that open it."""

    @BOUNDED
    @given(case=_values(call), is_known=st.booleans())
    def tried(case: Case[Any], is_known: bool) -> None:
        app.extensions["rates"].reset()
        if is_known and case.path_parameters:
            case.path_parameters = {name: known[name] for name in case.path_parameters}
        sent = headers if is_known or "Authorization" in headers else {}
        answer = contextvars.Context().run(case.call, headers=sent)
        case.validate_response(answer, checks=CHECKS)

    tried()


def _values(call: Any) -> st.SearchStrategy[Case[Any]]:
    return st.one_of(
        call.as_strategy(generation_mode=GenerationMode.POSITIVE),
        call.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )


def test_every_success_is_described(walk: Walk) -> None:
    """Guessed values seldom open a case; here each call is made once as it is meant."""
    residents_calls(walk)
    a_case_to_its_end(walk)
    staffs_other_calls(walk)
    offers_and_items(walk)
    papers_and_own_data(walk)
    mini_program_calls(walk)
    assert walk.left == set()
