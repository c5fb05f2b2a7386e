"""Reading and checking run ahead in a thread of their own while the database writes."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")
BATCHES_AHEAD = 2
_POLL_SECONDS = 0.1


@dataclass
class _Stream(Generic[Item]):
    items: queue.Queue[Item | BaseException | None] = field(default_factory=lambda: queue.Queue(BATCHES_AHEAD))
    stopped: threading.Event = field(default_factory=threading.Event)

    def put(self, item: Item | BaseException | None) -> None:
        while not self.stopped.is_set():
            try:
                self.items.put(item, timeout=_POLL_SECONDS)
                return
            except queue.Full:
                continue

    def __iter__(self) -> Iterator[Item]:
        while (item := self.items.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item


@contextmanager
def read_ahead(produce: Callable[[], Iterator[Item]]) -> Iterator[Iterator[Item]]:
    """The items of `produce()`, made at most two ahead in another thread; its errors surface here."""
    stream: _Stream[Item] = _Stream()

    def work() -> None:
        try:
            for item in produce():
                stream.put(item)
            stream.put(None)
        except BaseException as fault:  # noqa: BLE001 - handed over whole to the thread that waits for it
            stream.put(fault)

    thread = threading.Thread(target=work, name="read ahead", daemon=True)
    thread.start()
    try:
        yield iter(stream)
    finally:
        stream.stopped.set()
        thread.join()
