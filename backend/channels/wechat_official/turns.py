"""What is said to each kind of message, and what is done with it.

Danger goes before everything: a number to call, whoever has the question.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import current_app

from backend.applications.reference import spoken
from backend.channels import base, handover
from backend.channels.wechat_official import guide_words, places, words
from backend.channels.wechat_official.people import KIND, Person, remember
from backend.channels.wechat_official.turn import Turn, remembering
from backend.chat.a_person import asks_for_a_person
from backend.chat.services import Chat, ChatAnswer
from backend.intake.problems import PlaceNotServed
from backend.notifications import ways

_MOST_TEXT, _MOST_WORDS = 500, 1000
_SURE = 0.6
_THANKS = 4


def turn_of(message: base.InboundMessage, person: Person, now: datetime) -> Turn:
    """Decide what to say to `message` and what to do; reads, and asks the chat."""

    match message:
        case base.Unsubscribed():
            return Turn(act=remembering(person, now, left_at=now), is_silent=True)
        case base.QuietEvent():
            return Turn(is_silent=True)
        case base.TextMessage(text=text):
            return _text(text, person, now)
        case base.MenuClick(button=button):
            return _text(words.BUTTONS.get(button, words.HELLO), person, now)
        case base.Scanned(scene=scene, is_new=is_new):
            return guide_words.scanned(scene, is_new, person, now)
        case base.PlaceMessage(label=label):
            return _place(label, person, now)
        case base.Subscribed():
            return Turn(words.WELCOME, act=remembering(person, now))
        case base.UnheardVoice():
            return Turn(words.UNHEARD, act=remembering(person, now))
        case base.PictureMessage():
            return Turn(words.PICTURE, act=remembering(person, now))
        case base.LinkMessage():
            return Turn(words.LINK, act=remembering(person, now))
        case _:
            return Turn(words.UNKNOWN, act=remembering(person, now))


def _text(text: str, person: Person, now: datetime) -> Turn:
    plain = text.strip("。.!！ ")
    if not plain:
        return Turn(words.EMPTY, act=remembering(person, now))
    if plain in words.COMMANDS:
        return _command(words.COMMANDS[plain], person, now)
    if person.asking and (code := places.chosen(plain)) is not None:
        return _at_place(code, person, now)
    if len(text) > _MOST_TEXT and person.case_id is None:
        return Turn(words.TOO_LONG, act=remembering(person, now))
    answer = _ask(text[:_MOST_TEXT], person, now)
    stand = handover.stand_of(person.case_id, now)
    if stand is handover.Stand.ANSWERED and _is_for_the_clerk(plain, answer):
        return _hand_over(person.place or "", f"{words.FOLLOWS}{text}", person, now)
    if stand is not handover.Stand.OPEN:
        person = replace(person, case_id=None)
    if answer.understanding.kind == "emergency":
        return _to_both(text, answer, person, now)
    if asks_for_a_person(answer.understanding):
        return _to_a_person(text, person, now)
    if person.case_id is not None:
        return _to_both(text, answer, person, now)
    keep = {} if stand is handover.Stand.ANSWERED else {"case_id": None}
    return Turn(reply=answer.reply_parts, act=remembering(person, now, asking="", **keep))


def _is_for_the_clerk(text: str, answer: ChatAnswer) -> bool:
    """Whether words after a clerk's answer can only be meant for the clerk: nothing we understand,
    and more than a thank-you."""
    kind = answer.understanding.kind
    return kind == "out_of_scope" or (kind == "smalltalk" and len(text) > _THANKS)


def _ask(text: str, person: Person, now: datetime) -> ChatAnswer:
    chat: Chat = current_app.extensions["chat"]
    return chat.answer_question(
        text,
        channel=KIND,
        conversation_id=person.conversation_id,
        place=person.place,
        now=now,
    )


def _command(command: str, person: Person, now: datetime) -> Turn:
    if command == "choose_place":
        return Turn(places.offer(), act=remembering(person, now, asking="place"))

    def act() -> str:
        if command == "opt_out":
            ways.opt_out(person.address, now)
        elif command == "opt_in":
            ways.opt_in(person.address)
        leave = {"case_id": None} if command == "leave" else {}
        remember(person, now, asking="", **leave)
        return ""

    return Turn(words.DONE[command], act=act)


def _at_place(code: str, person: Person, now: datetime) -> Turn:
    if person.asking == "handover":
        return _hand_over(code, _said_so_far(person), person, now)
    said = words.PLACE_KNOWN.format(place=places.say(code))
    return Turn(said, act=remembering(person, now, place=code, asking=""))


def _said_so_far(person: Person) -> str:
    """Give the words of the conversation: the place was asked for, what they wrote is not lost."""
    chat: Chat = current_app.extensions["chat"]
    return chat.memory.words_of(person.conversation_id)[-_MOST_WORDS:] or words.ASKED_BY_CHOICE


def _place(label: str, person: Person, now: datetime) -> Turn:
    found = places.read_label(label)
    if found is None:
        asking = person.asking or "place"
        return Turn(
            f"{words.PLACE_UNKNOWN}\n{places.offer()}",
            act=remembering(person, now, asking=asking),
        )
    return _at_place(found.code, person, now)


def _to_a_person(text: str, person: Person, now: datetime) -> Turn:
    if person.case_id is not None:
        return _more(text, person, now, words.ALREADY_THERE)
    if person.place is None:
        return Turn(
            f"{words.WHERE_FIRST}\n{places.offer()}",
            act=remembering(person, now, asking="handover"),
        )
    return _hand_over(person.place, text, person, now)


def _hand_over(place: str, text: str, person: Person, now: datetime) -> Turn:
    def act() -> str:
        try:
            handed = handover.hand_over(place, person.address, text, KIND, now)
        except PlaceNotServed:
            remember(person, now, asking="handover")
            return f"{words.NOT_SERVED}\n{places.offer()}"
        remember(person, now, place=place, asking="", case_id=handed.case_id)
        return words.HANDED_OVER.format(
            window=handed.window,
            phone=handed.phone,
            hours=handed.hours or "上班时间",
            number=spoken(handed.number),
            code=handed.access_code,
        )

    return Turn(act=act)


def _to_both(text: str, answer: ChatAnswer, person: Person, now: datetime) -> Turn:
    """Danger is answered at once; otherwise what a clerk was asked stays with the clerk, and an
    answer we are sure of comes along."""
    got = answer.understanding
    if got.kind == "emergency" and person.case_id is None:
        return Turn(reply=answer.reply_parts, act=remembering(person, now, asking=""))
    sure = got.kind == "emergency" or (got.kind == "policy" and got.confidence >= _SURE)
    said = words.NOTED_AND_FOUND if got.kind == "policy" else words.NOTED
    turn = _more(text, person, now, "" if got.kind == "emergency" else said)
    return Turn(reply=answer.reply_parts if sure else None, act=turn.act)


def _more(text: str, person: Person, now: datetime, said: str) -> Turn:
    def act() -> str:
        if handover.say_more(person.case_id or "", text, now):
            remember(person, now)
            return said
        remember(person, now, case_id=None)
        return words.CLOSED if said else ""  # closed this very moment

    return Turn(act=act)
