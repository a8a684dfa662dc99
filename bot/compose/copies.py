"""Copies of the data, for the command line."""

from __future__ import annotations

from pathlib import Path

from bot.compose.environment import Given
from bot.compose.memory import SERVER, database, server
from bot.errors import ConfigError, StoreFull
from bot.texts import memory as words
from bot.texts import operating
from store import sqlite
from store.sqlite import Held


def backup(given: Given, target: Path) -> Held:
    """Write a checked copy of the data. Raises as `store.sqlite.backup`."""
    return sqlite.backup(database(given), target.absolute())


def restore(given: Given, source: Path) -> Held:
    """Put a backup in place of the data. Raises as `store.sqlite.restore`."""
    path = database(given)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise StoreFull(what=words.not_writable(path.parent), remedy=words.make_writable()) from wrong
    return sqlite.restore(source, path)


def bring_up(given: Given, later: str) -> int:
    """Bring the database that the settings name to what a later copy of it knows; gives how much is taken out again.

    Raises:
        ConfigError: memory is a file, or the address is none of a server.
        StoreBusy, StoreError: as `store.postgres.restoring.bring_up`.
    """
    url = server(given)
    if url is None or not later.startswith(SERVER):
        raise ConfigError(where="restore", what=operating.no_store_address("sqlite"), remedy=operating.store_address())
    from store.postgres import restoring

    return restoring.bring_up(url, later)


__all__ = ["Held", "backup", "bring_up", "database", "restore"]
