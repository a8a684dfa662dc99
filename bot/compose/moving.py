"""Moving what is remembered from a file to a server, and back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from bot.compose import memory
from bot.compose.environment import Given
from bot.compose.memory import FILE, SERVER
from bot.errors import ConfigError
from bot.texts import operating as words
from store import moving
from store.moving import Side, Tell
from store.sqlite.opening import open_side as open_file


def move(source: str, target: str, *, tell: Tell) -> dict[str, int]:
    """Copy and compare everything; gives how many rows each table has. `tell` hears table, rows there, rows in all.

    Raises:
        ConfigError: an address is not one of a store.
        NotFound: there is no such file.
        StoreBusy: an Earshot works with one of them.
        StoreError: they are not the same, or one cannot be reached.
    """
    if target == source:
        raise ConfigError(where="migrate", what=words.same_store(), remedy=words.store_address())
    if source.startswith(FILE) and not Path(source.removeprefix(FILE)).exists():
        raise ConfigError(where=source, what=words.no_such_file(), remedy=words.store_address())
    with _side(source) as one, _side(target) as other:
        return moving.move(one, other, tell=tell)


def upgrade(given: Given, *, say: Callable[[str], None]) -> None:
    """Bring the tables of the server that the settings name to this version's; `say` hears each step.

    Raises:
        ConfigError: memory is a file, which is upgraded by whoever opens it.
        StoreNewer, StoreError: as the server's `connect`.
    """
    url = memory.server(given)
    if url is None:
        raise ConfigError(where="migrate", what=words.no_store_address("sqlite"), remedy=words.name_a_server())
    from store.postgres.opening import migrate

    migrate(url, say=say)


def _side(url: str) -> AbstractContextManager[Side]:
    if url.startswith(FILE):
        return open_file(Path(url.removeprefix(FILE)))
    if url.startswith(SERVER):
        from store.postgres.opening import open_side as open_server

        return open_server(url)
    raise ConfigError(where="migrate", what=words.no_store_address(url.partition(":")[0]), remedy=words.store_address())
