"""Where questions are answered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import StoreError
from store.asking.reading import Snapshot
from store.queries import query
from store.sqlite import SqliteStore
from store.sqlite.reading import Readers, View

LONG = "with recursive up(n) as (select 1 union all select n + 1 from up where n < 200000) select max(n) from up"


@pytest.fixture
def readers(opened: Callable[..., SqliteStore], path: Path) -> Readers:
    return opened(path)._files


def asked(readers: Readers, sql: str) -> tuple[object, list[int]]:
    """The answer to a question, and the threads in which it was tried."""
    tried: list[int] = []

    def question(view: Snapshot) -> object:
        assert isinstance(view, View)
        tried.append(threading.get_ident())
        return view._connection.execute(sql).fetchone()[0]

    return asyncio.run(readers.ask(question)), tried


def test_a_quick_question_is_answered_where_it_is_asked(readers: Readers) -> None:
    assert asked(readers, "select 7") == (7, [threading.get_ident()])


def test_a_long_question_goes_to_a_thread(readers: Readers) -> None:
    answer, tried = asked(readers, LONG)
    assert answer == 200_000
    assert tried[0] == threading.get_ident() != tried[1]


def test_many_quick_questions_stay_quick(readers: Readers) -> None:
    for _ in range(100):
        asked(readers, LONG.replace("200000", "100"))
    assert asked(readers, LONG.replace("200000", "100"))[1] == [threading.get_ident()]
    assert len(asked(readers, LONG)[1]) == 2


def test_a_question_that_fails_says_what_is_wrong(readers: Readers) -> None:
    with pytest.raises(StoreError, match="no such table"):
        asked(readers, query("meta.get").replace("meta", "nowhere"))
