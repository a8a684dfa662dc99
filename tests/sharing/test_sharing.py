"""Processes that share one PostgreSQL lose nothing and do nothing twice, whatever happens to them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.postgres import Cluster
from tests.sharing.storm import Storm
from tests.stand_in.running import stand_in

FEW = ("think/1", "think/2", "read/1", "post/1", "edge/1")


def _storm(
    server: Cluster, folder: Path, *, seconds: float, seed: int, unfenced: bool = False, few: bool = False
) -> tuple[Storm, list[str]]:
    with server.database() as url, stand_in(seed=seed) as address:
        storm = Storm(cluster=server, url=url, folder=folder, team=f"{address}/storm", seed=seed, unfenced=unfenced)
        storm.names = FEW if few else storm.names
        return storm, storm.run(seconds)


def test_a_short_storm_loses_nothing_and_doubles_nothing(server: Cluster, tmp_path: Path) -> None:
    storm, problems = _storm(server, tmp_path, seconds=4, seed=1, few=True)
    assert problems == [], (tmp_path / "log").read_text("utf-8")[-2000:]
    assert storm.accepted
    assert storm.done


@pytest.mark.soak
def test_a_long_storm_loses_nothing_and_doubles_nothing(
    server: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    storm, problems = _storm(server, tmp_path, seconds=600, seed=7)
    with capsys.disabled():
        told = {"accepted": len(storm.accepted), "posts": storm.posts, **storm.done}
        sys.stdout.write(f"\n{json.dumps(told)}\n")
    assert problems == []
