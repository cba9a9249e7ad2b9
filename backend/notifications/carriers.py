"""Hang up the senders whose providers are configured; everything else stays with the default."""

from __future__ import annotations

from flask import Flask

from backend.notifications.mail import MailSender
from backend.notifications.robots import RobotSender
from backend.notifications.senders import Senders
from backend.notifications.sms import SmsSender


def bind(app: Flask) -> None:
    providers = app.extensions["settings"].providers
    register: Senders = app.extensions["senders"]
    caller = app.extensions["caller"]
    register.register("robot", RobotSender(caller))
    if providers.sms.url:
        register.register("phone", SmsSender(providers.sms, caller))
    if providers.mail.url:
        register.register("mail", MailSender(providers.mail))
