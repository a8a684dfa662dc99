"""What the doctor says of a database server, of who shares the work on it, and of streams."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.compose import cluster
from bot.compose.clock import SystemClock
from bot.config import read_settings
from bot.errors import TryLater
from bot.model.leases import AT_WORK, THINK, Depths, Held
from bot.ports.world import Poll
from store.postgres import connect
from store.postgres.examining import Server
from store.postgres.leases import Table
from store.postgres.opening import SETTINGS
from store.postgres.session import Session
from tests.postgres import Cluster

WELL = Server(
    version="15.8", commits="on", clock=datetime(2026, 10, 5, tzinfo=UTC), connections=20, most=100, longest=0.1,
    ahead=3,
)  # fmt: skip


def _held(*names: str) -> list[Held]:
    return [Held(name=name, holder="host:1", token=1, lasts=True) for name in names]


TWO_OF_EACH = _held(THINK, *(f"{AT_WORK}{role}/{number}" for role in cluster.PARTS for number in (1, 2)))


def test_a_server_that_is_well_is_said_to_be_so() -> None:
    found = [*cluster._server(WELL), *cluster._months(WELL), *cluster._roles(TWO_OF_EACH), cluster._clock(0.2)]

    assert [one.state for one in found] == ["ok"] * 4
    assert found[2].words == "2 edge, 2 post, 2 read; host:1 thinks"


@pytest.mark.parametrize(
    ("server", "words"),
    [
        (replace(WELL, connections=81), "81 of 100 connections"),
        (replace(WELL, longest=1200.0), "open for 20 minutes"),
        (replace(WELL, ahead=0), "0 months to come"),
        (replace(WELL, beyond=7), "7 mentions lie beyond"),
        (replace(WELL, ahead=None), "in one table yet"),
    ],
    ids=["connections", "transaction", "months", "beyond", "whole"],
)
def test_what_is_not_well_with_the_server_is_said_with_its_remedy(server: Server, words: str) -> None:
    (found,) = [one for one in (*cluster._server(server), *cluster._months(server)) if one.state != "ok"]

    assert (found.state, words in found.words, bool(found.fix)) == ("warning", True, True)


@pytest.mark.parametrize(
    ("gone", "state", "words"),
    [
        (THINK, "fault", "nobody does: think"), (f"{AT_WORK}post", "fault", "nobody does: post"),
        (f"{AT_WORK}read", "warning", "nobody does: read"),
        (f"{AT_WORK}edge/2", "warning", "only one process does: edge"),
    ],
    ids=["think", "post", "read", "one edge"],
)  # fmt: skip
def test_a_part_that_nobody_does_is_said(gone: str, state: str, words: str) -> None:
    (found,) = cluster._roles([one for one in TWO_OF_EACH if not one.name.startswith(gone)])

    assert (found.state, found.words, bool(found.fix)) == (state, words, True)


def test_one_process_that_does_everything_misses_nobody() -> None:
    assert [one.state for one in cluster._roles(_held(THINK))] == ["ok"]


@pytest.mark.parametrize(("depths", "state"), [(Depths(inbox=5, inbox_age=3), "ok"), (Depths(inbox_age=61), "warning")])
def test_what_waits_too_long_is_said(depths: Depths, state: str) -> None:
    assert cluster._queue(depths, read_settings({})).state == state


def test_clocks_that_are_apart_are_said() -> None:
    assert (cluster._clock(-8).state, cluster._clock(-8).words.partition("are ")[2]) == ("warning", "8 seconds apart")


def test_a_real_server_is_asked(server: Cluster) -> None:
    with server.database() as url, closing(connect(url, zone="UTC", token=lambda: "key")) as store:
        table = Table(Session(url, settings=SETTINGS), holder="other:1")
        table.take(f"{AT_WORK}read/other:1")
        settings = read_settings({"store": {"url": url}})
        found = asyncio.run(cluster.examined(settings, store, SystemClock()))
        table.close()

    states = {one.name: one.state for one in found}
    assert states["server"] == states["months"] == states["clocks"] == states["queue"] == "ok"
    assert "3 months to come" in next(one.words for one in found if one.name == "months")
    assert any("nobody does: edge, post" in one.words for one in found)


async def test_memory_in_a_file_has_no_server_to_ask() -> None:
    class Nothing:
        pass

    assert await cluster.examined(read_settings({}), Nothing(), SystemClock()) == []  # type: ignore[arg-type]


async def test_a_stream_that_does_not_answer_is_a_fault_and_others_are_not_asked() -> None:
    class Stream:
        name = "sites"

        async def poll(self, cursor: str) -> Poll:
            raise AssertionError("nothing is taken")

        async def close(self) -> None:
            """Nothing is open."""

    class Silent(Stream):
        async def reach(self) -> None:
            raise TryLater(where="nats", what="no connection", seconds=1.0)

    (found,) = await cluster.reached([Stream(), Silent()])
    assert (found.state, "sites: nats" in found.words, found.fix) == ("fault", True, "earshot sources test sites")
