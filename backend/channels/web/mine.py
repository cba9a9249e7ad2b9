"""我的信息: what is held and who looked, a copy, corrections, consents, deletion. Entered by number and
code, sent anew with every step; nothing stands in an address."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from backend.applications import rights
from backend.applications.contributors import TITLES, held_above
from backend.applications.copies import (
    NOT_TOLD,
    changes_of,
    consents_of,
    copy_as_pdf,
    said,
    told_by,
)
from backend.applications.details import body_of
from backend.applications.holdings import held_about
from backend.applications.models import PreApplication
from backend.applications.papers import papers_of
from backend.applications.rights_schemas import ConsentBody, CorrectionBody
from backend.channels.web.blueprint import bp, clipped
from backend.channels.web.status import Entered, entered
from backend.doors.layout import say_day
from backend.extensions import utc_now
from backend.inputs import invalid_from
from backend.intake.lookers import looks_at
from backend.problems import Problem
from backend.transaction import transaction

_CORRECTABLE = ("name", "phone", "id_number", "address", "description")
Work = Callable[[PreApplication], str]


@bp.post("/status/mine")
def mine() -> ResponseReturnValue:
    """Everything held, and who looked."""
    return _step("", lambda _row: "")


@bp.post("/status/mine/copy")
def mine_copy() -> ResponseReturnValue:
    """The same for a machine, as a file."""
    found = entered()
    if not isinstance(found, Entered):
        return found
    text = json.dumps(held_about(found.row, utc_now()), ensure_ascii=False, indent=1)
    return _as_file(text.encode(), "application/json", "wo-de-xinxi.json")


@bp.post("/status/mine/copy.pdf")
def mine_copy_pdf() -> ResponseReturnValue:
    """The same on paper, as a file."""
    found = entered()
    if not isinstance(found, Entered):
        return found
    return _as_file(copy_as_pdf(found.row, utc_now()), "application/pdf", "wo-de-xinxi.pdf")


@bp.post("/status/mine/correct")
def mine_correct() -> ResponseReturnValue:
    """Set fields right; what was left as it stood is not touched."""

    def correct(row: PreApplication) -> str:
        body = CorrectionBody.model_validate(_wanted(row))
        with transaction():
            changed = rights.correct(row, body.model_dump(exclude_unset=True), utc_now())
        return f"改好了：{'、'.join(rights.FIELDS[name] for name in changed)}。窗口会看到。"

    return _step("correct", correct)


@bp.post("/status/mine/consent")
def mine_consent() -> ResponseReturnValue:
    """Take one consent back; asked once more first."""

    def take_back(row: PreApplication) -> str:
        consent = ConsentBody.model_validate({"consent": request.form.get("consent", "")}).consent
        with transaction():
            erased_on = rights.withdraw_consent(row, consent, utc_now())
        words = f"“{rights.CONSENTS[consent]}”的同意已经撤回，马上生效。"
        if consent == "sensitive_information":
            return words + "相关内容和照片已经删掉。"
        return words + (f"全部内容从 {say_day(erased_on)} 起删除。" if erased_on else "")

    return _confirmed("consent", take_back)


@bp.post("/status/mine/deletion")
def mine_deletion() -> ResponseReturnValue:
    """Have all of it deleted; asked once more first."""

    def ask(row: PreApplication) -> str:
        with transaction():
            erased_on = rights.ask_deletion(row, utc_now())
        return f"已经停办，全部内容从 {say_day(erased_on)} 起删除。"

    return _confirmed("deletion", ask)


def _wanted(row: PreApplication) -> dict[str, Any]:
    """Give what differs from what is held; an emptied box takes the value out."""
    body, wanted = body_of(row), {}
    held = body["applicant"] | {"description": body["situation"]["description"]}
    for name in _CORRECTABLE:
        written = clipped(name, 2000)
        if name in request.form and written != (held[name] or ""):
            wanted[name] = written or None
    return wanted


def _confirmed(name: str, work: Work) -> ResponseReturnValue:
    if request.form.get("confirm") == "yes":
        return _step(name, work)
    found = entered()
    if not isinstance(found, Entered):
        return found
    row, names = found.row, found.names
    consent = request.form.get("consent", "")
    return render_template(
        "web/mine_confirm.html",
        what=name,
        consent=consent,
        consent_title=rights.CONSENTS.get(consent, ""),
        erased_on=rights.would_be_erased_on(row, utc_now()),
        **names,
    )


def _step(name: str, work: Work) -> ResponseReturnValue:
    found = entered()
    if not isinstance(found, Entered):
        return found
    row, names = found.row, found.names
    done, fault, status = "", "", 200
    try:
        done = work(row)
    except ValidationError as error:
        errors = invalid_from(error).errors
        fault, status = " ".join(dict.fromkeys(one.detail for one in errors)), 422
    except Problem as problem:
        fault, status = problem.detail, problem.status
    body = body_of(row)
    return render_template(
        "web/mine.html",
        done=done,
        fault=fault,
        at=name if fault else "",
        told=told_by(body),
        nothing=NOT_TOLD,
        held=body["applicant"] | {"description": body["situation"]["description"]},
        written=request.form if fault and name == "correct" else {},
        consents=consents_of(body),
        given=[one for one in rights.CONSENTS.items() if body["consents"].get(one[0])],
        changes=list(changes_of(row)),
        papers=papers_of(row),
        looks=looks_at(row.case_id),
        above=[
            (TITLES[name], [said(one) for one in held])
            for name, held in held_above(row.case_id).items()
            if held
        ],
        erase_on=row.erase_on,
        **names,
    ), status


def _as_file(data: bytes, media_type: str, name: str) -> Response:
    response = Response(data, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
