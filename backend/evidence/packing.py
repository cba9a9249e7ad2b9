"""Put a case's evidence into one file that proves itself."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import or_, select

from backend.audit.trail import record
from backend.doors.layout import say_moment
from backend.evidence import gathering, verifier
from backend.extensions import db
from backend.intake.models import IntakeCase
from backend.intake.problems import CaseNotFound, ReasonMissing
from backend.sealing import sealer

_README: Final = """这是一件社会救助办件的证据包，{when} 导出。

case.json     这一件现在的样子
events.json   经过，一步一条；hash 是这一步和前一步连起来的指纹
clocks.json   每一个期限：依据、怎么一天一天数出来的
notices.json  发过哪些通知、什么时候发出（不含号码）
reads.json    留痕：谁办的、谁看过、什么时候
content/      依据的流程和数字
verify.py     核对程序：装有 Python 3 的电脑，在这个文件夹里运行 python verify.py . 清单指纹

指纹在导出时打印，也记在系统的留痕里。任何一个字节被改动，核对程序都会说出是哪个文件、哪一步。
里面有个人信息，只用来处理这一件事，用完按规定销毁。
"""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Pack:
    """A pack as bytes; `digest` is the manifest's, `zip_digest` the whole file's."""

    number: str
    content: bytes
    digest: str
    zip_digest: str


def make_pack(number: str, now: datetime, *, whole: bool = False, reason: str = "") -> Pack:
    """Gather, list, zip, and write to the trail that it was done. Call in a transaction.

    `number` may also be a case's id (objections and reviews have no number of their own). Raises
    CaseNotFound, ReasonMissing when the person's data is wanted whole without a reason.
    """
    wanted = or_(IntakeCase.number == number, IntakeCase.id == number)
    case = db.session.scalar(select(IntakeCase).where(wanted))
    if case is None:
        raise CaseNotFound("没有这个编号的办件，请核对。")
    if whole and not reason.strip():
        raise ReasonMissing.of(reason="要带完整的个人信息，请写明为什么。")
    events = gathering.the_events(case)
    files = _files(case, events, now, whole=whole)
    manifest = {
        "case": case.id,
        "number": case.number,
        "exported_at": gathering.iso(now),
        "events": len(events),
        "last_event_hash": events[-1]["hash"] if events else verifier.FIRST,
        "files": {name: _sha256(content) for name, content in sorted(files.items())},
    }
    listed = _json(manifest)
    digest = _sha256(listed)
    files |= {verifier.MANIFEST: listed, verifier.SEAL: f"{digest}\n".encode()}
    content = _zipped(files)
    pack = Pack(case.number or case.id, content, digest, _sha256(content))
    _remember(case, pack, whole=whole, reason=reason.strip()[:500])
    return pack


def _remember(case: IntakeCase, pack: Pack, *, whole: bool, reason: str) -> None:
    fields: dict[str, str | int] = {
        "manifest_sha256": pack.digest,
        "zip_sha256": pack.zip_digest,
        "whole": int(whole),
    }
    if whole:
        fields["reason_sealed"] = sealer().seal(reason, "audit_entry", case.id, "reason")
    record("evidence:exported", case.id, "system", case.division_code, fields)


def _files(
    case: IntakeCase, events: list[dict[str, Any]], now: datetime, *, whole: bool
) -> dict[str, bytes]:
    return {
        "case.json": _json(gathering.the_case(case, whole=whole)),
        "events.json": _json(events),
        "clocks.json": _json(gathering.the_clocks(case, events)),
        "notices.json": _json(gathering.the_notices(case)),
        "reads.json": _json(gathering.the_reads(case)),
        **gathering.content_files(case),
        "verify.py": Path(verifier.__file__).read_bytes(),
        "README.txt": _README.format(when=say_moment(now)).encode(),
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    """Zip without clock or chance: the same evidence gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            pack.writestr(entry, content)
    return stream.getvalue()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
