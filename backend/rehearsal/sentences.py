"""What `intents/` itself says to residents: cards, short answers, names, choices. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backend.content.department_names import DEPARTMENTS
from backend.content.names import Facet, Scheme
from backend.content.places import NATIONAL
from backend.content.rendering import filled
from backend.content.titles import title_of, with_id
from backend.content.words import Words
from backend.rehearsal.answers import NOTHING, Change, Held

_Key = tuple[str, str]


def sentence_changes(before: Words, after: Words, held: Held) -> list[Change]:
    """Give every sentence that two states of the words say differently; figures as of `held`."""
    old, new = (
        {(kind, id_): (title, text) for kind, id_, title, text in _said(words, held)}
        for words in (before, after)
    )
    return [
        Change(kind, id_, NATIONAL, was, becomes, title)
        for (kind, id_), title, was, becomes in _side_by_side(old, new)
        if was != becomes
    ]


def _side_by_side(
    old: Mapping[_Key, tuple[str, str]], new: Mapping[_Key, tuple[str, str]]
) -> Iterator[tuple[_Key, str, str, str]]:
    for key in dict.fromkeys([*old, *new]):
        title, was = old.get(key, ("", NOTHING))
        title, becomes = new.get(key, (title, NOTHING))
        yield key, title, was, becomes


def _said(words: Words, held: Held) -> Iterator[tuple[str, str, str, str]]:
    """Give kind, id, title and text of everything said."""

    def shown(text: str) -> str:
        return filled(text, lambda id_: held.library.figure(id_, held.on, NATIONAL))

    for id_, scheme in words.schemes.items():
        office = with_id(DEPARTMENTS.get(scheme.department, ""), scheme.department)
        text = f"{scheme.title}\n简称：{scheme.short}\n归谁管：{office}"
        yield "项目名称", id_, title_of(Scheme(id_)), text
    for id_, facet in words.facets.items():
        yield "哪一面的名称", id_, title_of(Facet(id_)), f"{facet.title}\n{facet.ask}"
    for danger in words.emergencies.kinds:
        calls = "、".join(held.library.figure(one, held.on, NATIONAL) for one in danger.call)
        lines = (danger.title, f"号码：{calls}", danger.first_line, danger.calm, danger.safety)
        helps = "、".join(title_of(one) for one in danger.schemes)
        text = "\n".join([*lines, danger.next, f"以后可看：{helps}"])
        yield "危险卡片", danger.id, with_id(danger.title, danger.id), shown(text)
    yield "危险卡片", "machine", "每张卡片都有的一句", words.emergencies.machine
    for service in words.services:
        yield "替人办事", service.id, with_id(service.title, service.id), shown(service.reply)
    for talk in words.smalltalk:
        yield "客气话", talk.id, talk.id, shown(talk.reply)
    for domain in words.outside:
        text = f"{domain.title}\n{domain.ask}"
        yield "不归我们管", domain.id, with_id(domain.title, domain.id), shown(text)
    for one in words.situations:
        leads = [f"{title_of(lead.scheme)}：{lead.why}" for lead in one.leads_to]
        yield "难处", one.id, with_id(one.title, one.id), "\n".join([one.title, *leads])
