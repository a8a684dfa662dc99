"""Processes that share one PostgreSQL lose nothing and do nothing twice, whatever happens to them."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.model.changes import KeepTheme
from bot.testing.samples import theme
from store.postgres import connect
from tests.postgres import Cluster
from tests.sharing.auditing import stale, watch
from tests.sharing.storm import Storm
from tests.stand_in.running import stand_in

FEW = ("think/1", "think/2", "read/1", "post/1", "edge/1")


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _storm(server: Cluster, folder: Path, *, seconds: float, seed: int, few: bool = False) -> tuple[Storm, list[str]]:
    with server.database() as url, stand_in(seed=seed) as address:
        storm = Storm(cluster=server, url=url, folder=folder, team=f"{address}/storm", seed=seed)
        storm.names = FEW if few else storm.names
        return storm, storm.run(seconds)


def test_a_short_storm_loses_nothing_and_doubles_nothing(server: Cluster, tmp_path: Path) -> None:
    storm, problems = _storm(server, tmp_path, seconds=4, seed=1, few=True)
    assert problems == [], (tmp_path / "log").read_text("utf-8")[-2000:]
    assert storm.accepted
    assert storm.done


def test_who_writes_without_the_lease_is_noted(server: Cluster, tmp_path: Path) -> None:
    with server.database() as url, closing(connect(url, zone="UTC", token=lambda: "key", holder="here:7")) as store:
        watch(server, url)
        theirs = (
            "insert into theme select id + OFFSET, state, label, name, born, seen, mentions, voices, centre, weight,"
        )
        theirs += " merged_into, shard from theme where id = 1"
        asyncio.run(store.commit([KeepTheme(theme=theme(1))]))  # a name that says no number is nobody's
        for pid, offset in ((7, 1), (8, 2)):
            server.psql(f"set application_name = 'earshot/{pid}'; {theirs.replace('OFFSET', str(offset))}", _name(url))
        assert stale(server, url) == ["theme 3 of shard 0, 1 times"]


@pytest.mark.soak
def test_a_long_storm_loses_nothing_and_doubles_nothing(
    server: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    storm, problems = _storm(server, tmp_path, seconds=600, seed=7)
    with capsys.disabled():
        told = {"accepted": len(storm.accepted), "posts": storm.posts, **storm.done}
        sys.stdout.write(f"\n{json.dumps(told)}\n")
    assert problems == []
