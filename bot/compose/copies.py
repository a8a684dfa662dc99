"""Copies of the data, for the command line."""

from __future__ import annotations

from pathlib import Path

from bot.compose.environment import Given
from bot.compose.memory import database
from bot.errors import StoreFull
from bot.texts import memory as words
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


__all__ = ["Held", "backup", "database", "restore"]
