"""Reading an upload: one file, the kind of paper, the consent; nothing else is in the form."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Final

from flask import request

from backend.attachments.papers import MOST_BYTES, Paper
from backend.attachments.problems import FAULTS, refused
from backend.problems import FieldError, Invalid, TooLarge, WrongMediaType

_FIELDS: Final = {"kind", "sensitive_consent"}
UPLOAD_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "additionalProperties": False,
                "properties": {
                    "file": {
                        "type": "string",
                        "contentMediaType": "application/octet-stream",
                        "description": "JPEG、PNG、WebP 照片或 PDF，最大 10 MB",
                    },
                    "kind": {
                        "type": "string",
                        "enum": [str(paper) for paper in Paper],
                        "description": "是什么材料；不写就是 other",
                    },
                    "sensitive_consent": {
                        "type": "string",
                        "enum": ["true"],
                        "description": "本人（或监护人）单独同意留照片；登记时同意过的可以不写",
                    },
                },
            }
        }
    },
}


@dataclass(frozen=True)
class Upload:
    """What was sent. `fingerprint` tells two uploads apart; it is kept only as a keyed hash."""

    raw: bytes = field(repr=False)
    paper: Paper
    has_consent: bool

    @property
    def fingerprint(self) -> str:
        return f"{self.paper}-{hashlib.sha256(self.raw).hexdigest()[:40]}"


def read_upload(*also: str) -> Upload:
    """Read the request's form; `also` names fields a page sends besides.

    Raises WrongMediaType, Invalid, AttachmentRefused, TooLarge.
    """
    if request.mimetype != "multipart/form-data":
        raise WrongMediaType("材料用 multipart/form-data 发来，文件放在 file 里。")
    allowed = _FIELDS.union(also)
    unknown = sorted((set(request.form) - allowed) | (set(request.files) - {"file"}))
    if unknown:
        raise Invalid(errors=[FieldError("/", "表单里有我们不认得的项，请去掉。")])
    sent = request.files.getlist("file")
    if len(sent) > 1:
        raise Invalid(errors=[FieldError("/file", "一次传一份，传好一份再传下一份。")])
    raw = sent[0].stream.read(MOST_BYTES + 1) if sent else b""
    if len(raw) > MOST_BYTES:
        raise TooLarge(FAULTS["too_large"])
    if not raw:
        raise refused("empty")
    return Upload(raw, _paper(), request.form.get("sensitive_consent") in ("true", "yes"))


def _paper() -> Paper:
    written = request.form.get("kind") or str(Paper.OTHER)
    if written not in set(Paper):
        known = "、".join(f"{paper}（{paper.caption}）" for paper in Paper)
        raise Invalid(errors=[FieldError("/kind", f"只能从这些里选：{known}。")])
    return Paper(written)
