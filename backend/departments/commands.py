"""`flask departments load`: take in the list of local units, or only say what it would change."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from backend.audit.trail import record
from backend.departments.services import Plan, plan_import, take_in
from backend.sheets import MAX_BYTES, SheetInvalid
from backend.transaction import transaction


@click.group()
def departments() -> None:
    """协办部门在本地的单位。"""


@departments.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只说会变什么，不改。")
@click.option("--demo", is_flag=True, help="示例数据：页面上会注明。")
@with_appcontext
def load(file: Path, dry_run: bool, demo: bool) -> None:
    """导入本地单位名单 FILE（CSV 或 XLSX）；有一处不对就整份不进。"""
    with file.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    try:
        with transaction():
            plan = plan_import(raw, lambda _code: True)
            if not dry_run:
                for unit in take_in(plan, is_demo=demo):
                    record("unit:imported", unit.id, "system", unit.division_code, {})
    except SheetInvalid as error:
        raise click.ClickException("\n".join(error.faults)) from error
    for line in _told(plan):
        click.echo(line)
    done = "会" if dry_run else "已"
    click.echo(
        f"{done}新增 {len(plan.new)} 个，{done}改 {len(plan.changed)} 个，{plan.same} 个不变。"
    )


def _told(plan: Plan) -> list[str]:
    lines = [f"新增 {one.name}，{one.from_on.isoformat()} 起，{one.phone}" for one in plan.new]
    for change in plan.changed:
        lines += [f"{change.unit.name} {name}：{a} → {b}" for name, a, b in change.differences]
    return lines
