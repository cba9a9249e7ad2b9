"""Replies that rest on no policy text: danger, services, courtesy, other people's fields."""

from __future__ import annotations

import re
from datetime import date

from backend.chat.a_person import TO_A_PERSON, WHERE_FIRST, is_exact
from backend.chat.offers import numbered
from backend.chat.reply_parts import Link, Reply, Suggestion
from backend.chat.surroundings import NOWHERE, Surroundings
from backend.chat.understanding import Choice, Understanding
from backend.content.library import Library
from backend.content.rendering import filled
from backend.content.words import Words

OURS = "我能答的是低保、特困、临时救助，看病、上学、住房救助，残疾、老人、孩子的补贴。"
PERSON = "要跟人说，回复“找人工”，或者去乡镇街道的社会救助窗口。"
PLACE_TOLD = "place"
_FIRST_PAUSE = re.compile(r"[；，]")
UNKNOWN = "这句话我没听明白，也可能不归社会救助管。"
DANGER = "有危险先打{{hotline.police}}，急病打{{hotline.ambulance}}，着火打{{hotline.fire}}。"
_DOORS = {
    "status": ("查进度", "/status"),
    "apply": ("登记预申请", "/apply/{scheme}"),
    "person": ("请窗口的人回答", "/ask"),
    "where": ("窗口电话和地址", "/schemes/{scheme}"),
    "report": ("怎么举报", "/schemes/{scheme}"),
    "search": ("救助项目", "/"),
}
_STARTERS = ("minimum_living_allowance", "temporary_assistance", "medical_assistance")


def _dial(number: str) -> Link:
    """Give the link of a number: 12110 takes text messages only (followed by local digits)."""
    if number == "12110":
        return Link("发短信 12110", "sms:12110")
    return Link(f"拨打 {number}", f"tel:{number}")


def emergency_reply(
    got: Understanding, library: Library, words: Words, on: date, place: str
) -> Reply:
    """Give the card of a danger: the number alone in the first line, policy last and skippable."""
    kind = next(one for one in words.emergencies.kinds if one.id == got.topic)
    call, rest = _number_first(kind.first_line)
    lines = [call, rest, kind.calm, kind.safety, words.emergencies.machine, kind.next]
    numbers = [library.figure(one, on, place) for one in kind.call]
    choices = tuple(
        Choice(
            f"{words.schemes[one].short}怎么申请", f"{words.schemes[one].short}怎么申请",
            one, "procedure",
        )
        for one in kind.schemes[:2]
    )  # fmt: skip
    if choices:
        lines.append(numbered("政策以后再看，想看就回复数字：", list(choices)))
    offers = tuple(Suggestion(one.label, one.text) for one in choices)
    return Reply(
        _with_figures("\n".join(line for line in lines if line), library, on, place),
        links=tuple(_dial(number) for number in numbers),
        suggestions=(*offers, Suggestion("找人工", "找人工")),
        choices=choices,
    )


def _number_first(first_line: str) -> tuple[str, str]:
    """Part “马上打110；有人受伤再打120”: the first number stands alone, the rest on the next line."""
    found = _FIRST_PAUSE.search(first_line)
    if found is None:
        return first_line, ""
    return first_line[: found.start()], first_line[found.end() :]


def warning_line(topic: str, library: Library, words: Words, on: date, place: str) -> str:
    """Give the number that goes before an ordinary answer."""
    kind = next(one for one in words.emergencies.kinds if one.id == topic)
    return _with_figures(kind.first_line, library, on, place)


def service_reply(
    got: Understanding,
    library: Library,
    words: Words,
    on: date,
    place: str,
    around: Surroundings = NOWHERE,
) -> Reply:
    """Give what to do for the resident, with the page that does it; a window by name and number.

    Who asks for a person over a certain scheme is told its next step too, to have it while waiting.
    """
    window = window_text(around) if got.facet == "where" else ""
    if got.topic == PLACE_TOLD:
        return Reply(
            f"记下了，您在{around.name_of(around.place or '')}。\n{window}\n想问什么，接着说。",
            suggestions=starters(words),
        )
    service = next(one for one in words.services if one.id == got.topic)
    links: tuple[Link, ...] = ()
    if service.door:
        label, url = _DOORS[service.door]
        links = (Link(label, url.format(scheme=got.scheme or "general")),)
    said = window or _with_figures(service.reply, library, on, place)
    is_for_a_person = got.topic in TO_A_PERSON
    if is_for_a_person and not is_exact(around.place):
        said = f"{said}\n{WHERE_FIRST}"
    text = None
    if is_for_a_person and got.scheme and got.facet:
        text = library.text(got.scheme, got.facet, on, place)
    if text is None:
        return Reply(said, links=links)
    shown = library.render(text, on, place)
    return Reply(
        f"{said}\n眼下可以：{shown.next_step}\n{shown.source_line}",
        links=links,
        citations=tuple(library.citations(text)),
    )


def window_text(around: Surroundings) -> str:
    """Give the window of the place in three lines, empty where it is not known."""
    window = around.window()
    if window is None:
        return ""
    mark = "（示例，打不通）" if window.is_demo else ""
    return "\n".join(
        [
            f"您的窗口：{window.name.removesuffix('（示例）')}{mark}",
            f"电话：{window.phone.removesuffix('（示例）')}",
            f"地址：{window.address.removeprefix('示例地址：')}",
            f"时间：{window.hours.removesuffix('（示例）')}",
        ]
    )


def courtesy_reply(got: Understanding, words: Words) -> Reply:
    """Give a short word back and three ways to begin."""
    talk = next(one for one in words.smalltalk if one.id == got.topic)
    return Reply(talk.reply, suggestions=starters(words))


def outside_reply(
    got: Understanding, library: Library, words: Words, on: date, place: str
) -> Reply:
    """Say kindly that it is not ours, whom to ask, what we do, and where a person is."""
    domain = next((one for one in words.outside if one.id == got.topic), None)
    lead = _with_figures(domain.ask, library, on, place) if domain else UNKNOWN
    near = tuple(
        Suggestion(words.schemes[one.scheme].short, f"{words.schemes[one.scheme].short}怎么申请")
        for one in got.alternatives[:2]
    )
    lines = [lead, OURS, PERSON]
    if got.warns:
        lines.insert(0, warning_line(got.warns, library, words, on, place))
    elif domain is None:
        lines.append(_with_figures(DANGER, library, on, place))
    return Reply("\n".join(lines), suggestions=(near or starters(words))[:3])


def starters(words: Words) -> tuple[Suggestion, ...]:
    """Give three questions most people begin with."""
    return tuple(
        Suggestion(words.schemes[one].short, f"{words.schemes[one].short}怎么申请")
        for one in _STARTERS
    )


def _with_figures(prose: str, library: Library, on: date, place: str) -> str:
    return filled(prose, lambda id_: library.figure(id_, on, place))
