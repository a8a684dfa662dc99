"""The drill: a database is brought back to a point in time by PostgreSQL's own tools, and what must hold holds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.errors import StoreBusy, StoreError
from bot.model.changes import Enqueue, MarkPost
from bot.model.delivery import Delivery
from bot.model.rows import Rows
from bot.testing.samples import at, kept, outgoing, removed
from store.memory import Memory
from store.postgres import connect
from store.postgres.restoring import bring_up
from tests.postgres import Cluster, cluster, free_port

NAME = "earshot"


@dataclass(slots=True)
class Drill:
    """What stood there before the mishap, as it is when it was brought back, and to the end of the log."""

    point: str
    end: str


def _opened(url: str) -> Memory:
    return connect(url, zone="UTC", token=lambda: "key")


def _again(made: Cluster, name: str) -> Cluster:
    """Another cluster, from a base of this one, that plays the archived log before it answers."""
    folder = made.folder / name
    made.run(
        "pg_basebackup", "-D", str(folder / "data"), "-X", "none", "-c", "fast", "-h", "127.0.0.1",
        "-p", str(made.port), "-U", "earshot",
    )  # fmt: skip
    return replace(made, folder=folder, port=free_port())


def _play(made: Cluster, archive: Path, *settings: str) -> None:
    with (made.folder / "data" / "postgresql.auto.conf").open("a") as file:
        file.write("\n".join(["", "archive_mode = off", *settings, ""]))
        file.write(f"restore_command = 'cp {archive}/%f %p'\n")
    (made.folder / "data" / "recovery.signal").touch()
    made.start()
    for _ in range(2000):
        if made.psql("select pg_is_in_recovery()") == "f":
            return
    raise AssertionError((made.folder / "log").read_text("utf-8")[-2000:])


async def _before(store: Memory) -> None:
    await store.commit([kept(number, f"Number {number}") for number in (1, 2, 3)])
    await store.commit([Enqueue(post=outgoing(key)) for key in ("told", "waits")])


async def _after(store: Memory) -> None:
    place = outgoing().place
    delivery = Delivery(key="told", kind="digest", place=place, message_id="m1", at=at(5), day="2026-10-05")
    await store.commit([removed(1, "forgotten"), removed(2), kept(5, "Number 5")])
    row = next(row for row in await store.outbox(("new",)) if row.post.key == "told")
    await store.commit([MarkPost(id=row.id, state="done", tries=1, sent_id="m1", delivery=delivery)])


@pytest.fixture(scope="module")
def drill() -> Iterator[Drill]:
    with cluster() as made:
        archive = made.folder / "archive"
        made.psql("alter system set archive_mode = on")
        keep = f"mkdir -p {archive} && test ! -f {archive}/%f && cp %p {archive}/%f"
        made.psql(f"alter system set archive_command = '{keep}'")
        made.stop()
        made.start()
        made.psql(f"create database {NAME}")
        with closing(_opened(made.address(NAME))) as store:
            point, end = _again(made, "point"), _again(made, "end")
            asyncio.run(_before(store))
            minute = made.psql("select clock_timestamp()")
            asyncio.run(_after(store))
        made.stop()  # what is left of the log goes to the archive
        try:
            _play(point, archive, f"recovery_target_time = '{minute}'", "recovery_target_action = 'promote'")
            _play(end, archive)
            yield Drill(point=point.address(NAME), end=end.address(NAME))
        finally:
            for one in (point, end):
                with suppress(AssertionError):
                    one.stop("immediate")
            made.start()


def test_it_comes_back_as_it_was_and_knows_who_was_taken_out_and_what_was_posted_since(drill: Drill) -> None:
    with closing(_opened(drill.point)) as store:
        assert asyncio.run(store.count(Rows())).mentions == 3
        assert asyncio.run(store.pending()) == []
        assert len(asyncio.run(store.outbox(("new",)))) == 2
        with pytest.raises(StoreBusy):  # while somebody is at work with it
            bring_up(drill.point, drill.end)

    assert bring_up(drill.point, drill.end) == 2

    with closing(_opened(drill.point)) as store:
        pending = asyncio.run(store.pending())
        assert {(event.kind, event.payload["id"], event.payload["state"]) for event in pending} == {
            ("remove", "post-1", "forgotten"), ("remove", "post-2", "deleted"),
        }  # fmt: skip
        assert [row.post.key for row in asyncio.run(store.outbox(("new",)))] == ["waits"]
        assert [row.sent_id for row in asyncio.run(store.outbox(("done",)))] == ["m1"]
    assert bring_up(drill.point, drill.end) == 2  # what waits to be taken out waits once
    with closing(_opened(drill.point)) as store:
        assert len(asyncio.run(store.pending())) == 2


def test_the_other_copy_is_only_read(drill: Drill) -> None:
    with closing(_opened(drill.end)) as store:
        assert asyncio.run(store.count(Rows())).mentions == 3
        assert len(asyncio.run(store.outbox(("done",)))) == 1


def test_a_copy_of_something_else_is_refused(drill: Drill, server: Cluster) -> None:
    with server.database() as url:
        connect(url, zone="UTC", token=lambda: "another").close()
        with pytest.raises(StoreError, match="not copies of one"):
            bring_up(drill.point, url)
