"""A real, small SMTP server in a thread: it takes mail and keeps it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Mailbox:
    """`mails` are whole messages; `refuse` is the answer to the next RCPT, used up once."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.refuse: list[bytes] = []
        mailbox = self

        class Handler(socketserver.StreamRequestHandler):
            def say(self, line: bytes) -> None:
                self.wfile.write(line + b"\r\n")

            def handle(self) -> None:
                self.say(b"220 test")
                while line := self.rfile.readline():
                    word = line.strip().upper()[:4]
                    if word == b"QUIT":
                        return self.say(b"221 bye")
                    if word == b"RCPT" and mailbox.refuse:
                        self.say(mailbox.refuse.pop(0))
                    elif word == b"DATA":
                        self.say(b"354 go")
                        lines = []
                        while (part := self.rfile.readline()) not in (b".\r\n", b""):
                            lines.append(part)
                        mailbox.mails.append(b"".join(lines).decode())
                        self.say(b"250 kept")
                    else:
                        self.say(b"250 ok")
                return None

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"smtp://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def receiving() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    mailbox.start()
    try:
        yield mailbox
    finally:
        mailbox.stop()
