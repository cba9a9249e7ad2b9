"""The content as it was: a folder, or a revision of the repository."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.content.library import Library
from backend.content.loader import load_content

_TEXTS = "policy_texts"


class NoSuchContent(Exception):
    """Neither a folder with policy_texts/ nor a revision that has one."""


def library_of(against: str, root: Path) -> Library:
    """Give the content of a folder, or of a revision of the repository at `root`.

    Raises NoSuchContent, and ContentError when that content is faulty.
    """
    folder = Path(against)
    if (folder / _TEXTS).is_dir():
        return load_content(folder / _TEXTS)
    with _revision(against, root) as taken:
        return load_content(taken / _TEXTS)


@contextmanager
def _revision(name: str, root: Path) -> Iterator[Path]:
    if name.startswith("-"):
        raise NoSuchContent(name)
    git = shutil.which("git")
    if git is None:
        raise NoSuchContent(name)
    try:
        # The name is one argument, never an option, and reaches no shell.
        done = subprocess.run(  # noqa: S603
            [git, "-C", str(root), "archive", "--format=tar", name, _TEXTS],
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError) as fault:
        raise NoSuchContent(name) from fault
    with TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)
