"""The shape of the house: imports point down, rules stay pure, one place commits."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BACKEND = ROOT / "backend"


def _sources() -> list[Path]:
    return [path for path in BACKEND.rglob("*.py") if "versions" not in path.parts]


def test_imports_point_down() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_only_transaction_commits() -> None:
    allowed = {"transaction.py", "env.py"}
    found = [
        str(path.relative_to(ROOT))
        for path in _sources()
        if path.name not in allowed and re.search(r"\.commit\(\)", path.read_text("utf-8"))
    ]
    assert found == []


def test_every_setting_is_documented() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    source = "".join((BACKEND / name).read_text("utf-8") for name in ("config.py", "providers.py"))
    named = set(re.findall(r'env(?:\.get\(|\[)"([A-Z_]+)"', source))
    shortened = {name.removeprefix("WECHAT_OFFICIAL").removeprefix("WECHAT_MINI") for name in named}
    assert {name for name in shortened if f"{name}`" not in readme} == set()


def test_no_file_grew_into_a_drawer() -> None:
    assert {str(p.relative_to(ROOT)): n for p in _sources() if (n := _lines(p)) > 320} == {}


def _lines(path: Path) -> int:
    return path.read_text("utf-8").count("\n")
