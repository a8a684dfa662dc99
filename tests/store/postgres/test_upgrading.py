"""Two versions side by side: the tables go ahead while processes of the version before go on, and are told when."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError, StoreNewer
from bot.model.changes import Receive
from bot.model.rows import Rows
from bot.testing.samples import MORNING, kept
from store.changing.writing import Writer
from store.migrations import steps
from store.postgres import connect, connect_to_read, dialect
from store.postgres.dialect import Statement
from store.postgres.leases import Table
from store.postgres.opening import SETTINGS, migrate
from store.postgres.session import Session
from store.postgres.transaction import Found, OnPostgres
from store.tokens import Tokenizer
from tests.postgres import Cluster
from tests.store.postgres.recorded import FOLDER, understood
from tests.store.sqlite.fixture import COUNTED, changes

NEWEST = steps()[-1].number
RECORDED = sorted(FOLDER.glob("statements_v*.json"))


class Former(OnPostgres):
    """What the version before says, where it said it otherwise or not."""

    def __init__(self, session: Session, tokenizer: Tokenizer, recorded: Path) -> None:
        super().__init__(session, tokenizer)
        self._said = {name: Statement(sql, tuple(names)) for name, (sql, names) in _read(recorded).items()}

    def run(self, name: str, /, **values: object) -> Found:
        if not self._is_known(name, values):
            return super().run(name, **values)
        return Found(self._session.rows(self._said[name], values))

    def _is_known(self, name: str, values: Iterable[str]) -> bool:
        return name in self._said and set(self._said[name].names) <= set(values)

    def each(self, name: str, rows: Iterable[tuple[object, ...]]) -> None:
        if name == "mention.index" or not self._is_known(name, dialect.statement(name).names):
            super().each(name, rows)
        else:
            known, now = self._said[name], dialect.statement(name).names
            self._session.many(known, [tuple(row[now.index(one)] for one in known.names) for row in rows])


async def _written(former: Writer) -> None:
    await former.write(changes())
    await former.write([Receive(event_id="late", kind="hook", payload={"a": 1}, at=MORNING)])


def _read(recorded: Path) -> dict[str, tuple[str, list[str]]]:
    found: dict[str, tuple[str, list[str]]] = json.loads(recorded.read_text("utf-8"))
    return found


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    made = Session(database, settings=SETTINGS)
    made.connect()
    yield made
    made.close()


@pytest.fixture
def older(server: Cluster) -> Iterator[str]:
    """A database as the version before left it, with a mention in it."""
    with server.database() as url:
        with closing(Session(url, settings=SETTINGS)) as session:
            session.connect()
            session.run("create table schema_version (number bigint not null)")
            for step in steps()[:-1]:
                session.run(dialect.schema(step.sql))
                session.rows(Statement("insert into schema_version values ($1)", ("n",)), {"n": step.number})
        yield url


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda path: str(path.stem))
def test_every_statement_of_a_version_before_is_understood(session: Session, recorded: Path) -> None:
    wrong = {name: why for name, (sql, _) in _read(recorded).items() if (why := understood(session, sql))}

    assert len(_read(recorded)) > 150
    assert wrong == {}


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda path: str(path.stem))
def test_what_a_process_of_the_version_before_writes_is_read_by_this_one(database: str, recorded: Path) -> None:
    with closing(Tokenizer()) as tokenizer:
        session = Session(database, settings=SETTINGS)
        session.connect()
        former = Writer(Former(session, tokenizer, recorded), fp=lambda name: None)
        asyncio.run(_written(former))
        former.close()

    with closing(connect(database, zone="UTC", token=lambda: "key")) as store:
        assert asyncio.run(store.count(Rows())).mentions == COUNTED
        assert "late" in [event.event_id for event in asyncio.run(store.pending())]


def test_tables_are_not_changed_under_processes_at_work_unless_told(older: str) -> None:
    other = Table(Session(older, settings=SETTINGS), holder="other")
    assert other.take("at/read/other") is not None
    with pytest.raises(StoreError, match="earshot migrate --schema"):
        connect(older, zone="UTC", token=lambda: "key")
    said: list[str] = []
    migrate(older, say=said.append)
    assert len(said) == 1
    assert other.free("at/read/other") is False  # it goes on

    with closing(connect(older, zone="UTC", token=lambda: "key")) as store:
        asyncio.run(store.commit([kept(1, "Hello")]))
    other.close()


def test_where_nobody_is_at_work_the_first_that_comes_brings_the_tables_along(older: str) -> None:
    other = Table(Session(older, settings=SETTINGS), holder="other")
    other.take("at/read/other")
    other.close()  # it was killed: its lease lasts, its connection does not

    said: list[str] = []
    connect(older, zone="UTC", token=lambda: "key", say=said.append).close()
    assert len(said) == 1


@pytest.mark.parametrize(("least", "refused"), [(NEWEST, False), (NEWEST + 1, True), (None, True)])
def test_tables_of_a_later_version_are_worked_with_where_they_say_so(
    database: str, session: Session, least: int | None, refused: bool
) -> None:
    session.rows(
        Statement("insert into schema_version (number, least) values ($1, $2)", ("number", "least")),
        {"number": NEWEST + 1, "least": least},
    )
    if refused:
        with pytest.raises(StoreNewer):
            connect_to_read(database)
    else:
        connect(database, zone="UTC", token=lambda: "key").close()
        connect_to_read(database).close()
