"""The inbox of data that another process serves: work is put in, results are read, nothing else is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.model.changes import Receive
from bot.model.leases import THINK
from bot.ports.sharing import INBOX
from store.codec import dump, load
from store.columns import micros
from store.postgres.bell import ring
from store.postgres.dialect import statement
from store.postgres.failures import ERRORS, meaning
from store.postgres.leases import Table
from store.postgres.opening import SETTINGS, where
from store.postgres.session import Session


class Inbox:
    """Takes no lock: one row at a time goes in between the transactions of the process that serves.

    Each call has a connection, and an event loop, of its own: it is made from a thread or from a command.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def put(self, event: Receive) -> None:
        """Store an event, durably; the same event id again changes nothing.

        Raises:
            StoreError: the server cannot be reached, or holds no such data.
        """
        values = {
            "event_id": event.event_id, "kind": event.kind, "payload": dump(event.payload), "at": micros(event.at),
        }  # fmt: skip
        with self._session() as session:
            session.rows(statement("post.receive"), values)
            ring(session, (INBOX,))

    def result(self, event_id: str) -> Mapping[str, object] | None:
        """The result of a settled event, None while it is pending; key `error` if it failed."""
        with self._session() as session:
            rows = session.rows(statement("keeping.result"), {"event_id": event_id})
        if not rows:
            return None
        result, error = load(rows[0][0]) if rows[0][0] else {}, rows[0][1]
        return {**result, "error": error} if error else dict(result)

    def served(self) -> bool:
        """Whether a process thinks with this data, so that what is put in is worked off. Raises as `put`."""
        with self._session() as session:
            return not Table(session, holder="").free(THINK)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        session = Session(self._url, settings=SETTINGS)
        try:
            session.connect()
            yield session
        except ERRORS as error:
            raise meaning(error, where(self._url)) from error
        finally:
            session.close()
