"""One's own account: password, second factor, open sessions, a supervisor's phone, family; and
proving oneself again."""

from __future__ import annotations

import base64
from typing import Final

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts import duty_phones, kin, second_factor, services
from backend.accounts.budget import views_on
from backend.accounts.current import clear_page_session, current_session
from backend.accounts.permissions import Permission
from backend.accounts.problems import CodeRefused, ProofNeeded, ProofRefused, SignInDelayed
from backend.accounts.proof import prove as check_proof
from backend.accounts.queries import username_of
from backend.accounts.sessions import end_sessions_of, open_sessions_of
from backend.console.paths import own_path
from backend.doors.layout import beijing_day
from backend.doors.problem_pages import show
from backend.doors.requests import is_api, request_source
from backend.extensions import utc_now
from backend.printing.qr import svg
from backend.problems import Invalid, Problem
from backend.transaction import transaction

bp = Blueprint(
    "console_account", __name__, url_prefix="/console/account", template_folder="templates"
)

_DONE: Final = {
    "proved": "验证好了，10 分钟内不用再验。",
    "second-off": "两步验证关掉了。",
    "others-ended": "别处的登录都退出了。",
    "phone-kept": "记好了。有超期、要会商的事，工作时间发短信到这个号码。",
    "phone-removed": "删掉了，不再发短信。",
    "kin-added": "登记好了。这个号码的办件，系统不会让您决定。",
}
_NOT_CARRIED: Final = {"proof", "csrf_token"}


@bp.get("/")
def page() -> str:
    return _page(done=_DONE.get(request.args.get("done", ""), ""))


@bp.get("/proof")
def prove_page() -> str:
    return render_template(
        "console/prove.html", action=None, carried=[], fault="", wanted=_wanted()
    )


@bp.post("/proof")
def prove() -> ResponseReturnValue:
    """Prove oneself, then go on to the page that asked for it."""
    staff = current_session()
    try:
        source = request_source()
        given = request.form.get("proof", "")[:129]
        check_proof(staff.session_id, staff.actor.staff_id, given, source, utc_now())
    except (ProofRefused, SignInDelayed) as problem:
        wanted = own_path(request.form.get("next", ""))
        return (
            render_template(
                "console/prove.html", action=None, carried=[], fault=problem.detail, wanted=wanted
            ),
            problem.status,
        )
    wanted = own_path(request.form.get("next", ""))
    return redirect(wanted or url_for("console_account.page", done="proved"), 303)


@bp.app_errorhandler(ProofNeeded)
@bp.app_errorhandler(ProofRefused)
@bp.app_errorhandler(SignInDelayed)
def ask_proof(problem: Problem) -> ResponseReturnValue:
    """Show the page that asks for password or code; a form's own fields come along unchanged."""
    if is_api():
        return show(problem)
    fault = "" if isinstance(problem, ProofNeeded) else problem.detail
    if request.method == "GET":
        return redirect(url_for("console_account.prove_page", next=request.path))
    carried = [
        (name, value) for name, value in request.form.items(multi=True) if name not in _NOT_CARRIED
    ]
    shown = render_template(
        "console/prove.html", action=request.path, carried=carried, fault=fault, wanted=""
    )
    return shown, problem.status, problem.headers


@bp.get("/password")
def password_page() -> str:
    return _password_page()


@bp.post("/password")
def password() -> ResponseReturnValue:
    """Change one's own password: the old one, the new one twice; then sign in anew everywhere."""
    staff, form = current_session(), request.form
    new = form.get("new", "")[:129]
    try:
        if new != form.get("again", "")[:129]:
            return _password_page("两次输的新密码不一样，请重新输。"), 422
        source = request_source()
        old = form.get("old", "")[:129]
        check_proof(staff.session_id, staff.actor.staff_id, old, source, utc_now())
        with transaction():
            services.change_password(staff.actor.staff_id, new, by=staff.actor.staff_id)
    except ProofRefused:
        return _password_page("现在的密码不对，请再输一次。"), 403
    except Invalid as problem:
        return _password_page(problem.errors[0].detail), 422
    except SignInDelayed as problem:
        return _password_page(problem.detail), problem.status
    clear_page_session()
    return redirect(url_for("console_sign_in.sign_in_page", done="password"), 303)


@bp.get("/second-factor")
def second_factor_page() -> str:
    return _second_factor_page()


@bp.post("/second-factor/begin")
def begin_second_factor() -> ResponseReturnValue:
    staff_id = current_session().actor.staff_id
    with transaction():
        second_factor.begin(staff_id, username_of(staff_id), utc_now())
    return redirect(url_for("console_account.second_factor_page"), 303)


