"""Who may do what: permissions in plain sentences, what each role holds, and what each route asks.

Pure. A route without a row in ROUTES does not start (backend.app checks). A permission reaches
only the subtree of the division, and the department, for which the role is held; that part is a
filter inside the query, not a check after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backend.accounts.roles import GRANTS, Permission, Role

__all__ = ["GRANTS", "ROUTES", "Access", "Permission", "Role", "RouteRule"]
_P = Permission


class Access(StrEnum):
    """How a route is entered."""

    PUBLIC = "谁都可以"
    CASE_CODE = "凭编号和办理码"
    STAFF = "登录的工作人员，且有该权限"
    CHANNEL = "对方平台，凭签名"
    RESIDENT = "居民，凭小程序登录的令牌"


@dataclass(frozen=True)
class RouteRule:
    """What a route asks: how it is entered, the permission, the class of the data it shows or takes
    (A most private … E open), a rate limit per address where there is one, and whether password or
    code must have been given within ten minutes (`step_up`)."""

    access: Access
    data_class: str
    permission: Permission | None = None
    limit: str | None = None
    step_up: bool = False


def public(data_class: str = "E", limit: str | None = None) -> RouteRule:
    return RouteRule(Access.PUBLIC, data_class, limit=limit)


def case_code(data_class: str = "A", limit: str | None = None) -> RouteRule:
    return RouteRule(Access.CASE_CODE, data_class, limit=limit)


def staff(
    permission: Permission,
    data_class: str = "A",
    *,
    limit: str | None = None,
    step_up: bool = False,
) -> RouteRule:
    return RouteRule(Access.STAFF, data_class, permission, limit, step_up)


def resident(data_class: str = "A", limit: str | None = None) -> RouteRule:
    return RouteRule(Access.RESIDENT, data_class, limit=limit)


def channel(data_class: str = "E", limit: str | None = None) -> RouteRule:
    return RouteRule(Access.CHANNEL, data_class, limit=limit)


_SUBMIT = "120/minute"

# endpoint (blueprint.function) -> rule
ROUTES: dict[str, RouteRule] = {
    # the house itself
    "doors.static": public(),
    "doors.healthz": public(),
    "doors.readyz": public(),
    "doors.metrics": public(),
    "doors.openapi_document": public(),
    "doors.docs": public(),
    "doors.problem_type": public(),
    # accounts: signing in and out
    "accounts_api.open_staff_session": public("C", limit="60/minute"),
    "accounts_api.end_staff_session": public("C"),  # whoever is signed in, whatever the role
    "accounts_api.prove_session": staff(_P.OWN_ACCOUNT, "C", limit="60/minute"),
    # an editor: what was not answered, what must be looked at again, what a coming day changes
    "console_content.home": staff(_P.EDIT_CONTENT, "B"),
    "console_content.adopt": staff(_P.EDIT_CONTENT, "B"),
    "console_upkeep.home": staff(_P.EDIT_CONTENT, "E"),
    "console_upkeep.rehearsal": staff(_P.EDIT_CONTENT, "B"),
    "console_sign_in.sign_in_page": public("C"),
    "console_sign_in.sign_in": public("C", limit="60/minute"),
    "console_sign_in.code_page": public("C"),
    "console_sign_in.code": public("C", limit="60/minute"),
    "console_sign_in.sign_out_page": public("C"),
    "console_sign_in.sign_out": public("C"),
    # one's own account; open to every role, also before password and second factor are settled
    "console_account.page": staff(_P.OWN_ACCOUNT, "C"),
    "console_account.prove_page": staff(_P.OWN_ACCOUNT, "C"),
    "console_account.prove": staff(_P.OWN_ACCOUNT, "C", limit="60/minute"),
    "console_account.password_page": staff(_P.OWN_ACCOUNT, "C"),
    "console_account.password": staff(_P.OWN_ACCOUNT, "C", limit="60/minute"),
    "console_account.second_factor_page": staff(_P.OWN_ACCOUNT, "C"),
    "console_account.begin_second_factor": staff(_P.OWN_ACCOUNT, "C", step_up=True),
    "console_account.confirm_second_factor": staff(_P.OWN_ACCOUNT, "C", limit="60/minute"),
    "console_account.renew_codes": staff(_P.OWN_ACCOUNT, "C", step_up=True),
    "console_account.take_off_second_factor": staff(_P.OWN_ACCOUNT, "C", step_up=True),
    "console_account.end_others": staff(_P.OWN_ACCOUNT, "C"),
    "console_account.add_kin": staff(_P.OWN_ACCOUNT, "A"),
    "console_account.keep_duty_phone": staff(_P.SUPERVISE, "A", limit="20/minute"),
    "console_account.remove_duty_phone": staff(_P.SUPERVISE, "A"),
    # staff and windows, kept by an administrator
    "console_staff.home": staff(_P.MANAGE_ACCOUNTS, "B"),
    "console_staff.new_page": staff(_P.MANAGE_ACCOUNTS, "B"),
    "console_staff.create": staff(_P.MANAGE_ACCOUNTS, "B", step_up=True),
    "console_staff.page": staff(_P.MANAGE_ACCOUNTS, "B"),
    "console_staff.change": staff(_P.MANAGE_ACCOUNTS, "B", step_up=True),
    "console_staff.import_page": staff(_P.MANAGE_ACCOUNTS, "B", step_up=True),
    "console_staff.take_in": staff(_P.MANAGE_ACCOUNTS, "B", step_up=True),
    "console_offices.home": staff(_P.MANAGE_OFFICES, "E"),
    "console_offices.page": staff(_P.MANAGE_OFFICES, "E"),
    "console_offices.save": staff(_P.MANAGE_OFFICES, "E", step_up=True),
    "console_offices.import_page": staff(_P.MANAGE_OFFICES, "E", step_up=True),
    "console_offices.take_in": staff(_P.MANAGE_OFFICES, "E", step_up=True),
    "console_departments.home": staff(_P.MANAGE_OFFICES, "E"),
    "console_departments.new_page": staff(_P.MANAGE_OFFICES, "E"),
    "console_departments.create": staff(_P.MANAGE_OFFICES, "E", step_up=True),
    "console_departments.page": staff(_P.MANAGE_OFFICES, "E"),
    "console_departments.change": staff(_P.MANAGE_OFFICES, "E", step_up=True),
    "console_departments.import_page": staff(_P.MANAGE_OFFICES, "E", step_up=True),
    "console_departments.take_file_in": staff(_P.MANAGE_OFFICES, "E", step_up=True),
    # the clerks' console; which move is whose is checked by the verb itself
    "console_queue.home": staff(_P.USE_CONSOLE),
    "console_queue.claim_next": staff(_P.WORK_CASE),
    "console_queue.claim_several": staff(_P.WORK_CASE),
    "console_queue.release_several": staff(_P.WORK_CASE),
    "console_search.search": staff(_P.VIEW_QUEUE, limit="60/minute"),
    "console_search.emergency": staff(_P.BREAK_GLASS, limit="60/minute", step_up=True),
    "console_trail.home": staff(_P.READ_AUDIT, "D"),
    "console_trail.check": staff(_P.READ_AUDIT, "D", limit="60/minute"),
    "console_supervision.home": staff(_P.SUPERVISE, "B"),
    "console_supervision.chart": staff(_P.SUPERVISE, "B"),
    "console_supervision.review": staff(_P.SUPERVISE, "B"),
    "console_supervision.assign": staff(_P.SUPERVISE, "B"),
    "console_visits.ask": staff(_P.WORK_CASE),
    "console_contacts.note": staff(_P.WORK_CASE),
    "console_paper.form": staff(_P.WORK_CASE),
    "console_paper.submit": staff(_P.WORK_CASE),
    "console_paper.scan": staff(_P.WORK_CASE, limit="60/minute"),
    "console_case.page": staff(_P.VIEW_QUEUE),
    "console_case.unmask": staff(_P.UNMASK, step_up=True),
    "console_case.move": staff(_P.VIEW_QUEUE),
    "console_slips.slip": staff(_P.WORK_CASE),
    # codes on notice boards: own subtree only
    "console_guides.home": staff(_P.MANAGE_GUIDES, "B"),
    "console_guides.issue": staff(_P.MANAGE_GUIDES, "B"),
    "console_guides.make": staff(_P.MANAGE_GUIDES, "B"),
    "console_guide_code.page": staff(_P.MANAGE_GUIDES, "B"),
    "console_guide_code.preview": staff(_P.MANAGE_GUIDES, "B"),
    "console_guide_code.scans": staff(_P.MANAGE_GUIDES, "B"),
    "console_guide_code.make": staff(_P.MANAGE_GUIDES, "B"),
    "console_guide_code.change": staff(_P.MANAGE_GUIDES, "B"),
    "console_guide_counts.home": staff(_P.MANAGE_GUIDES, "B"),
    "console_guide_counts.chart": staff(_P.MANAGE_GUIDES, "B"),
    "console_guide_counts.export": staff(_P.MANAGE_GUIDES, "B"),
    # a grid worker refers a household, as a program and on a phone
    "referrals_api.submit": staff(_P.REFER_HOUSEHOLD),
    "referrals_api.own_list": staff(_P.REFER_HOUSEHOLD),
    "field.home": staff(_P.REFER_HOUSEHOLD),
    "field.refer_page": staff(_P.REFER_HOUSEHOLD),
    "field.refer": staff(_P.REFER_HOUSEHOLD),
    "field.referral": staff(_P.REFER_HOUSEHOLD),
    "field.paper": staff(_P.REFER_HOUSEHOLD, "E"),
    "field_helping.new_page": staff(_P.REFER_HOUSEHOLD),
    "field_helping.take": staff(_P.REFER_HOUSEHOLD, limit="60/minute"),
    "field_helping.mandate": staff(_P.REFER_HOUSEHOLD),
    "field_helping.supplement": staff(_P.REFER_HOUSEHOLD),
    "field_helping.give_back": staff(_P.REFER_HOUSEHOLD),
    "field_helping.visit": staff(_P.REFER_HOUSEHOLD),
    "field.referral_paper": staff(_P.REFER_HOUSEHOLD),
    "console_exports.home": staff(_P.EXPORT_LISTS),
    "console_exports.ask": staff(_P.EXPORT_LISTS, step_up=True),
    "console_exports.approve": staff(_P.SUPERVISE, step_up=True),
    "console_exports.fetch": staff(_P.EXPORT_LISTS),
    "console_notices.put_up": staff(_P.WORK_CASE, step_up=True),
    "console_notices.down": staff(_P.WORK_CASE),
    "console_papers.add": staff(_P.WORK_CASE),
    "console_papers.open_paper": staff(_P.VIEW_QUEUE),  # its holder; others with UNMASK
    "console_papers.thumb": staff(_P.VIEW_QUEUE),  # its holder
    # what we say, open to all
    "content_api.schemes": public(),
    "content_api.scheme_texts": public(),
    "content_api.facet_text": public(),
    "guides_api.guides_of_place": public(),
    "guides_api.guide_by_code": public(),
    "screening_api.screen_household": public("B"),
    # pages for residents
    # resident pages: ask, look up, send in, follow
    "web.home": public(),
    "web.text_size": public(),
    "web.chat": public("B"),
    "web.chat_answer": public("B"),
    "web.chat_feedback": public("B", limit="120/minute"),
    "web.explain": public("B"),
    "web.guide": public(),
    "web.guide_search": public(),
    "web.guide_text": public(),
    "web.guide_card": public(),
    "web.guide_broadcast": public(),
    "web.guide_leaflet": public(limit="60/minute"),
    "web.guide_form": public(),
    "web.guide_qr_svg": public(),
    "web.guide_qr_png": public(),
    "web.scheme_list": public(),
    "web.scheme": public(),
    "web.screening": public(),
    "web.screening_answer": public("A"),  # told, answered, not kept
    "web.apply_list": public(),
    "web.apply_form": public(),
    "web.apply_from_screening": public("A"),  # carried over from 查一查, not kept
    "web.apply_submit": public("A", limit=_SUBMIT),
    "web.apply_in_township": public("A"),  # shown again for another township, not kept
    "web.ask_person": public(),
    "web.ask_person_from_chat": public("B"),
    "web.ask_person_submit": public("A", limit="20/minute"),
    "web.status_form": public(),
    "web.status_look": case_code(),
    "web.status_supplement": case_code(),
    "web.status_withdraw": case_code(),
    "web.status_dispute": case_code(),
    "web.status_revoke": case_code(),
    "web.status_papers": case_code(limit="120/minute"),
    "web.status_paper": case_code(),
    "web.status_slip": case_code(limit="120/minute"),
    "web.mine": case_code(),
    "web.mine_copy": case_code(),
    "web.mine_copy_pdf": case_code(limit="60/minute"),
    "web.mine_correct": case_code(),
    "web.mine_consent": case_code(),
    "web.mine_deletion": case_code(),
    "web.privacy": public(),
    "web.open_numbers": public(),
    "web.notice": public("B", limit="120/minute"),
    "web.text_size_page": public(),
    "web.offline": public(),
    "web.put_away": public(),
    "web.leave_page": public(),
    "web.leave": public(),
    "web.left": public(),
    "web.worker": public(),
    "web.manifest": public(),
    # a resident asks
    "chat.ask": public("B"),
    "chat.feedback": public("B", limit="120/minute"),
    # a resident sends in and follows a pre-application
    "applications.submit": public("A", limit=_SUBMIT),
    "applications_window.submit": staff(_P.WORK_CASE),
    "applications.question": public("A", limit="20/minute"),
    "applications.status": case_code(),
    "applications.supplement": case_code(),
    "applications.withdraw": case_code(),
    "applications.dispute": case_code(),
    "applications.attach": case_code(limit="120/minute"),
    "applications.own_attachment": case_code(),
    # … and what is held about them
    "applications.copy": case_code(),
    "applications.readable_copy": case_code(limit="60/minute"),
    "applications.correct": case_code(),
    "applications.withdraw_consent": case_code(),
    "applications.ask_deletion": case_code(),
    # channels of others
    "wechat_official.verify": channel(),
    "wechat_official.receive": channel("A"),
    "webhooks.report": channel("A", limit="600/minute"),
    "console_deliveries.home": staff(_P.SUPERVISE, "B"),
    "console_deliveries.send_again": staff(_P.SUPERVISE, "B"),
    "passes.open_pass": public("C"),
    "mini_program.open_visit": public("C", limit="60/minute"),
    "mini_program.own_list": resident(),
    "mini_program.bind_own": resident(),
    "mini_program.phone": resident(limit="60/minute"),
    "mini_program.consent": resident("C"),
    "mini_program.guide_image": public(limit="120/minute"),
    # intake: the one-window queue
    "intake_api.case_list": staff(_P.VIEW_QUEUE),
    "intake_api.case_sheet": staff(_P.VIEW_QUEUE),
    "intake_api.case_unmask": staff(_P.UNMASK, step_up=True),
    "attachments_api.case_attachments": staff(_P.VIEW_QUEUE),
    "attachments_api.add_attachment": staff(_P.WORK_CASE),
    "attachments_api.open_attachment": staff(_P.VIEW_QUEUE),  # its holder; others with UNMASK
    "intake_moves.claim": staff(_P.WORK_CASE),
    "intake_moves.release": staff(_P.WORK_CASE),
    "intake_moves.ask_supplement": staff(_P.WORK_CASE),
    "intake_moves.take_supplement": staff(_P.WORK_CASE),
    "intake_moves.accept": staff(_P.DECIDE_CASE),
    "intake_moves.decline": staff(_P.DECIDE_CASE),
    "intake_moves.transfer": staff(_P.TRANSFER_CASE),
    "intake_moves.refer": staff(_P.TRANSFER_CASE),
    "intake_moves.answer_referral": staff(_P.VIEW_QUEUE),  # the department, or the holder by phone
    "intake_moves.accept_transfer": staff(_P.WORK_CASE),
    "intake_moves.return_transfer": staff(_P.WORK_CASE),
    "intake_moves.recall_transfer": staff(_P.TRANSFER_CASE),
    "intake_moves.accept_referral": staff(_P.ANSWER_REFERRAL),
    "intake_moves.return_referral": staff(_P.ANSWER_REFERRAL),
    "intake_moves.record_meeting": staff(_P.SUPERVISE),
    "intake_moves.add_item": staff(_P.TRANSFER_CASE),
    "intake_moves.ask_item": staff(_P.TRANSFER_CASE),
    "intake_moves.settle_item": staff(_P.DECIDE_CASE),
    "intake_moves.record_stage": staff(_P.WORK_CASE),
    "intake_moves.close": staff(_P.DECIDE_CASE),
    "intake_moves.reopen": staff(_P.SUPERVISE),
    "intake_moves.extend": staff(_P.SUPERVISE),
    "intake_moves.note_contact": staff(_P.WORK_CASE),
    "intake_moves.approve_supplement": staff(_P.SUPERVISE),
    "intake_moves.refuse_supplement": staff(_P.SUPERVISE),
    "intake_moves.record_hearing": staff(_P.WORK_CASE),
    "intake_moves.mark_urgent": staff(_P.WORK_CASE),
    "intake_moves.unmark_urgent": staff(_P.SUPERVISE),
    "intake_moves.follow_up": staff(_P.WORK_CASE),
    "intake_moves.review": staff(_P.DECIDE_CASE),
}
