"""A question sees the data as it was at one moment, whether it asks one query or several."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from urllib.parse import urlsplit

import pytest

from store.asking.reading import Snapshot
from store.postgres.opening import SETTINGS
from store.postgres.reading import Readers
from store.postgres.session import Session
from tests.postgres import Cluster

_MORE = "insert into voice (id, name) select coalesce(max(id), 0) + 1, 'v' || coalesce(max(id), 0) + 1 from voice"


@pytest.fixture
def readers(database: str) -> Iterator[Readers]:
    with closing(Readers(partial(Session, database, settings=SETTINGS))) as made:
        yield made


@pytest.fixture
def meanwhile(server: Cluster, database: str) -> Callable[[], object]:
    """Somebody else writes one more."""
    return partial(server.psql, _MORE, urlsplit(database).path.lstrip("/"))


def _voices(view: Snapshot) -> int:
    row = view.row("mention.highest_voice")
    assert row is not None
    return int(row[0])


async def test_what_is_written_between_two_queries_of_a_question_is_not_seen_by_it(
    readers: Readers, meanwhile: Callable[[], object]
) -> None:
    def twice(view: Snapshot) -> tuple[int, int]:
        before = _voices(view)
        meanwhile()
        return before, _voices(view)

    for _ in range(3):
        before, after = await readers.ask(twice)
        assert before == after


async def test_what_was_written_before_a_question_is_seen_by_it(
    readers: Readers, meanwhile: Callable[[], object]
) -> None:  # fmt: skip
    seen = []
    for _ in range(3):
        meanwhile()
        seen.append(await readers.ask(_voices))
    assert seen == [1, 2, 3]


async def test_a_question_that_asks_more_at_times_sees_one_moment_then_too(
    readers: Readers, meanwhile: Callable[[], object]
) -> None:
    def asked(view: Snapshot, *, more: bool) -> tuple[int, int]:
        before = _voices(view)
        if not more:
            return before, before
        meanwhile()
        return before, _voices(view)

    for more in (False, True, False, True):
        before, after = await readers.ask(lambda view, more=more: asked(view, more=more))  # type: ignore[misc]
        assert before == after
