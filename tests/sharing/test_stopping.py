"""A process of each role that is told to stop ends what is in flight and gives up what it owns."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from bot.compose.running import DRAIN_S
from store.postgres import connect
from tests.house import ROOT
from tests.postgres import Cluster

ROLES = ("edge", "post", "read", "think")


@pytest.fixture
def working(server: Cluster, tmp_path: Path) -> Iterator[tuple[str, dict[str, subprocess.Popen[str]]]]:
    """One process of each role on a database, at work."""
    with server.database() as url, ExitStack() as stack:
        connect(url, zone="UTC", token=lambda: "key").close()
        made = {}
        for role in ROLES:
            given = {**os.environ, "DATABASE_URL": url, "EARSHOT_STORE__SEAL_KEY": "a seal key of this test alone"}
            said = stack.enter_context((tmp_path / role).open("w"))
            command = [sys.executable, "-m", "bot.cli", "--data", str(tmp_path), "serve", "--role", role, "--port", "0"]
            made[role] = stack.enter_context(
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True, env=given, cwd=ROOT)
            )
            stack.callback(made[role].kill)
        for role, process in made.items():
            assert process.stdout is not None
            assert any(line.strip() == "ready" for line in process.stdout), (tmp_path / role).read_text("utf-8")
        yield url.rpartition("/")[2], made


def test_each_role_ends_well_and_keeps_no_lease(
    server: Cluster, working: tuple[str, dict[str, subprocess.Popen[str]]]
) -> None:
    name, made = working
    held = "select count(*) from lease where holder <> ''"
    assert int(server.psql(held, name)) >= len(ROLES)
    for process in made.values():
        process.send_signal(signal.SIGTERM)

    assert {role: process.wait(120) for role, process in made.items()} == dict.fromkeys(ROLES, 0)
    assert server.psql(held, name) == "0"


def test_who_starts_them_waits_longer_than_they_take() -> None:
    assert DRAIN_S == 10
    compose = yaml.safe_load((ROOT / "compose.scale.yaml").read_text("utf-8"))
    assert int(compose["x-earshot"]["stop_grace_period"].removesuffix("s")) > DRAIN_S
    pods = list(yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8")))
    graces = [
        one["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] for one in pods if one["kind"] == "Deployment"
    ]
    assert min(graces) > DRAIN_S
