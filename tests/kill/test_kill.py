"""Killed again and again, Earshot loses nothing it accepted and says nothing twice; and the harness would notice."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.compose.failpoints import NAMES
from tests.house import ROOT
from tests.stand_in.running import stand_in

LANES = 2
Found = Mapping[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Memory where there is some: a killed process loses nothing that it wrote, whatever it wrote to."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else tmp_path) as made:
        yield Path(made)


def _killed(folder: Path, kills: int, *options: str, lanes: int = LANES, seed: int = 1) -> list[Found]:
    """What the lanes found, each with its own stories."""
    with stand_in(seed=seed) as url:
        drivers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.kill.driver", "--folder", str(folder / str(lane)), "--url", url,
                 "--kills", str(-(-kills // lanes)), "--seed", str(seed * 10 + lane), *options],
                cwd=ROOT, stdout=subprocess.PIPE, text=True,
            )
            for lane in range(lanes)
        ]  # fmt: skip
        said = [driver.communicate()[0] for driver in drivers]
    assert [driver.returncode for driver in drivers] == [0] * lanes
    return [json.loads(one) for one in said]


def _sum(found: list[Found], name: str) -> int:
    return sum(one[name] for one in found)


def _problems(found: list[Found]) -> list[str]:
    return [problem for one in found for problem in one["problems"]]


def test_five_hundred_kills_lose_nothing_and_double_nothing(folder: Path) -> None:
    found = _killed(folder, 500)
    assert _problems(found) == []
    assert _sum(found, "kills") >= 500
    assert {name for one in found for name in one["at"]} == {*NAMES, "any instant"}
    # It was no calm sea: posts were taken and their answers lost.
    assert sum(one["faults"]["cut after"] + one["faults"]["500 after"] for one in found) > 100


def test_a_broken_look_up_is_found_by_the_doubles_it_makes(folder: Path) -> None:
    found = _killed(folder, 15, "--blind", lanes=1)
    assert any("posted twice" in problem for problem in _problems(found))


@pytest.mark.soak
def test_ten_thousand_kills_lose_nothing_and_double_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = _killed(folder, 10_000, seed=7)
    counted = {name: _sum(found, name) for name in ("kills", "lives", "mentions", "posts", "deeds")}
    with capsys.disabled():
        sys.stdout.write(f"\n{json.dumps(counted)}\n")
    assert _problems(found) == []
    assert counted["kills"] >= 10_000
