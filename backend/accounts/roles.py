"""Roles, permissions in plain sentences, and what each role holds. Pure."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    GRID_WORKER = "grid_worker"
    CLERK = "clerk"
    HANDLER = "handler"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    AUDITOR = "auditor"
    ADMIN = "admin"

    @property
    def caption(self) -> str:
        return _ROLE_TITLES[self]


_ROLE_TITLES = {
    Role.GRID_WORKER: "网格员",
    Role.CLERK: "窗口经办人员",
    Role.HANDLER: "部门承办人员",
    Role.SUPERVISOR: "主管",
    Role.EDITOR: "政策编辑",
    Role.AUDITOR: "审计员",
    Role.ADMIN: "管理员",
}


class Permission(StrEnum):
    """One plain sentence each."""

    OWN_ACCOUNT = "管自己的账号：密码、两步验证、亲属登记"
    USE_CONSOLE = "打开工作台，看自己的待办"
    VIEW_QUEUE = "看本窗口的办件列表（已遮挡）"
    WORK_CASE = "认领、释放、办理本窗口的办件"
    DECIDE_CASE = "受理、不予受理、办结本窗口的办件"
    TRANSFER_CASE = "把办件转到别的窗口或请部门协办"
    ANSWER_REFERRAL = "答复转来的协办事项"
    SUPERVISE = "看下辖各窗口、改派、延期、重开"
    UNMASK = "填写理由后看完整的个人信息（留痕）"
    BREAK_GLASS = "紧急时看范围外的一件办件（写明理由、限时、主管马上知道）"
    EXPORT_LISTS = "写明理由后导出遮挡过的名单（留痕）"
    REFER_HOUSEHOLD = "替困难家庭登记转介"
    MANAGE_GUIDES = "制作、改指、停用指引二维码"
    EDIT_CONTENT = "看没答上的问题和政策文本"
    READ_AUDIT = "看操作留痕"
    MANAGE_ACCOUNTS = "开设、停用工作人员账号"
    MANAGE_OFFICES = "登记、修改窗口和部门"


_P = Permission
_CLERK = {
    _P.OWN_ACCOUNT,
    _P.BREAK_GLASS,
    _P.USE_CONSOLE,
    _P.VIEW_QUEUE,
    _P.WORK_CASE,
    _P.DECIDE_CASE,
    _P.TRANSFER_CASE,
    _P.UNMASK,
    _P.EXPORT_LISTS,
    _P.MANAGE_GUIDES,
}
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.GRID_WORKER: frozenset({_P.OWN_ACCOUNT, _P.REFER_HOUSEHOLD}),
    Role.CLERK: frozenset(_CLERK),
    Role.HANDLER: frozenset(
        {_P.OWN_ACCOUNT, _P.USE_CONSOLE, _P.VIEW_QUEUE, _P.ANSWER_REFERRAL, _P.UNMASK}
    ),
    Role.SUPERVISOR: frozenset(_CLERK | {_P.SUPERVISE}),
    Role.EDITOR: frozenset({_P.OWN_ACCOUNT, _P.USE_CONSOLE, _P.EDIT_CONTENT, _P.MANAGE_GUIDES}),
    Role.AUDITOR: frozenset({_P.OWN_ACCOUNT, _P.USE_CONSOLE, _P.READ_AUDIT}),
    Role.ADMIN: frozenset(
        {
            _P.OWN_ACCOUNT,
            _P.USE_CONSOLE,
            _P.MANAGE_ACCOUNTS,
            _P.MANAGE_OFFICES,
            _P.MANAGE_GUIDES,
        }
    ),
}
