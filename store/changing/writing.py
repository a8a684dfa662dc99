"""The one writer: a thread that takes whatever is queued at once and writes it in one transaction.

It never waits to fill a batch, and takes at most about `ROWS` rows (some 20 ms of work) into one; a caller's changes
are never split. Each caller's changes stand or fall alone.
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from bot.errors import EarshotError, StoreError
from bot.model.changes import Change, Receive
from bot.texts import memory as words
from store.changing.applying import apply, weight
from store.changing.records import receive
from store.changing.transaction import Transaction

ROWS = 1000
REFUSED = (StoreError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError)
"""What, besides the engine's own errors, one caller's changes may fail with; the others' go on."""


@dataclass(slots=True, kw_only=True)
class _Item:
    """One caller's changes. `done` is the caller's, in its own event loop; `settled` is what the writer knows of it."""

    changes: Sequence[Change]
    rows: int
    done: asyncio.Future[None]
    settled: bool = False
    error: EarshotError | None = None


class Writer:
    """Takes changes from any event loop and writes them, in the order in which they came."""

    def __init__(self, transaction: Transaction, *, fp: Callable[[str], None]) -> None:
        self._transaction = transaction
        self._errors: tuple[type[BaseException], ...] = transaction.errors
        self._refused: tuple[type[BaseException], ...] = (*transaction.errors, *REFUSED)
        self._fp = fp
        self._closing = self._closed = False
        self._queue: deque[_Item] = deque()
        self._asked: asyncio.AbstractEventLoop | None = None
        """The event loop that is about to ask for a transaction."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="earshot-write")
        if self._transaction.one("removal.scrub_asked"):
            self._thread.submit(self._scrub)

    async def write(self, changes: Sequence[Change]) -> None:
        """Give the changes to the thread and wait until they are durable; cancelling does not take them back."""
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._queue.append(_Item(changes=changes, rows=weight(changes), done=done))
        if self._asked is not loop:
            self._asked = loop
            loop.call_soon(self._ask)  # what others say in the same turn of the loop goes into the same transaction
        await done

    def close(self) -> None:
        """Write what is queued, take out what was removed, stop the thread, close the connection."""
        self._closing = True
        for _ in range(len(self._queue) + 1):
            self._thread.submit(self._drain)
        self._thread.submit(self._scrub_all)
        self._thread.shutdown(wait=True)
        self._transaction.close()
        self._closed = True
        self._refuse_all()

    def _ask(self) -> None:
        self._asked = None
        try:
            self._thread.submit(self._drain)
        except RuntimeError:
            if self._closed:  # while it is closing, what is queued is still written
                self._refuse_all()

    def _refuse_all(self) -> None:
        """Whoever comes too late is told so."""
        items = [self._queue.popleft() for _ in range(len(self._queue))]
        for item in items:
            item.error = StoreError(what=words.closed())
        _tell(items)

    def _drain(self) -> None:
        items = self._take()
        if self._queue and not self._closing:
            self._thread.submit(self._drain)
        try:
            if items:
                self._write(items)
        finally:
            # Only if something failed that nobody foresaw; whoever waits must not wait for ever.
            for item in items:
                if not item.settled:
                    item.settled, item.error = True, StoreError(what=repr(sys.exc_info()[1]))
            if self._transaction.is_open:
                self._transaction.roll_back()
            _tell(items)
        self._transaction.told()
        if self._transaction.removed:
            self._transaction.removed, self._transaction.scrubbing = False, False
            self._transaction.owing = True
        if items and self._transaction.owing and not self._closing:
            self._thread.submit(self._scrub)

    def _take(self) -> list[_Item]:
        items: list[_Item] = []
        rows = 0
        while self._queue and (not items or rows + self._queue[0].rows <= ROWS):
            items.append(self._queue.popleft())
            rows += items[-1].rows
        return items

    def _write(self, items: Sequence[_Item]) -> None:
        if not self._at_once(items) and (len(items) == 1 or not self._together(items)):
            for item in items:
                if not item.settled:
                    self._alone(item)

    def _at_once(self, items: Sequence[_Item]) -> bool:
        """Whether all were written in one transaction, none refused: nearly always, and then no savepoint is needed."""
        try:
            self._transaction.begin()
            for events, theirs in groupby(items, key=lambda item: all(type(one) is Receive for one in item.changes)):
                if events:
                    receive(self._transaction, [cast("Receive", one) for item in theirs for one in item.changes])
                else:
                    for item in theirs:
                        apply(self._transaction, item.changes)
            self._commit()
        except self._refused:
            self._transaction.roll_back()
            return False
        for item in items:
            item.settled = True
        return True

    def _alone(self, item: _Item) -> None:
        try:
            self._transaction.begin()
            apply(self._transaction, item.changes)
            self._commit()
        except self._refused as error:
            self._transaction.roll_back()
            self._refuse(item, error)
        else:
            item.settled = True

    def _together(self, items: Sequence[_Item]) -> bool:
        """Whether all were written in one transaction but those refused on their own account."""
        try:
            self._transaction.begin()
            written = [item for item in items if self._within(item)]
            self._commit()
        except self._refused:
            self._transaction.roll_back()
            return False
        for item in written:
            item.settled = True
        return True

    def _within(self, item: _Item) -> bool:
        self._transaction.say("savepoint caller")
        try:
            apply(self._transaction, item.changes)
        except self._refused as error:
            self._transaction.forget_all()
            if not self._transaction.is_open:  # the whole of it is gone: disk full, connection lost and the like
                raise
            self._transaction.say("rollback to caller")
            self._transaction.say("release caller")
            self._refuse(item, error)
            return False
        self._transaction.say("release caller")
        return True

    def _commit(self) -> None:
        self._fp("before_commit")
        self._transaction.commit()
        self._fp("after_commit")

    def _refuse(self, item: _Item, error: BaseException) -> None:
        if not item.settled:
            cause = self._transaction.meaning(error)
            cause.__cause__ = error
            item.settled, item.error = True, cause

    def _scrub(self) -> None:
        """One step of taking removed words out of the file; commits that wait go before the next one."""
        if not self._closing and self._transaction.scrub():
            self._thread.submit(self._scrub)

    def _scrub_all(self) -> None:
        while self._transaction.scrub():
            pass


def _tell(items: Sequence[_Item]) -> None:
    """Tell the callers what became of their changes; each event loop is woken once."""
    loops: dict[asyncio.AbstractEventLoop, list[_Item]] = {}
    for item in items:
        loops.setdefault(item.done.get_loop(), []).append(item)
    for loop, theirs in loops.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, theirs)


def _settle(items: Sequence[_Item]) -> None:
    for item in items:
        if item.done.done():  # cancelled
            continue
        if item.error is None:
            item.done.set_result(None)
        else:
            item.done.set_exception(item.error)