@bp.post("/second-factor/confirm")
def confirm_second_factor() -> ResponseReturnValue:
    """Take the first code from the phone; show the recovery codes, this once."""
    staff = current_session()
    try:
        with transaction():
            codes = second_factor.confirm(
                staff.actor.staff_id, request.form.get("code", "")[:20], utc_now()
            )
            end_sessions_of(staff.actor.staff_id, but=staff.session_id)
    except CodeRefused as problem:
        return _second_factor_page(problem.detail), problem.status
    return render_template("console/recovery_codes.html", codes=codes, is_new=True)


@bp.post("/second-factor/codes")
def renew_codes() -> str:
    with transaction():
        codes = second_factor.renew_recovery_codes(current_session().actor.staff_id)
    return render_template("console/recovery_codes.html", codes=codes, is_new=False)


@bp.post("/second-factor/off")
def take_off_second_factor() -> ResponseReturnValue:
    staff_id = current_session().actor.staff_id
    with transaction():
        second_factor.take_off(staff_id, staff_id)
    return redirect(url_for("console_account.page", done="second-off"), 303)


@bp.post("/sessions/end-others")
def end_others() -> ResponseReturnValue:
    staff = current_session()
    with transaction():
        end_sessions_of(staff.actor.staff_id, but=staff.session_id)
    return redirect(url_for("console_account.page", done="others-ended"), 303)


@bp.post("/kin")
def add_kin() -> ResponseReturnValue:
    """Keep the keyed hash of an own or a close relative's number."""
    staff, form = current_session(), request.form
    number, relation = form.get("number", "")[:40], form.get("relation", "")[:16]
    try:
        with transaction():
            kin.add_kin(staff.actor.staff_id, relation, number, utc_now())
    except Invalid as problem:
        return _page(fault=problem.errors[0].detail, number=number, relation=relation), 422
    return redirect(url_for("console_account.page", done="kin-added") + "#kin", 303)


@bp.post("/duty-phone")
def keep_duty_phone() -> ResponseReturnValue:
    """Keep the supervisor's own number, in place of the one before."""
    staff, number = current_session(), request.form.get("phone", "")[:40]
    try:
        with transaction():
            duty_phones.keep_phone(staff.actor.staff_id, number, utc_now())
    except Invalid as problem:
        return _page(phone_fault=problem.errors[0].detail, phone=number), 422
    return redirect(url_for("console_account.page", done="phone-kept") + "#duty", 303)


@bp.post("/duty-phone/remove")
def remove_duty_phone() -> ResponseReturnValue:
    staff_id = current_session().actor.staff_id
    with transaction():
        duty_phones.remove_phone(staff_id, staff_id)
    return redirect(url_for("console_account.page", done="phone-removed") + "#duty", 303)


def _wanted() -> str:
    return own_path(request.args.get("next", ""))


def _page(
    done: str = "",
    fault: str = "",
    number: str = "",
    relation: str = "",
    phone: str = "",
    phone_fault: str = "",
) -> str:
    staff, now = current_session(), utc_now()
    staff_id = staff.actor.staff_id
    return render_template(
        "console/account.html",
        actor=staff.actor,
        username=username_of(staff_id),
        has_second=staff.has_second,
        codes_left=second_factor.recovery_codes_left(staff_id),
        sessions=open_sessions_of(staff_id, now),
        present=staff.session_id,
        kin=kin.kin_of(staff_id),
        relations=kin.RELATIONS,
        views=views_on(staff_id, beijing_day(now)),
        done=done,
        fault=fault,
        number=number,
        relation=relation,
        supervises=staff.actor.may(Permission.SUPERVISE),
        own_phone=duty_phones.own_phone(staff_id),
        sends_texts=bool(current_app.extensions["settings"].providers.sms.url),
        phone=phone,
        phone_fault=phone_fault,
    )


def _password_page(fault: str = "") -> str:
    return render_template(
        "console/password.html", fault=fault, is_initial=current_session().must_change_password
    )


def _second_factor_page(fault: str = "") -> str:
    staff = current_session()
    staff_id = staff.actor.staff_id
    secret = None if staff.has_second else second_factor.waiting_key(staff_id)
    picture = ""
    if secret:
        drawn = svg(second_factor.address_of(secret, username_of(staff_id))).encode()
        picture = "data:image/svg+xml;base64," + base64.b64encode(drawn).decode()
    return render_template(
        "console/second_factor.html",
        has_second=staff.has_second,
        is_required=second_factor.is_required_of(staff.actor),
        codes_left=second_factor.recovery_codes_left(staff_id),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)) if secret else "",
        picture=picture,
        fault=fault,
    )
