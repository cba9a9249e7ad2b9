"""Calls of the API that must succeed, each answer held against the description of its call."""

from __future__ import annotations

from typing import Any

import schemathesis
from flask import Flask

from tests.factories.county import VILLAGE, bearer, pre_application


def description_of(app: Flask) -> Any:
    """Load the app's own description, closed: an object holds the described members only."""
    document = app.test_client().get("/openapi.json").get_json()
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema and name != "ProblemBody":
            schema.setdefault("additionalProperties", False)
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    return schema


class Walk:
    """Calls that must succeed; each answer is held against the description of its call."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._schema, self._client = description_of(app), app.test_client()
        self.left = {
            (method.upper(), path)
            for path, item in self._schema.raw_schema["paths"].items()
            for method in item
        }
        staff = ("clerk-a", "clerk-far", "handler", "supervisor", "grid")
        self.tokens = {who: bearer(self._client, who) for who in staff}

    def __call__(
        self, name: str, body: Any = None, who: str = "", query: Any = None, **rest: Any
    ) -> Any:
        """Make the call `name` ("POST /schemes/{scheme}"); `rest` fills its path and headers."""
        method, path = name.split(" ")
        path = f"/api/v1{path}"
        headers = rest.pop("headers", {}) | self.tokens.get(who, {})
        sent = {"data": rest.pop("form")} if "form" in rest else {"json": body}
        answer = self._client.open(
            path.format(**rest), method=method, query_string=query, headers=headers, **sent
        )
        described = self._schema[path][method]
        assert 200 <= answer.status_code < 300, (name, answer.get_json())
        assert str(answer.status_code) in described.definition.raw["responses"], name
        described.validate_response(answer)
        self.left.discard((method, path))
        return answer.get_json(silent=True)


def apply(walk: Walk, one: int) -> tuple[dict[str, Any], str]:
    """Send in somebody's pre-application; give how its calls are entered, and its case."""
    applicant = {"name": "王示例", "phone": f"1380000000{one}", "residence": VILLAGE}
    body, key = pre_application(applicant=applicant), {"Idempotency-Key": f"walk-{one}"}
    receipt = walk("POST /pre-applications", body, headers=key)
    rows = walk("GET /intake/cases", who="clerk-a", query={"queue": "unclaimed"})["cases"]
    found = next(row["id"] for row in rows if row["number"] == receipt["number"])
    code = receipt["access_code"]
    return {"number": receipt["number"], "headers": {"X-Access-Code": code}}, found


def move(walk: Walk, case: str, action: str, who: str = "clerk-a", **words: Any) -> Any:
    sheet = walk("GET /intake/cases/{case_id}", who=who, case_id=case)
    name = "POST /intake/cases/{case_id}/" + action
    return walk(name, {"version": sheet["version"], **words}, who, case_id=case)
