"""What is removed is not in the file any more: not in a page, an index or the log."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model.changes import KeepInsight, KeepMention, KeepSource, MoveMentions
from bot.model.mention import MentionId, MentionState
from bot.model.rows import Rows
from bot.model.theme import ThemeId
from bot.testing.samples import insight, kept, removed
from store.sqlite import SqliteStore

Open = Callable[..., SqliteStore]

_SAID = "Xylophone verdigris " * 400  # long enough to need pages of its own
_SECRETS = (b"xylophone", b"verdigris", b"quokka", b"post-77", "smørrebrød".encode(), b"\x07\x77" * 20)


def _telling() -> KeepMention:
    one = kept(77, _SAID, author="quokka", groups=("brand",))
    said = replace(one.mention, conversation="smørrebrød", in_reply_to="smørrebrød", rest={"more": "verdigris"})
    return replace(one, mention=said, reading=replace(one.reading, vector=b"\x07\x77" * 512, harm="verdigris"))


def _bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir()).lower()


@pytest.mark.parametrize("state", ["deleted", "forgotten", "expired"])
async def test_nothing_of_a_removed_mention_is_left_in_the_file(opened: Open, path: Path, state: MentionState) -> None:
    store = opened(path)
    await store.commit([kept(number, f"word{number} and so on", author=f"u{number}") for number in range(1, 40)])
    quoting = KeepInsight(insight=insight(3, quotes=(("verdigris", 77),)), evidence=(MentionId(77),))
    await store.commit([_telling(), quoting])
    await store.commit([kept(number, f"word{number} and so on", author=f"u{number}") for number in range(100, 140)])
    assert all(secret in _bytes(path.parent) for secret in _SECRETS)
    await store.commit([removed(77, state)])
    await asyncio.to_thread(store.close)
    assert [secret for secret in _SECRETS if secret in _bytes(path.parent)] == []
    assert b"word139" in _bytes(path.parent)


async def test_removed_words_leave_a_running_store_too(opened: Open, path: Path) -> None:
    store = opened(path)
    await store.commit([_telling(), *(kept(number) for number in range(100, 160))])
    await store.commit([removed(77, "forgotten")])
    for _ in range(12):  # the writer takes them out between commits
        await store.commit([KeepSource(name="forum")])
    assert b"verdigris" not in _bytes(path.parent)
    assert (await store.count(Rows(text="charger"))).mentions == 60


async def test_a_reader_of_the_old_pages_only_puts_it_off(opened: Open, path: Path) -> None:
    store = opened(path)
    await store.commit([_telling(), kept(1)])
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("begin")
        assert reader.execute("select count(*) from mention where text <> ''").fetchone() == (2,)
        await store.commit([removed(77, "forgotten")])
        for _ in range(5):
            await store.commit([KeepSource(name="forum")])
        assert reader.execute("select count(*) from mention where text <> ''").fetchone() == (2,)
    for _ in range(5):
        await store.commit([KeepSource(name="forum")])
    assert b"verdigris" not in _bytes(path.parent)


async def test_what_a_crash_left_to_do_is_done_at_the_next_start(opened: Open, path: Path) -> None:
    store = opened(path)
    await store.commit([_telling(), kept(1)])
    await asyncio.to_thread(store.close)
    # As if the kill came before the index was merged.
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("insert into mention_text (mention_text, rowid, text) values ('delete', 77, ?)", (_SAID,))
        file.execute("insert into mention_text (rowid, text) values (77, '')")
        file.execute("update mention set text = '' where id = 77")
        file.execute("insert into meta values ('scrub', '1')")
        assert b"xylophone" in _bytes(path.parent)
    await asyncio.to_thread(opened(path).close)
    assert b"xylophone" not in _bytes(path.parent)


async def test_a_voice_is_named_as_long_as_it_speaks(opened: Open, path: Path) -> None:
    store = opened(path)
    await store.commit([kept(1, author="quokka"), kept(2, author="quokka")])
    await store.commit([removed(1, "expired")])
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("select name from voice").fetchall() == [("quokka",)]
        await store.commit([kept(2, author="ben")])
        assert file.execute("select name from voice order by id").fetchall() == [(None,), ("ben",)]


async def test_earlier_themes_of_a_mention_are_logged(opened: Open, path: Path) -> None:
    store = opened(path)
    await store.commit([kept(1, theme=7), kept(2, theme=8)])
    change = MoveMentions(mentions=(MentionId(1), MentionId(2)), theme=ThemeId(8))
    await store.commit([change, change, kept(2, theme=9, edited=1)])
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("select mention, theme, cosine from assignment order by mention").fetchall() == [
            (1, 7, 0.71234), (2, 8, 0.71234),
        ]  # fmt: skip
