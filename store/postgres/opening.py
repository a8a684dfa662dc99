"""Opening the database: check the server, take the lock, migrate, and only then a store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from bot.errors import ConfigError, StoreBusy, StoreError, StoreNewer
from bot.ports.memory import Store
from bot.texts import memory as words
from store.changing.rezoning import settle_zone
from store.changing.writing import Writer
from store.memory import Memory
from store.migrations import Step, steps
from store.moving import MOVING
from store.postgres import dialect
from store.postgres.failures import ERRORS, meaning
from store.postgres.moving import Server
from store.postgres.reading import Readers
from store.postgres.session import Session
from store.postgres.transaction import OnPostgres
from store.tokens import Tokenizer

NEEDED: Final = 150000
"""PostgreSQL 15."""
LOCK: Final = 0x45415253
"""The advisory lock of who writes, in this database: "EARS"."""
SETTINGS: Final = {"application_name": "earshot", "timezone": "UTC", "jit": "off"}
"""Of each connection."""
_LOCKING: Final = dialect.Statement("select pg_try_advisory_lock($1)", ("lock",))
_SERVER: Final = dialect.Statement("select name, setting from pg_settings where name = any($1)", ("names",))
_NUMBER: Final = dialect.Statement("select coalesce(max(number), 0) from schema_version", ())
_RECORD: Final = dialect.Statement("insert into schema_version (number) values ($1)", ("number",))
_DURABLE: Final = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_apply")}


def _nothing(word: str) -> None:
    """Told to nobody."""


def connect(
    url: str, *, zone: str, token: Callable[[], str], say: Callable[[str], None] = _nothing,
    fp: Callable[[str], None] = _nothing,
) -> Memory:  # fmt: skip
    """The store in this database, which this process alone writes; made or migrated if need be.

    Args:
        url: `postgresql://USER:PASSWORD@HOST/DATABASE`; the database must be there.
        zone: the organisation's time zone; where it has changed, every day is counted anew.
        token: gives an unguessable word; asked once, for the key of a new database.
        say: is told in words what was done to an older schema.
        fp: failpoints: `mid_migration`, `before_commit`, `after_commit`.

    Raises:
        ConfigError: the server is too old, or does not make a commit durable before it says so.
        StoreBusy: another process holds the lock.
        StoreFull: it may not be written.
        StoreNewer: a later version wrote it.
        StoreError: it cannot be reached.
    """
    with ExitStack() as stack:
        session = Session(url, settings=SETTINGS, made=_take_lock)
        stack.callback(session.close)
        tokenizer = Tokenizer()
        stack.callback(tokenizer.close)
        try:
            session.connect()
            _check(session, url)
            _migrate(session, url, say=say, fp=fp)
            open_ = OnPostgres(session, tokenizer)
            if open_.one("meta.get", name=MOVING) is not None:
                raise StoreError(what=words.not_whole(where(url)))
            if open_.one("meta.get", name="key") is None:
                open_.run("meta.keep", name="key", value=token())
            settle_zone(open_, zone, say=say)
            writer = Writer(open_, fp=fp)
        except ERRORS as error:
            raise meaning(error, where(url)) from error
        stack.pop_all()
    return Memory(_readers(url), writer=writer, let_go=tokenizer.close)


@contextmanager
def open_side(url: str) -> Iterator[Server]:
    """The database as one side of a move, alone and locked. Raises as `connect`."""
    session = Session(url, settings=SETTINGS, made=_take_lock)
    try:
        session.connect()
        _check(session, url)
        _migrate(session, url, say=_nothing, fp=_nothing)
        yield Server(session)
    except ERRORS as error:
        raise meaning(error, where(url)) from error
    finally:
        session.close()


def connect_to_read(url: str) -> Memory:
    """The store in this database, which this process only reads, also while another one writes it.

    Raises:
        StoreError: it cannot be reached, or must be migrated first (StoreNewer: a later version wrote it).
    """
    session = Session(url, settings=SETTINGS)
    try:
        session.connect()
        found, known = _schema(session), steps()[-1].number
    except ERRORS as error:
        raise meaning(error, where(url)) from error
    finally:
        session.close()
    if found < known:
        raise StoreError(what=words.older(found, known))
    _refuse_newer(found, known, url)
    return Memory(_readers(url), writer=None, let_go=lambda: None)


@asynccontextmanager
async def open_store(
    url: str, *, zone: str, token: Callable[[], str], write: bool = True, say: Callable[[str], None] = _nothing,
    fp: Callable[[str], None] = _nothing,
) -> AsyncIterator[Store]:  # fmt: skip
    """The store while the block lasts: as `connect` gives it, or (not `write`) as `connect_to_read` does."""
    if write:
        store = await asyncio.to_thread(connect, url, zone=zone, token=token, say=say, fp=fp)
    else:
        store = await asyncio.to_thread(connect_to_read, url)
    try:
        yield store
    finally:
        await asyncio.to_thread(store.close)


def where(url: str) -> str:
    """The database without its password, for people to read."""
    parts = urlsplit(url)
    return f"PostgreSQL at {parts.hostname or 'localhost'}{parts.path}"


def _readers(url: str) -> Readers:
    return Readers(partial(Session, url, settings=SETTINGS))


def _take_lock(session: Session) -> None:
    """Take the lock of who writes: it lasts as long as the connection, so that who lost it cannot write.

    Raises:
        StoreBusy: another process holds it.
    """
    ((taken,),) = session.rows(_LOCKING, {"lock": LOCK})
    if not taken:
        raise StoreBusy(what=words.held_by_other(), remedy=words.stop_other())


def _check(session: Session, url: str) -> None:
    found = dict(session.rows(_SERVER, {"names": ["server_version_num", *_DURABLE]}))
    version = found["server_version_num"]
    if int(version) < NEEDED:
        raise ConfigError(where=where(url), what=words.too_old_postgres(version), remedy=words.update_postgres())
    for name, right in _DURABLE.items():
        if found[name] not in right:
            what = words.not_durable(name, found[name])
            raise ConfigError(where=where(url), what=what, remedy=words.make_durable(name))


def _schema(session: Session) -> int:
    session.run("create table if not exists schema_version (number bigint not null)")
    ((number,),) = session.rows(_NUMBER, {})
    return int(number)


def _refuse_newer(found: int, known: int, url: str) -> None:
    if found > known:
        raise StoreNewer(where=where(url), found=found, known=known, remedy=words.newer_remedy())


def _migrate(session: Session, url: str, *, say: Callable[[str], None], fp: Callable[[str], None]) -> None:
    wanted: Sequence[Step] = steps()
    found = _schema(session)
    _refuse_newer(found, wanted[-1].number, url)
    for step in wanted:
        if step.number > found:
            session.run("begin")
            session.run(dialect.schema(step.sql))
            fp("mid_migration")
            session.rows(_RECORD, {"number": step.number})
            session.run("commit")
            if found:
                say(words.migrated(step.number, step.name))
