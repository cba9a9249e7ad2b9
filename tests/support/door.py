"""People at their doors: each acts only by requests, as programs of the office do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import time_machine
from flask.testing import FlaskClient

from tests.factories.county import bearer, pre_application

CASES = "/api/v1/intake/cases"
APPLY = "/api/v1/pre-applications"


@dataclass
class Door:
    """The service from outside; `clock` moves on with `days`."""

    client: FlaskClient
    clock: time_machine.Traveller
    now: datetime
    _headers: dict[str, dict[str, str]] = field(default_factory=dict)

    def days(self, count: float) -> None:
        """Let time pass; whoever was signed in signs in anew."""
        self.now += timedelta(days=count)
        self.clock.move_to(self.now)
        self._headers.clear()

    def who(self, name: str) -> dict[str, str]:
        if name not in self._headers:
            self._headers[name] = bearer(self.client, name)
        return self._headers[name]

    def apply(self, key: str, **changes: Any) -> dict[str, Any]:
        body = pre_application(**changes)
        answer = self.client.post(APPLY, json=body, headers={"Idempotency-Key": key})
        assert answer.status_code == 201, answer.get_json()
        return dict(answer.get_json())

    def refer(self, key: str, **body: Any) -> dict[str, Any]:
        headers = {**self.who("grid"), "Idempotency-Key": key}
        answer = self.client.post("/api/v1/referrals", json=body, headers=headers)
        assert answer.status_code == 201, answer.get_json()
        return dict(answer.get_json())

    def sheet(self, case_id: str, name: str = "clerk-a") -> dict[str, Any]:
        answer = self.client.get(f"{CASES}/{case_id}", headers=self.who(name))
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())

    def case_of(self, number: str, name: str = "clerk-a", queue: str = "unclaimed") -> str:
        rows = self.client.get(f"{CASES}?queue={queue}", headers=self.who(name)).get_json()
        return str(next(row["id"] for row in rows["cases"] if row["number"] == number))

    def move(
        self, case_id: str, action: str, name: str = "clerk-a", *, expect: int = 200, **words: Any
    ) -> dict[str, Any]:
        version = self.sheet(case_id, name)["version"]
        answer = self.client.post(
            f"{CASES}/{case_id}/{action}",
            json={"version": version, **words},
            headers=self.who(name),
        )
        assert answer.status_code == expect, answer.get_json()
        return dict(answer.get_json())

    def through_stages(self, case_id: str, name: str = "clerk-a") -> None:
        """Write down what the procedure needs before a decision; the notice hangs its full time."""
        for one in self.sheet(case_id, name)["unrecorded"]:
            if one["stage"] == "public_notice":
                self.move(case_id, "record-stage", name, stage="notice_hung")
                self.days(self.hangs(case_id))
            self.move(case_id, "record-stage", name, stage=one["stage"])

    def hangs(self, case_id: str) -> int:
        """Give the days from today to that on which the notice may be written down as done."""
        clocks = {
            one["name"]: one["due"] for one in self.sheet(case_id)["clocks"] if not one["ended"]
        }
        last = clocks["stage:public_notice"]["derivation"]["due_on"]
        today = (self.now + timedelta(hours=8)).date()
        return (date.fromisoformat(last) - today).days + 1

    def status(self, receipt: dict[str, Any]) -> dict[str, Any]:
        code = {"access_code": receipt["access_code"]}
        answer = self.client.post(f"{APPLY}/{receipt['number']}/status", json=code)
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())

    def own(self, receipt: dict[str, Any], call: str, **body: Any) -> dict[str, Any]:
        """One of the resident's own calls: supplements, withdraw, dispute."""
        answer = self.client.post(
            f"{APPLY}/{receipt['number']}/{call}",
            json=body,
            headers={"X-Access-Code": receipt["access_code"]},
        )
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())
