"""Hand an upload to the drawing process and take back what may be kept."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend.attachments.problems import FAULTS, refused
from backend.problems import OutOfService

log = logging.getLogger(__name__)

_PROGRAM: Final = str(Path(__file__).with_name("redraw.py"))
_SECONDS: Final = 25
_AT_ONCE: Final = threading.BoundedSemaphore(2)
_WAIT: Final = 30


@dataclass(frozen=True)
class Drawn:
    """A paper drawn anew: nothing of the file that was sent is left in it."""

    media_type: str
    pages: int
    data: bytes
    thumb: bytes


def draw_anew(raw: bytes) -> Drawn:
    """Draw the upload anew. Raises AttachmentRefused saying how to take it again, OutOfService when
    too many are being drawn."""
    if not raw:
        raise refused("empty")
    if not _AT_ONCE.acquire(timeout=_WAIT):
        raise OutOfService("现在传材料的人多，没有保存。请过一会儿再传一次。")
    try:
        answer = subprocess.run(  # noqa: S603 - our own program, no argument from outside
            [sys.executable, "-I", _PROGRAM],
            input=raw,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={"PATH": "/usr/bin:/bin"},
        )
    except subprocess.TimeoutExpired as error:
        log.warning("drawing took too long", extra={"bytes": len(raw)})
        raise refused("broken") from error
    finally:
        _AT_ONCE.release()
    return _read(answer)


def _read(answer: subprocess.CompletedProcess[bytes]) -> Drawn:
    head, _, rest = answer.stdout.partition(b"\n")
    try:
        about = json.loads(head)
    except ValueError as error:
        # The decoder crashed or ran out of its limits. What it said may quote the file: not logged.
        log.warning("drawing ended early", extra={"code": answer.returncode})
        raise refused("broken") from error
    if fault := about.get("fault"):
        raise refused(fault if fault in FAULTS else "broken")
    drawn, thumb = about["drawn"], about["thumb"]
    return Drawn(about["media_type"], about["pages"], rest[:drawn], rest[drawn : drawn + thumb])
