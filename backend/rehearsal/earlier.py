"""The content as it was: a folder, or a revision of the repository."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

TEXTS: Final = "policy_texts"
WORDS: Final = "intents"


class NoSuchContent(Exception):
    """Neither a folder with policy_texts/ nor a revision that has one."""


@contextmanager
def content_of(against: str, root: Path) -> Iterator[Path]:
    """Give a folder with the content of a folder, or of a revision of the repository at `root`.

    It has policy_texts/, and intents/ where that content had one. Only files are taken, never the
    code: old content is read by today's rules. Raises NoSuchContent.
    """
    folder = Path(against)
    if (folder / TEXTS).is_dir():
        yield folder
        return
    with TemporaryDirectory() as taken:
        _take(against, root, TEXTS, Path(taken))
        with suppress(NoSuchContent):  # a revision from before there were words
            _take(against, root, WORDS, Path(taken))
        yield Path(taken)


def _take(name: str, root: Path, part: str, folder: Path) -> None:
    if name.startswith("-"):
        raise NoSuchContent(name)
    git = shutil.which("git")
    if git is None:
        raise NoSuchContent(name)
    try:
        # The name is one argument, never an option, and reaches no shell.
        done = subprocess.run(  # noqa: S603
            [git, "-C", str(root), "archive", "--format=tar", name, part],
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError) as fault:
        raise NoSuchContent(name) from fault
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
