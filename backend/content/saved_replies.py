"""`policy_texts/notices/saved_replies.yaml`: sentences a clerk puts into a form with one press, bound to the step,
the state, the scheme and the place they fit; and what must not stand in them, since a resident reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from backend.content.check_prose import COUNTED, DIGIT, LONGEST, verdicts_in
from backend.content.files import FileShape, read_yaml
from backend.content.findings import Finding
from backend.content.loader import lines_of_keys
from backend.content.names import Scheme
from backend.content.places import NATIONAL

FILE: Final = Path("policy_texts") / "notices" / "saved_replies.yaml"
_DECIDED: Final = ("close", "decline")  # the clerk has decided, and says so
_LINK: Final = re.compile(r"https?:|www\.|[A-Za-z0-9-]+\.(?:com|cn|net|org)\b")


def _scheme(name: str) -> str:
    if name not in set(Scheme):
        raise ValueError("不是一个项目的名字")
    return name


class ReplyShape(FileShape):
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    target: Annotated[str, Field(alias="for", pattern=r"^[a-z-]+\.[a-z_]+$")]
    title: Annotated[str, Field(min_length=2, max_length=20)]
    text: Annotated[str, Field(min_length=4, max_length=500)]
    states: list[str] = Field(default_factory=list)
    schemes: list[Annotated[str, AfterValidator(_scheme)]] = Field(default_factory=list)
    place: Annotated[str, Field(pattern=r"^[0-9]{12}$")] = NATIONAL


class RepliesFile(FileShape):
    replies: list[ReplyShape]


def read_saved_replies(root: Path) -> list[ReplyShape]:
    """Read the file of the project at `root`. Raises ContentError."""
    return read_yaml(root / FILE, RepliesFile).replies


def check_saved_replies(root: Path) -> Iterator[Finding]:
    """Give what is wrong with the sentences of clerks. Raises ContentError."""
    replies, lines = read_saved_replies(root), lines_of_keys(root / FILE, "id")
    seen: set[str] = set()
    for one in replies:
        line = lines.get(one.id, 1)
        if one.id in seen:
            yield Finding(root / FILE, line, f"常用语 {one.id} 写了两遍", "改其中一个的 id")
        seen.add(one.id)
        for message, todo in _wrong(one):
            yield Finding(root / FILE, line, message, todo)


def _wrong(one: ReplyShape) -> Iterator[tuple[str, str]]:
    said = f"{one.title}。{one.text}"
    if "{" in said or "}" in said:
        yield f"{one.id} 里有花括号，常用语里不会换成数字", "去掉它，数字由经办人自己填"
    elif _LINK.search(said):
        yield f"{one.id} 里有网址，居民分不清真假", "改成去哪里、找谁、打什么电话"
    elif DIGIT.search(said) or COUNTED.search(said):
        yield f"{one.id} 里直接写了数字，规定一改就错", "去掉它，数字由经办人自己填"
    if not one.target.startswith(_DECIDED):
        for verdict in (*verdicts_in(one.title), *verdicts_in(one.text)):
            yield f"{one.id} 的“{verdict}”像是替人下了结论", "还没办结，只说在办什么、要什么"
    if len(one.text) > LONGEST:
        yield f"{one.id} 有{len(one.text)}个字，手机上一屏看不完", f"压到{LONGEST}个字以内"
