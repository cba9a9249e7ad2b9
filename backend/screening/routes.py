"""The API of screening. Nothing sent here is stored or logged."""

from __future__ import annotations

from flask import Response, current_app, jsonify
from flask_openapi import APIBlueprint, Tag

from backend.doors.layout import beijing_day
from backend.doors.schemas import problem_responses
from backend.screening.results import NOTICE, screening_results
from backend.screening.schemas import ScreeningAnswer, ScreeningBody

_tag = Tag(name="查一查", description="说说家里情况，看看可以问哪几样；不保存")
api = APIBlueprint("screening_api", __name__, url_prefix="/api/v1", abp_tags=[_tag])


@api.post(
    "/screenings",
    summary="查一查可以申请什么",
    responses={200: ScreeningAnswer, **problem_responses(400, 415, 422)},
)
def screen_household(body: ScreeningBody) -> Response:
    """每一项都可以不填；没填的当作不清楚，不当作没有。结果只有可能性，没有“不行”。"""
    today = beijing_day()
    results = screening_results(
        current_app.extensions["library"], body.facts.model_dump(), today, body.place
    )
    return jsonify(results=results, as_of=today.isoformat(), notice=NOTICE)
