"""What happened since a backup was made holds after it was put back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model.changes import Enqueue, KeepInsight, MarkPost, RemoveMention
from bot.model.delivery import Delivery, Outgoing, PostKind
from bot.model.insight import InsightId, InsightKind
from bot.model.mention import MentionId, MentionState
from bot.model.message import Message
from bot.model.people import Place
from bot.testing.samples import insight, kept, removed
from store.sqlite import SqliteStore, restore
from store.sqlite.beside import place

Open = Callable[..., SqliteStore]

AT = datetime(2026, 10, 5, 7, tzinfo=UTC)
QUALITY = Place(platform="workspace", workspace="", channel="quality")
DIGEST = "digest:workspace:quality:2026-10-05"


def _post(key: str, kind: PostKind) -> Enqueue:
    return Enqueue(post=Outgoing(key=key, kind=kind, place=QUALITY, message=Message(blocks=(), summary=key), due=AT))


def _done(number: int, key: str) -> MarkPost:
    delivery = Delivery(key=key, kind="digest", place=QUALITY, message_id=f"m-{key}", at=AT, day="2026-10-05")
    return MarkPost(id=number, state="done", tries=1, sent_id=f"m-{key}", delivery=delivery)


def _gone(number: int, state: MentionState = "forgotten") -> RemoveMention:
    return replace(removed(number, state), id=MentionId(number))


async def _state(store: SqliteStore, key: str) -> str:
    held = await store.outbox(("new", "sending", "done", "dead", "dropped"))
    return next(one.state for one in held if one.post.key == key)


@pytest.mark.parametrize("state", ["forgotten", "deleted"])
async def test_who_was_taken_out_waits_to_be_taken_out_again_under_the_same_reason(
    opened: Open, path: Path, state: MentionState
) -> None:
    store, target = opened(path), path.with_name("backup.db")
    await store.commit([kept(number) for number in (1, 2, 3)])
    await store.backup(target)
    await store.commit([replace(_gone(2, state), reason="removed at the author's request on 2026-10-05")])
    store.close()
    assert restore(target, path).again == 1
    (event,) = await opened(path).pending()
    assert (event.kind, event.payload) == (
        "remove",
        {
            "source": "bluesky", "id": "post-2", "state": state,
            "reason": "removed at the author's request on 2026-10-05",
        },
    )  # fmt: skip


async def test_a_late_copy_of_what_the_backup_never_had_is_not_taken_in(opened: Open, path: Path) -> None:
    store, target = opened(path), path.with_name("backup.db")
    await store.commit([kept(1)])
    await store.backup(target)
    await store.commit([kept(2)])
    await store.commit([_gone(2)])
    store.close()
    assert restore(target, path).again == 0
    assert (await opened(path).known([("bluesky", "post-2")]))["bluesky", "post-2"].state == "forgotten"


async def test_what_was_posted_since_is_not_posted_again_and_what_was_not_is(opened: Open, path: Path) -> None:
    store, target = opened(path), path.with_name("backup.db")
    await store.commit([_post(DIGEST, "digest"), _post("insight:1", "insight"), _post("e:answer", "answer")])
    await store.backup(target)
    await store.commit([_done(1, DIGEST)])
    await store.commit([_post("digest:later", "digest"), _done(4, "digest:later")])
    store.close()
    restore(target, path)
    again = opened(path)
    assert await _state(again, DIGEST) == await _state(again, "digest:later") == "done"
    assert (await _state(again, "insight:1"), await _state(again, "e:answer")) == ("new", "dropped")
    later = await again.delivery("digest:later")
    assert later is not None and later.message_id == "m-digest:later"
    await again.commit([_post("digest:later", "digest")])
    assert [one.post.key for one in await again.waiting(AT)] == ["insight:1"]


async def test_an_insight_that_is_found_again_under_another_number_is_not_posted_again(
    opened: Open, path: Path
) -> None:
    """It is known by its kind and by what it stands on; another insight that gets its number is posted."""
    store, target = opened(path), path.with_name("backup.db")
    await store.backup(target)
    await store.commit([kept(one) for one in range(1, 9)])
    await store.commit([_found(1, 1, 2, 3, 4), _root(1)])
    await store.commit([replace(_done(1, "insight:1:workspace:quality"), delivery=_stood(1))])
    store.close()
    restore(target, path)
    again = opened(path)
    await again.commit([kept(one, key=number) for one, number in enumerate((8, 7, 6, 5, 4, 3, 2, 1), start=1)])
    await again.commit([_found(1, 1, 2, 3, 4), _found(2, 5, 6, 7, 3), _found(3, 5, 6, 7, 8, kind="risk")])
    await again.commit([_root(1), _root(2), _root(3)])
    states = [await _state(again, f"insight:{number}:workspace:quality") for number in (1, 2, 3)]
    assert states == ["new", "done", "new"]
    delivery = await again.delivery("insight:2:workspace:quality")
    assert delivery is not None and (delivery.insight, delivery.message_id) == (2, "m-1")
    await again.commit([_found(4, 5, 6, 7, 8), _root(4)])
    assert await _state(again, "insight:4:workspace:quality") == "new"


def _found(number: int, *evidence: int, kind: InsightKind = "spike") -> KeepInsight:
    return KeepInsight(insight=replace(insight(number), kind=kind), evidence=tuple(map(MentionId, evidence)))


def _root(number: int) -> Enqueue:
    key = f"insight:{number}:workspace:quality"
    post = Outgoing(
        key=key, kind="alert", place=QUALITY, message=Message(blocks=(), summary=key), due=AT,
        insight=InsightId(number),
    )  # fmt: skip
    return Enqueue(post=post)


def _stood(number: int) -> Delivery:
    return Delivery(
        key=f"insight:{number}:workspace:quality", kind="alert", place=QUALITY, message_id=f"m-{number}", at=AT,
        insight=InsightId(number),
    )  # fmt: skip


async def test_where_nothing_tells_what_was_posted_nothing_that_waited_is_posted(opened: Open, path: Path) -> None:
    store, target = opened(path), path.with_name("backup.db")
    await store.commit([_post(DIGEST, "digest")])
    await store.backup(target)
    elsewhere = path.parent / "elsewhere" / "earshot.db"
    elsewhere.parent.mkdir()
    restore(target, elsewhere)
    assert await opened(elsewhere).waiting(AT) == []


async def test_a_line_that_a_crash_cut_short_hides_no_other(opened: Open, path: Path) -> None:
    store, target = opened(path), path.with_name("backup.db")
    await store.commit([kept(number) for number in (1, 2, 3)])
    await store.backup(target)
    await store.commit([_gone(2)])
    with place(path).open("ab") as file:
        file.write(b'{"removed":"12')
    await store.commit([_gone(3)])
    store.close()
    assert restore(target, path).again == 2


async def test_no_key_and_no_address_stands_beside_the_data(opened: Open, path: Path) -> None:
    with closing(opened(path)) as store:
        await store.commit([kept(1)])
        await store.commit([_gone(1)])
    assert b"post-1" not in place(path).read_bytes()
