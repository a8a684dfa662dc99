"""Which memory the settings name: a file (SQLite), or a database server (PostgreSQL)."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from bot.compose.environment import Given
from bot.errors import ConfigError
from bot.model.changes import Receive
from bot.ports.memory import Store
from bot.texts import operating as words
from store import sqlite
from store.sqlite.inbox import Inbox as FileInbox

FILE, SERVER = "sqlite:///", ("postgresql://", "postgres://")

Say = Callable[[str], None]


class Inbox(Protocol):
    """The inbox of data that another process serves."""

    def put(self, event: Receive) -> None:
        """Store an event, durably; the same event id again changes nothing. Raises StoreError."""
        ...

    def result(self, event_id: str) -> Mapping[str, object] | None:
        """The result of a settled event, None while it is pending; key `error` if it failed."""
        ...

    def served(self) -> bool:
        """Whether a process thinks with this data, so that what is put in is worked off. Raises StoreError."""
        ...


def server(given: Given) -> str | None:
    """The address of the database server that the settings name, None where memory is a file.

    Raises:
        ConfigError: the address is not one of a store, or what reaches the server is not installed.
    """
    url = given.settings.store.url
    if url is None or url.startswith(FILE):
        return None
    where = given.origins.get("store.url", "settings")
    if not url.startswith(SERVER):
        raise ConfigError(
            where=where, what=words.no_store_address(urlsplit(url).scheme or url), remedy=words.store_address()
        )
    if find_spec("asyncpg") is None:
        raise ConfigError(where=where, what=words.no_scale(), remedy=words.install_scale())
    return url


def database(given: Given) -> Path:
    """The database file that the settings name.

    Raises:
        ConfigError: memory is no file; PostgreSQL's own tools look after a server's data.
    """
    if server(given) is not None:
        raise ConfigError(
            where=given.origins.get("store.url", "settings"), what=words.data_on_server(), remedy=words.server_tools()
        )
    url = given.settings.store.url
    return given.data / "earshot.db" if url is None else Path(url.removeprefix(FILE))


def folder(given: Given) -> Path:
    """Where what belongs to this machine lies: the database file, or the data folder alone."""
    return given.data if server(given) is not None else database(given).parent


def is_there(given: Given) -> bool:
    """Whether anything can have been stored yet; of a server's database opening it tells."""
    return server(given) is not None or database(given).exists()


def spoken(given: Given) -> str:
    """Where memory is, for people to read: never with a password."""
    url = server(given)
    if url is None:
        return str(database(given))
    from store.postgres.opening import where

    return where(url)


def open_store(
    given: Given, *, token: Callable[[], str], write: bool, say: Say, fp: Say, beside: bool = False,
    lost: Callable[[], None] = lambda: None, kept: bool = True,
) -> AbstractAsyncContextManager[Store]:  # fmt: skip
    """The store while the block lasts; `beside` the process that thinks, on a server alone.

    `lost` is called, from another thread, when another process took over. A file that is not `kept` waits for no disk.
    Raises as the engine's `open_store` does.
    """
    zone, url = given.settings.organisation.timezone, server(given)
    if url is None:
        path = database(given)
        path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite.open_store(path, zone=zone, token=token, write=write, say=say, fp=fp, kept=kept)
    from store import postgres

    return postgres.open_store(
        url, zone=zone, token=token, write=write, say=say, fp=fp, beside=beside, holder=process(), lost=lost
    )


@asynccontextmanager
async def alone(given: Given, shards: int) -> AsyncIterator[None]:
    """Nobody thinks another of so many shards than 0 while the block lasts; of a file nobody else ever does.

    Raises:
        StoreBusy: somebody does.
    """
    url = server(given)
    if url is None:
        yield
        return
    from store.postgres import hold_shards

    held = hold_shards(url, shards, holder=process())
    await asyncio.to_thread(held.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(held.__exit__, None, None, None)


def process() -> str:
    """What this process is called where several share the work."""
    return f"{socket.gethostname()}:{os.getpid()}"


def inbox(given: Given) -> Inbox:
    """The inbox of the data that another process serves."""
    url = server(given)
    if url is None:
        return FileInbox(database(given))
    from store.postgres.inbox import Inbox as ServerInbox

    return ServerInbox(url)
