"""Mentions by month: each in the table of its month, their keys unique over all of them, old databases taken along."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from bot.model.changes import KeepMention, RemoveMention
from bot.model.rows import Rows
from bot.testing.samples import kept
from store.memory import Memory
from store.postgres import connect, months
from store.postgres.opening import SETTINGS
from store.postgres.session import Session
from tests.postgres import Cluster


@pytest.fixture(autouse=True)
def unspread(pytestconfig: pytest.Config) -> None:
    """Here tables are made and unmade as they are."""
    if pytestconfig.getoption("--spread"):
        pytest.skip("about tables that are not spread")


NOW = datetime.now(UTC)  # months are the server's, which has no other clock
BEFORE = NOW.replace(day=1) - timedelta(days=1)

_WHOLE = """
alter table mention rename to mention_parts;
create table mention (like mention_parts including defaults);
insert into mention select * from mention_parts;
drop table mention_parts cascade;
drop table mention_once;
drop function mention_once;
drop function mention_months;
alter table mention add primary key (id);
create unique index mention_key on mention (source, source_id);
create index mention_at on mention (at);
create index mention_theme on mention (theme, at);
create index mention_voice on mention (voice);
create index mention_copy on mention (copy_of) where copy_of is not null;
alter table mention add foreign key (voice) references voice (id);
alter table reading add foreign key (mention) references mention (id);
alter table evidence add foreign key (mention) references mention (id);
"""
"""The table as it was before there were months."""
_AGAIN = "insert into mention (id, at, COLUMNS) select 2, AT, COLUMNS from mention"


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _parts(server: Cluster, url: str) -> dict[int, str]:
    """In which table each mention lies."""
    rows = server.psql("select id, tableoid::regclass from mention order by id", _name(url)).splitlines()
    return {int(number): part for number, _, part in (row.partition("|") for row in rows)}


def _keys(server: Cluster, url: str) -> list[str]:
    return server.psql("select mention, source_id from mention_once order by mention", _name(url)).splitlines()


def _said(number: int, at: datetime) -> KeepMention:
    made = kept(number, f"Number {number}")
    return replace(made, mention=replace(made.mention, at=at))


def _commit(url: str, *changes: KeepMention | RemoveMention) -> None:
    with _opened(url) as store:
        asyncio.run(store.commit(changes))


@contextmanager
def _opened(url: str) -> Iterator[Memory]:
    with closing(connect(url, zone="UTC", token=lambda: "key")) as store:
        yield store


@contextmanager
def _session(url: str) -> Iterator[Session]:
    session = Session(url, settings=SETTINGS)
    session.connect()
    try:
        yield session
    finally:
        session.close()


def _part(at: datetime) -> str:
    return f"mention_{at:%Y_%m}"


def test_a_mention_lies_in_the_table_of_its_month_and_an_older_one_in_the_first(database: str, server: Cluster) -> None:
    _commit(database, _said(1, NOW), _said(2, BEFORE), _said(3, NOW - timedelta(days=3650)))

    assert _parts(server, database) == {1: _part(NOW), 2: _part(BEFORE), 3: "mention_past"}


def test_who_is_said_to_have_spoken_in_another_month_moves_there_with_one_key(database: str, server: Cluster) -> None:
    first = _said(1, BEFORE)
    _commit(database, first)
    _commit(database, replace(first, mention=replace(first.mention, at=NOW, edited=NOW)))

    assert _parts(server, database) == {1: _part(NOW)}
    assert _keys(server, database) == [f"1|{first.mention.source_id}"]


def test_what_is_removed_leaves_no_key_of_its_own_behind(database: str, server: Cluster) -> None:
    first = _said(1, NOW)
    key = (first.mention.source, first.mention.source_id)
    _commit(database, first)
    _commit(database, RemoveMention(key=key, id=first.id, state="forgotten", reason="asked", at=NOW))

    ((found, _, said),) = [row.partition("|") for row in _keys(server, database)]
    assert (found, said == first.mention.source_id) == ("1", False)


@pytest.mark.parametrize("at", [NOW, BEFORE], ids=["same month", "another month"])
def test_a_second_mention_under_one_key_is_refused_in_every_month(database: str, server: Cluster, at: datetime) -> None:
    _commit(database, _said(1, NOW))
    columns = server.psql(
        "select string_agg(column_name, ', ') from information_schema.columns where table_name = 'mention'"
        " and column_name not in ('id', 'at')",
        _name(database),
    )
    again = _AGAIN.replace("COLUMNS", columns).replace("AT", str(int(at.timestamp()) * 1_000_000))

    with pytest.raises(AssertionError, match="another mention has this key"):
        server.psql(again, _name(database))


@pytest.mark.parametrize("interrupted", [False, True])
def test_a_table_that_is_whole_is_parted_and_keeps_every_row(database: str, server: Cluster, interrupted: bool) -> None:
    _commit(database, *(_said(number, NOW - timedelta(days=20 * number)) for number in range(1, 9)))
    whole = server.psql("select * from mention order by id", _name(database))
    server.psql(_WHOLE, _name(database))
    if interrupted:  # after the keys, before the months
        with _session(database) as session:
            session.run(months._said("key").sql)
            session.run(months._said("unique").sql)

    with _opened(database) as store:
        assert asyncio.run(store.count(Rows())).mentions == 8
        asyncio.run(store.commit([_said(9, NOW)]))

    assert server.psql("select * from mention where id < 9 order by id", _name(database)) == whole
    assert set(_parts(server, database).values()) == {"mention_past"}
    assert len(_keys(server, database)) == 9


def test_who_reads_for_long_keeps_nobody_waiting(database: str, server: Cluster) -> None:
    _commit(database, _said(1, NOW))
    server.psql(_WHOLE, _name(database))
    with _session(database) as reader:
        reader.run("begin isolation level repeatable read read only; select count(*) from mention")
        # The table stays whole until the next start; everything works as before.
        with _opened(database) as store:
            assert asyncio.run(store.count(Rows())).mentions == 1
    with _session(database) as session:
        months.arrange(session)
    assert _parts(server, database) == {1: "mention_past"}


def test_months_to_come_are_made_and_what_was_beyond_them_moves_in(database: str, server: Cluster) -> None:
    far = NOW + timedelta(days=300)
    _commit(database, _said(1, far))
    assert _parts(server, database) == {1: "mention_later"}
    with _session(database) as session:
        assert session.rows(months._said("left"), {}) == [(months.AHEAD, 1)]
        session.rows(months._said("ahead"), {"ahead": 12})
        assert session.rows(months._said("left"), {}) == [(12, 0)]

    assert _parts(server, database) == {1: _part(far)}
    assert len(_keys(server, database)) == 1


def test_a_month_that_is_past_its_retention_is_packed_by_itself(database: str, server: Cluster) -> None:
    many = [_said(number, BEFORE) for number in range(1, 301)]
    long = [
        replace(one, mention=replace(one.mention, text=replace(one.mention.text, raw="long " * 300))) for one in many
    ]
    _commit(database, *long)
    _commit(
        database,
        *(
            RemoveMention(
                key=(one.mention.source, one.mention.source_id), id=one.id, state="expired", reason="retention", at=NOW
            )
            for one in long
        ),
    )
    size = f"select pg_total_relation_size('{_part(BEFORE)}')"
    before = int(server.psql(size, _name(database)))
    server.psql(f"vacuum full {_part(BEFORE)}", _name(database))

    assert int(server.psql(size, _name(database))) < before / 2
