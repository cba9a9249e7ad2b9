"""Where a notice for a post goes: the post's division, and the contacts on duty there; for those who
supervise, their own phones too."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask

from backend.accounts.duty_phones import KIND, DutyPhoneSender, phones_for
from backend.accounts.queries import last_post_of, posts_of
from backend.extensions import utc_now
from backend.notifications.duty import SUPERVISORS, addresses_for
from backend.notifications.senders import Senders
from backend.regions.codes import parent_of
from backend.regions.queries import window_by_id


def bind(app: Flask) -> None:
    register: Senders = app.extensions["senders"]
    register.find_by("staff", on_duty)
    register.register(KIND, DutyPhoneSender(register))


def on_duty(_subject_id: str, address: str | None) -> Sequence[str]:
    """Give the robots, mailboxes and phones for `window:…`, `department:…:…`, `staff:…`, `supervisors:…`.

    What was left for somebody who has gone meanwhile reaches those on duty where they last were.
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
        now = utc_now()
        posts = posts_of(value, now)
        post = posts[0] if posts else last_post_of(value, now)
        return addresses_for(post.division_code, post.department or "") if post else ()
    return ()


def supervisors_of(division_code: str) -> Sequence[str]:
    """Give where those are reached who supervise a place: their own contacts, else the contacts of the
    division above. Never the window's own: what is escalated is what it did not do."""
    own = addresses_for(division_code, SUPERVISORS)
    above = parent_of(division_code)
    return own or (addresses_for(above) if above else ())
