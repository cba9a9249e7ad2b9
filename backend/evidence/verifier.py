"""核对证据包：哪个文件、哪一步被改动过。只用 Python 自带的库，不联网。

用法：python verify.py [证据包.zip 或解开的文件夹] [导出时打印的清单指纹]

在解开的文件夹里直接运行 python verify.py 就行。给出指纹时，连清单本身也一起核对。
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

MANIFEST, SEAL = "manifest.json", "manifest.sha256"
FIRST = "0" * 64
FIELDS = (
    "case_id", "seq", "name", "state_from", "state_to", "actor_kind", "actor_id", "actor_surname",
    "at", "details_sealed", "previous_hash",
)  # fmt: skip


def read_files(where: Path) -> dict[str, bytes]:
    """Give name -> content of a pack, zipped or unpacked."""
    if where.is_file():
        with zipfile.ZipFile(where) as pack:
            return {name: pack.read(name) for name in pack.namelist()}
    found = [one for one in sorted(where.rglob("*")) if one.is_file()]
    return {
        one.relative_to(where).as_posix(): one.read_bytes()
        for one in found
        if "__pycache__" not in one.parts
    }


def faults_in(files: dict[str, bytes], digest: str = "") -> list[str]:
    """Give one sentence for every altered place; empty means whole."""
    manifest, faults = _manifest(files, digest)
    if manifest is None:
        return faults
    listed: dict[str, str] = manifest["files"]
    for name, expected in listed.items():
        if name not in files:
            faults.append(f"少了文件：{name}。")
        elif _sha256(files[name]) != expected:
            faults.append(f"文件被改动过：{name}。")
    extra = sorted(set(files) - set(listed) - {MANIFEST, SEAL})
    faults += [f"多出来的文件：{name}。" for name in extra]
    return faults + _history_faults(files, manifest)


def _manifest(files: dict[str, bytes], digest: str) -> tuple[dict[str, Any] | None, list[str]]:
    missing = [f"少了文件：{name}。" for name in (MANIFEST, SEAL) if name not in files]
    if missing:
        return None, missing
    faults, found = [], _sha256(files[MANIFEST])
    if files[SEAL] != (found + "\n").encode():
        faults.append(f"文件被改动过：{MANIFEST} 或 {SEAL}，两个对不上。")
    if digest and digest.strip().lower() != found:
        faults.append(f"清单和导出时打印的指纹对不上：{MANIFEST}。")
    try:
        manifest = json.loads(files[MANIFEST])
        manifest["files"], manifest["events"], manifest["last_event_hash"]
    except (ValueError, KeyError, TypeError):
        return None, [*faults, f"文件读不出来：{MANIFEST}。"]
    return manifest, faults


def _history_faults(files: dict[str, bytes], manifest: dict[str, Any]) -> list[str]:
    try:
        return _chain_faults(files, manifest)
    except (KeyError, ValueError, TypeError):
        return ["经过读不出来：events.json 或 reads.json。"]


def _chain_faults(files: dict[str, bytes], manifest: dict[str, Any]) -> list[str]:
    events, trail = json.loads(files["events.json"]), json.loads(files["reads.json"])
    witnessed = {
        one["fields"]["version"]: one["fields"]["event_hash"]
        for one in trail
        if "event_hash" in one["fields"]
    }
    faults, previous = [], FIRST
    for place, event in enumerate(events, 1):
        if event["seq"] != place or event["previous_hash"] != previous:
            faults.append(f"经过第 {place} 步接不上前一步。")
        listed = [event[name] for name in FIELDS]
        said = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
        if _sha256(said.encode()) != event["hash"]:
            faults.append(f"经过第 {place} 步的内容被改动过。")
        if place in witnessed and witnessed[place] != event["hash"]:
            faults.append(f"经过第 {place} 步和留痕里记的对不上。")
        previous = event["hash"]
    if (len(events), previous) != (manifest["events"], manifest["last_event_hash"]):
        faults.append("经过的步数或最后一步和清单对不上。")
    return faults


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main(arguments: list[str]) -> int:
    where = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    digest = arguments[1] if len(arguments) > 1 else ""
    try:
        faults = faults_in(read_files(where), digest)
    except (OSError, zipfile.BadZipFile) as error:
        faults = [f"证据包打不开或已经损坏：{error}"]
    for fault in faults:
        sys.stdout.write(fault + "\n")
    if not faults:
        sys.stdout.write("完整：每个文件、每一步都和清单对得上。\n")
        if not digest:
            sys.stdout.write("清单本身没有核对：把导出时打印的清单指纹写在后面再运行一次。\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    raise SystemExit(main(sys.argv[1:]))
