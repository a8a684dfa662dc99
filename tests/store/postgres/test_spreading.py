"""Tables as they would be spread over several servers: the column of the server is in every key, all works as before.

The whole suite of the store runs so with `pytest tests/store --spread`; here is a share of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.model.mention import MentionId
from bot.model.rows import Rows
from bot.testing.samples import removed
from store.memory import Memory
from store.postgres import connect, dialect
from store.postgres.opening import SETTINGS
from store.postgres.session import Session
from tests.postgres import Cluster
from tests.store.postgres.recorded import said, understood
from tests.store.postgres.spreading import keys, spread
from tests.store.sqlite.fixture import changes


@pytest.fixture(scope="module")
def urls(server: Cluster) -> Iterator[tuple[str, str]]:
    """Two databases with one of everything, the first one whole, the second one spread."""
    with server.database() as whole, server.database() as spread_:
        for url in (whole, spread_):
            connect(url, zone="UTC", token=lambda: "key").close()
        spread(spread_)
        for url in (whole, spread_):
            with _opened(url) as store:
                asyncio.run(store.commit(changes()))
        yield whole, spread_


def _opened(url: str) -> closing[Memory]:
    return closing(connect(url, zone="UTC", token=lambda: "key"))


def test_the_column_is_in_every_key(urls: tuple[str, str]) -> None:
    found = keys(urls[1])

    assert len(found) > 30
    assert [table for table, columns in found.items() if columns[-1] != "spread"] == []


def test_every_statement_is_understood(urls: tuple[str, str]) -> None:
    whole, spread_ = (Session(url, settings=SETTINGS) for url in urls)
    wrong = {}
    with closing(whole), closing(spread_):
        whole.connect()
        spread_.connect()
        for name, (sql, _) in said().items():
            if understood(whole, sql) == "" and (why := understood(spread_, dialect.spread(sql))):
                wrong[name] = why

    assert wrong == {}


def test_the_same_changes_give_the_same_answers(urls: tuple[str, str]) -> None:
    answers = []
    for url in urls:
        with _opened(url) as store:
            asyncio.run(store.commit(changes()))  # said again: what is known changes nothing
            asyncio.run(store.commit([removed(3, "forgotten")]))
            answers.append(asyncio.run(_asked(store)))

    assert answers[0] == answers[1]


async def _asked(store: Memory) -> list[object]:
    full = await store.full([MentionId(number) for number in range(1, 13)])
    return [
        await store.count(Rows()), [one.row for one in full], await store.outbox(("new", "sending", "done")),
        await store.sources(), await store.pending(), store.highest("mention"), await store.routes(),
    ]  # fmt: skip


def test_rows_lie_on_many_servers_and_those_of_a_mention_together(urls: tuple[str, str], server: Cluster) -> None:
    name = urls[1].rpartition("/")[2]
    assert int(server.psql("select count(distinct spread) from mention", name)) > 4
    assert (
        server.psql("select count(*) from mention m join reading r on r.mention = m.id and r.spread <> m.spread", name)
        == "0"
    )
