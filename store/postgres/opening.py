"""Opening the database: check the server, migrate, take the lease of who thinks, and only then a store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import asyncpg

from bot.errors import ConfigError, StoreBusy, StoreError, StoreNewer
from bot.model.leases import LEASE, SHARD, THINK, Lease
from bot.ports.memory import Store
from bot.texts import memory as words
from store.changing.rezoning import settle_zone
from store.changing.writing import Writer
from store.memory import Memory
from store.migrations import Step, steps
from store.moving import MOVING
from store.postgres import dialect, months
from store.postgres.bell import Bell
from store.postgres.claims import Claims
from store.postgres.failures import ERRORS, meaning
from store.postgres.leases import Keeper, Leases, Table
from store.postgres.moving import Server
from store.postgres.reading import Readers
from store.postgres.session import Session
from store.postgres.transaction import OnPostgres
from store.tokens import Tokenizer

NEEDED: Final = 150000
"""PostgreSQL 15."""
LOCK: Final = 0x45415253
"""The advisory lock of who migrates, in this database: "EARS"."""
SETTINGS: Final = {"application_name": "earshot", "timezone": "UTC", "jit": "off"}
"""Of each connection."""
_LOCKING: Final = dialect.Statement("select pg_advisory_xact_lock($1)", ("lock",))
_WRITES: Final = {"idle_in_transaction_session_timeout": str(int(LEASE.total_seconds() * 1000))}
"""Of who writes: a process that stands still in the middle of a transaction does not keep its locks."""
_FORGETS: Final = {"synchronous_commit": "off"}
"""Of who reads ahead: after a crash of the server what it forgot of that is read again, and nothing was lost."""
_SERVER: Final = dialect.Statement("select name, setting from pg_settings where name = any($1)", ("names",))
_NUMBER: Final = dialect.Statement(
    "select number, coalesce(least, number) from schema_version order by number desc limit 1", ()
)
_RECORD: Final = dialect.Statement(
    "insert into schema_version (number, least) values ($1::bigint, $1::bigint - 1)", ("number",)
)  # fmt: skip
"""A migration only adds, so that the version before goes on working: `least` is the lowest that does."""
_COLUMN: Final = dialect.Statement(
    "select 1 from information_schema.columns where table_schema = current_schema()"
    " and table_name = 'schema_version' and column_name = 'least'", ()
)  # fmt: skip
_AT_WORK: Final = dialect.Statement(
    "select count(*) from lease l where holder <> '' and exists ("
    "select 1 from pg_stat_activity a where a.pid = l.backend and a.backend_start::text = l.connected)",
    (),
)
"""How many leases are held by somebody whose connection is there."""
_DURABLE: Final = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_apply")}


def _nothing(word: str) -> None:
    """Told to nobody."""


def _nothing_lost() -> None:
    """Told to nobody."""


def connect(
    url: str, *, zone: str, token: Callable[[], str], say: Callable[[str], None] = _nothing,
    fp: Callable[[str], None] = _nothing, holder: str = "earshot", lost: Callable[[], None] = _nothing_lost,
) -> Memory:  # fmt: skip
    """The store in this database, for the process that thinks; made or migrated if need be.

    It holds the lease of thinking for as long as it is open: every transaction looks whether it still does.

    Args:
        url: `postgresql://USER:PASSWORD@HOST/DATABASE`; the database must be there.
        zone: the organisation's time zone; where it has changed, every day is counted anew.
        token: gives an unguessable word; asked once, for the key of a new database.
        say: is told in words what was done to an older schema.
        fp: failpoints: `mid_migration`, `before_commit`, `after_commit`.
        holder: the name of this process, for who asks who thinks.
        lost: called from another thread when another process took over.

    Raises:
        ConfigError: the server is too old, or does not make a commit durable before it says so.
        StoreBusy: another process thinks.
        StoreFull: it may not be written.
        StoreNewer: a later version wrote it.
        StoreError: it cannot be reached.
    """
    with ExitStack() as stack:
        try:
            session, tokenizer = _begun(url, stack, say=say, fp=fp)
            keeper = _kept(url, THINK, holder=holder, lost=lost)
            stack.callback(keeper.close)
            open_ = OnPostgres(session, tokenizer, lease=keeper.lease)
            if open_.one("meta.get", name=MOVING) is not None:
                raise StoreError(what=words.not_whole(where(url)))
            if open_.one("meta.get", name="key") is None:
                open_.run("meta.keep", name="key", value=token())
            settle_zone(open_, zone, say=say)
            writer = Writer(open_, fp=fp)
        except ERRORS as error:
            raise meaning(error, where(url)) from error
        stack.pop_all()
    return Memory(_readers(url), writer=writer, let_go=_all(tokenizer.close, keeper.close))


def connect_shard(
    url: str, shard: int, *, holder: str, lost: Callable[[], None], fp: Callable[[str], None] = _nothing
) -> Memory:  # fmt: skip
    """The store in this database, for the process that thinks another shard than 0; it holds that shard's lease.

    Raises:
        StoreBusy: another process thinks it.
        ConfigError, StoreNewer, StoreError: as `connect`.
    """
    with ExitStack() as stack:
        try:
            session, tokenizer = _begun(url, stack, say=_nothing, fp=fp)
            keeper = _kept(url, f"{SHARD}{shard}", holder=holder, lost=lost, patient=False)
            stack.callback(keeper.close)
            writer = Writer(OnPostgres(session, tokenizer, lease=keeper.lease), fp=fp)
        except ERRORS as error:
            raise meaning(error, where(url)) from error
        stack.pop_all()
    return Memory(_readers(url), writer=writer, let_go=_all(tokenizer.close, keeper.close))


def connect_beside(
    url: str, *, say: Callable[[str], None] = _nothing, fp: Callable[[str], None] = _nothing
) -> Memory:  # fmt: skip
    """The store in this database, for a process that works beside the one that thinks.

    It writes what comes in and what became of posts; what it owns it proves with each commit (`Hold`). Who comes first
    makes or migrates the tables.

    Raises:
        ConfigError, StoreNewer, StoreError: as `connect`.
    """
    with ExitStack() as stack:
        try:
            session, tokenizer = _begun(url, stack, say=say, fp=fp)
            writer = Writer(OnPostgres(session, tokenizer), fp=fp)
        except ERRORS as error:
            raise meaning(error, where(url)) from error
        stack.pop_all()
    return Memory(_readers(url), writer=writer, let_go=tokenizer.close)


def _begun(
    url: str, stack: ExitStack, *, say: Callable[[str], None], fp: Callable[[str], None]
) -> tuple[Session, Tokenizer]:
    """A session that may write tables as this version knows them, and the tokenizer; both closed with the stack."""
    session = Session(url, settings={**SETTINGS, **_WRITES})
    stack.callback(session.close)
    tokenizer = Tokenizer()
    stack.callback(tokenizer.close)
    session.connect()
    _check(session, url)
    _refuse_beside(session, _refuse_newer(session, url), url)
    _migrate(session, url, say=say, fp=fp)
    months.arrange(session)
    return session, tokenizer


def open_leases(url: str, *, holder: str) -> Leases:
    """The leases in this database, for the process of this name. Whoever asked for them closes them."""
    return Leases(Table(Session(url, settings=SETTINGS), holder=holder))


def open_claims(url: str, *, holder: str) -> Claims:
    """The claims on the inbox of this database, for the process of this name. Whoever asked for them closes them."""
    return Claims(Session(url, settings={**SETTINGS, **_FORGETS}), holder=holder)


@asynccontextmanager
async def open_bell(url: str) -> AsyncIterator[Bell]:
    """What rings when something arrives in this database, while the block lasts."""
    bell = Bell(url, application=SETTINGS["application_name"])
    try:
        yield bell
    finally:
        await bell.close()


@contextmanager
def hold_shards(url: str, shards: int, *, holder: str) -> Iterator[None]:
    """Nobody thinks another shard than 0, of so many, while the block lasts.

    Raises:
        StoreBusy: somebody does.
    """
    table = Table(Session(url, settings=SETTINGS), holder=holder)
    held: list[Lease] = []
    with ExitStack() as stack:
        stack.callback(table.close)
        stack.callback(lambda: table.release(held))
        held.extend(table.insist(f"{SHARD}{shard}") for shard in range(1, shards))
        if held:
            stack.pop_all()
            stack.callback(Keeper(table, held[0], beside=held[1:], lost=_nothing_lost).close)
        yield


@contextmanager
def open_side(url: str) -> Iterator[Server]:
    """The database as one side of a move, alone and locked. Raises as `connect`."""
    with alone(url) as (session, _):
        yield Server(session)


@contextmanager
def alone(url: str) -> Iterator[tuple[Session, Lease]]:
    """The database with nobody else at work, and the lease that says so. Raises as `connect`."""
    session = Session(url, settings=SETTINGS)
    with ExitStack() as stack:
        stack.callback(session.close)
        try:
            session.connect()
            _check(session, url)
            _migrate(session, url, say=_nothing, fp=_nothing)
            months.arrange(session)
            keeper = _kept(url, THINK, holder="earshot", lost=_nothing_lost)
            stack.callback(keeper.close)
            yield session, keeper.lease
        except ERRORS as error:
            raise meaning(error, where(url)) from error


def connect_to_read(url: str) -> Memory:
    """The store in this database, which this process only reads, also while another one writes it.

    Raises:
        StoreError: it cannot be reached, or must be migrated first (StoreNewer: a later version wrote it).
    """
    session = Session(url, settings=SETTINGS)
    try:
        session.connect()
        _refuse_other(session, url)
    except ERRORS as error:
        raise meaning(error, where(url)) from error
    finally:
        session.close()
    return Memory(_readers(url), writer=None, let_go=lambda: None)


@asynccontextmanager
async def open_store(
    url: str, *, zone: str, token: Callable[[], str], write: bool = True, say: Callable[[str], None] = _nothing,
    fp: Callable[[str], None] = _nothing, beside: bool = False, holder: str = "earshot",
    lost: Callable[[], None] = _nothing_lost,
) -> AsyncIterator[Store]:  # fmt: skip
    """The store while the block lasts.

    As `connect` gives it; `beside` the process that thinks as `connect_beside`, or (not `write`) as `connect_to_read`.
    """
    if write and beside:
        store = await asyncio.to_thread(connect_beside, url, say=say, fp=fp)
    elif write:
        store = await asyncio.to_thread(
            connect, url, zone=zone, token=token, say=say, fp=fp, holder=holder, lost=lost
        )  # fmt: skip
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


def _kept(url: str, name: str, *, holder: str, lost: Callable[[], None], patient: bool = True) -> Keeper:
    """The lease of thinking, kept until it is closed; where its holder is gone, it is waited for (`patient`).

    Raises:
        StoreBusy: another process has it.
    """
    table = Table(Session(url, settings=SETTINGS), holder=holder)
    with ExitStack() as stack:
        stack.callback(table.close)
        lease = table.insist(name) if patient else table.take(name)
        if lease is None:
            raise StoreBusy(what=words.held_by_other(), remedy=words.stop_other())
        stack.pop_all()
    return Keeper(table, lease, lost=lost)


def _all(*ends: Callable[[], None]) -> Callable[[], None]:
    def end() -> None:
        for one in ends:
            one()

    return end


def _check(session: Session, url: str) -> None:
    found = dict(session.rows(_SERVER, {"names": ["server_version_num", *_DURABLE]}))
    version = found["server_version_num"]
    if int(version) < NEEDED:
        raise ConfigError(where=where(url), what=words.too_old_postgres(version), remedy=words.update_postgres())
    for name, right in _DURABLE.items():
        if found[name] not in right:
            what = words.not_durable(name, found[name])
            raise ConfigError(where=where(url), what=what, remedy=words.make_durable(name))


def _schema(session: Session) -> tuple[int, int]:
    """The number of the tables, and the lowest version of Earshot that works with them."""
    session.run("create table if not exists schema_version (number bigint not null, least bigint)")
    found = session.rows(_COLUMN, {})
    if not found:
        session.run("alter table schema_version add column if not exists least bigint")
    ((number, least),) = session.rows(_NUMBER, {}) or [(0, 0)]
    return int(number), int(least)


def _refuse_newer(session: Session, url: str) -> int:
    """The number of the tables, unless only later versions work with them."""
    (found, least), known = _schema(session), steps()[-1].number
    if least > known:
        raise StoreNewer(where=where(url), found=found, known=known, remedy=words.newer_remedy())
    return found


def _refuse_other(session: Session, url: str) -> None:
    found, known = _refuse_newer(session, url), steps()[-1].number
    if found < known:
        raise StoreError(what=words.older(found, known))


def _refuse_beside(session: Session, found: int, url: str) -> None:
    """Nothing, unless the tables are those of the version before and its processes are at work with them."""
    if 0 < found < steps()[-1].number:
        with suppress(asyncpg.UndefinedTableError):  # before there were leases
            ((held,),) = session.rows(_AT_WORK, {})
            if held:
                raise StoreError(what=words.others_at_work(where(url), found, steps()[-1].number))


def migrate(url: str, *, say: Callable[[str], None]) -> None:
    """Bring the tables to this version's, also while processes of the version before are at work with them.

    Raises:
        ConfigError, StoreNewer, StoreError: as `connect`.
    """
    session = Session(url, settings=SETTINGS)
    try:
        session.connect()
        _check(session, url)
        _migrate(session, url, say=say, fp=_nothing)
        months.arrange(session)
    except ERRORS as error:
        raise meaning(error, where(url)) from error
    finally:
        session.close()


def _migrate(session: Session, url: str, *, say: Callable[[str], None], fp: Callable[[str], None]) -> None:
    wanted: Sequence[Step] = steps()
    before = _refuse_newer(session, url)
    for step in wanted:
        if step.number <= before:
            continue
        session.run("begin")
        session.rows(_LOCKING, {"lock": LOCK})
        if step.number > _schema(session)[0]:  # nobody else did it meanwhile
            session.run(dialect.schema(step.sql))
            fp("mid_migration")
            session.rows(_RECORD, {"number": step.number})
        session.run("commit")
        if before:
            say(words.migrated(step.number, step.name))
