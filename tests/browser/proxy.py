"""A door before a server that can be shut and opened: what a dashboard sees while its database is away."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from tests.browser.serving import LOOPBACK, free_port


class Door:
    """Passes bytes both ways on a port of its own; shut, it hangs up and answers nobody."""

    def __init__(self, host: str, port: int) -> None:
        self.behind = (host, port)
        self.port = free_port()
        self._listener: socket.socket | None = None
        self._held: list[socket.socket] = []

    def open(self) -> None:
        """Answer from now on."""
        self._listener = socket.create_server((LOOPBACK, self.port), reuse_port=False)
        threading.Thread(target=self._welcome, args=(self._listener,), daemon=True).start()

    def shut(self) -> None:
        """Hang up, and let nobody in."""
        listener, self._listener = self._listener, None
        for held in filter(None, (listener, *self._held)):
            _hang_up(held)
        self._held.clear()

    def _welcome(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                caller, _ = listener.accept()
                server = socket.create_connection(self.behind)
                self._held += [caller, server]
                for one, other in ((caller, server), (server, caller)):
                    threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(giver: socket.socket, taker: socket.socket) -> None:
    with suppress(OSError):
        while read := giver.recv(65_536):
            taker.sendall(read)
    _hang_up(taker)


def _hang_up(held: socket.socket) -> None:
    with suppress(OSError):
        held.shutdown(socket.SHUT_RDWR)
    held.close()
