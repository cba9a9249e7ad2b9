"""Load the demo county once, and say where to click."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from backend.accounts.permissions import Role
from backend.accounts.services import create_account
from backend.config import Settings
from backend.content.words import Words
from backend.demo.cases import load_cases
from backend.departments.services import plan_import, take_in
from backend.extensions import db, utc_now
from backend.guides.queries import guides_of
from backend.guides.services import issue_codes
from backend.regions.loader import load_divisions, load_windows
from backend.regions.models import DivisionRow
from backend.regions.queries import under
from backend.transaction import transaction

COUNTY = "410482000000"
SAMPLE_VILLAGE = "410482106234"
_FOLDER = Path(__file__).parent
_SINCE = date(2023, 6, 30)


@dataclass(frozen=True)
class DemoAccount:
    username: str
    name: str
    role: Role
    division: str
    department: str | None = None


ACCOUNTS = (
    DemoAccount("clerk1", "张示例", Role.CLERK, "410482106000"),
    DemoAccount("clerk2", "李示例", Role.CLERK, "410482106000"),
    DemoAccount("clerk3", "王示例", Role.CLERK, "410482102000"),
    DemoAccount("grid1", "赵示例", Role.GRID_WORKER, "410482106000"),
    DemoAccount("handler1", "钱示例", Role.HANDLER, COUNTY, "healthcare_security"),
    DemoAccount("supervisor1", "孙示例", Role.SUPERVISOR, COUNTY),
    DemoAccount("editor1", "周示例", Role.EDITOR, COUNTY),
    DemoAccount("auditor1", "吴示例", Role.AUDITOR, COUNTY),
    DemoAccount("admin1", "郑示例", Role.ADMIN, COUNTY),
)


def load_demo() -> None:
    """Load what is missing of the demo county; a second call changes nothing."""
    if db.session.scalar(select(func.count()).select_from(DivisionRow)) == 0:
        with transaction():
            load_divisions(_FOLDER / "divisions.csv", _SINCE, lambda _bytes: None)
            load_windows(_FOLDER / "windows.csv", is_demo=True)
            units = (_FOLDER / "departments.csv").read_bytes()
            take_in(plan_import(units, lambda _code: True), is_demo=True)
    with transaction():
        issue_codes(_wanted_codes(), utc_now())
    passwords = _passwords_file()
    if not passwords.exists():
        _make_accounts(passwords)
    load_cases(utc_now())


def _wanted_codes() -> list[tuple[str, str]]:
    """Every township and village gets the general guide and one for each main scheme."""
    places = [
        division.code for level in ("township", "village") for division in under(COUNTY, level)
    ]
    words: Words = current_app.extensions["words"]
    topics = [scheme for scheme, entry in words.schemes.items() if entry.topic_guide]
    topics = list(dict.fromkeys(["general", *topics]))
    return [(place, topic) for place in places for topic in topics]


def _passwords_file() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.var_dir / "demo_accounts.txt"


def _make_accounts(path: Path) -> None:
    """Make the staff with passwords drawn here and kept, mode 0600, beside the data."""
    lines = []
    with transaction():
        for account in ACCOUNTS:
            password = secrets.token_urlsafe(9)
            create_account(
                account.username,
                account.name,
                password,
                account.role,
                account.division,
                account.department,
                now=utc_now(),
            )
            lines.append(f"{account.username}\t{password}\t{account.role.caption}\t{account.name}")
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")


def where_to_click() -> str:
    """Give the addresses and accounts a first visitor needs."""
    settings: Settings = current_app.extensions["settings"]
    base = settings.public_base_url
    sample = next(iter(guides_of(SAMPLE_VILLAGE)), None)
    accounts = _passwords_file()
    lines = [
        "",
        f"  首页        {base}/",
        f"  问一问      {base}/chat",
        f"  村里的码    {base}/g/{sample.code}" if sample else "",
        f"  工作台      {base}/console/",
        "",
        "  示例账号（用户名  密码  岗位）：",
        *(f"    {line}" for line in _account_lines(accounts)),
        "",
    ]
    return "\n".join(lines)


def _account_lines(path: Path) -> list[str]:
    if not path.exists():
        return ["（没有）"]
    return [line.replace("\t", "  ") for line in path.read_text("utf-8").splitlines()]


@click.group()
def demo() -> None:
    """示范县。"""


@demo.command()
@with_appcontext
def load() -> None:
    """装入示范县（汝州市）的区划、示例窗口、指引码、示例账号和一打示例办件；重复执行不会多出来。"""
    load_demo()
    click.echo(where_to_click())
