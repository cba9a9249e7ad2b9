"""E-mail for staff over SMTP: short, plain, with the same Message-ID on every try."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

from backend.notifications.duty import contact_by_id
from backend.notifications.senders import Outgoing, ProviderAway, SendFailed, SendRefused
from backend.providers import MailServer

_SECONDS = 5


class MailSender:
    """`mail:<contact id>`. The server is the operator's own, named in a setting."""

    def __init__(self, server: MailServer) -> None:
        self._server, self._parts = server, urlsplit(server.url)

    def send(self, message: Outgoing) -> None:
        """Hand the mail to the server. Raises SendFailed, SendRefused."""
        contact = contact_by_id(message.target)
        if contact is None:
            raise SendRefused("contact removed")
        try:
            with self._connected() as smtp:
                smtp.send_message(self._written(message, contact.address))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise (SendRefused if min(codes, default=0) >= 550 else SendFailed)(
                "mailbox"
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ProviderAway(type(error).__name__) from error

    def _connected(self) -> smtplib.SMTP:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "smtps":
            context = ssl.create_default_context()
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port or 465, timeout=_SECONDS, context=context
            )
        else:
            smtp = smtplib.SMTP(host, port or 25, timeout=_SECONDS)
        if self._parts.username:
            if self._parts.scheme == "smtp":  # a password never goes over an open line
                smtp.starttls(context=ssl.create_default_context())
            smtp.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        return smtp

    def _written(self, message: Outgoing, to: str) -> EmailMessage:
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = self._server.sender, to, message.title
        domain = self._server.sender.rpartition("@")[2]
        mail["Message-ID"] = f"<{message.message_id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        return mail
