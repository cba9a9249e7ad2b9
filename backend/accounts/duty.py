"""Where a notice for a post goes: the post's division, and the contacts on duty there; for those who
supervise, their own phones too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Flask

from backend.accounts.actor import Post
from backend.accounts.duty_phones import KIND, DutyPhoneSender, phones_for
from backend.accounts.permissions import Permission
from backend.accounts.queries import last_posts_of, posts_of
from backend.extensions import utc_now
from backend.notifications.duty import SUPERVISORS, addresses_for
from backend.notifications.senders import Senders
from backend.regions.codes import parent_of
from backend.regions.queries import window_by_id

_DUTIES: Final = (Permission.VIEW_QUEUE, Permission.REFER_HOUSEHOLD)


def bind(app: Flask) -> None:
    register: Senders = app.extensions["senders"]
    register.find_by("staff", on_duty)
    register.register(KIND, DutyPhoneSender(register))


def on_duty(_subject_id: str, address: str | None) -> Sequence[str]:
    """Give the robots, mailboxes and phones for `window:…`, `department:…:…`, `staff:…`, `supervisors:…`.

    Who works in two places is on duty in both. What was left for somebody who has gone meanwhile
    reaches those on duty where they last were.
    """
    kind, _, value = (address or "").partition(":")
    if kind == "window":
        window = window_by_id(value)
        return addresses_for(window.division_code) if window else ()
    if kind == "department":
        department, _, division = value.partition(":")
        return addresses_for(division, department)
    if kind == "supervisors":
        return [*supervisors_of(value), *phones_for(value, utc_now())]
    if kind == "staff":
        found = [addresses_for(one.division_code, one.department or "") for one in _posts(value)]
        return tuple(dict.fromkeys(address for some in found for address in some))
    return ()


def _posts(staff_id: str) -> Sequence[Post]:
    """Give every post in which this person has to do with cases; of those who hold none now, their
    last. An administrator's or editor's post is no duty while there is another."""
    now = utc_now()
    posts = posts_of(staff_id, now) or last_posts_of(staff_id, now)
    return [one for one in posts if any(one.grants(may) for may in _DUTIES)] or posts


def supervisors_of(division_code: str) -> Sequence[str]:
    """Give where those are reached who supervise a place: their own contacts, else the contacts of the
    division above. Never the window's own: what is escalated is what it did not do."""
    own = addresses_for(division_code, SUPERVISORS)
    above = parent_of(division_code)
    return own or (addresses_for(above) if above else ())
