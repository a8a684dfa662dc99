"""The kill loop: one warmed process forks runs of Earshot and kills them, at random instants and at every failpoint.

It prints what it found as JSON. `python -m tests.kill.driver --folder DIR --url URL --kills 500 --seed 1`
"""

from __future__ import annotations

import os

# Before numpy is there: a process that forks must have one thread.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")

import argparse
import asyncio
import gc
import json
import random
import shutil
import signal
import sys
import time
import traceback
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import structlog

from bot.compose.failpoints import NAMES
from bot.compose.reader import reader_model
from bot.understanding import read_batch
from tests.kill.audit import problems
from tests.kill.child import LastingClock, Life, run
from tests.kill.story import story

LONGEST_S = 60.0
"""No run of a life needs longer."""
DELAYS_S = (0.0, 0.14)
COUNTS = {"before_commit": 12, "after_commit": 12, "before_post": 5, "after_post": 5, "after_done": 5}
"""Up to the how-manyth time a failpoint kills; 2 where it does not say."""


@dataclass(slots=True)
class Found:
    """What came of it."""

    kills: int = 0
    lives: int = 0
    at: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    posts: int = 0
    mentions: int = 0
    deeds: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


class Driver:
    """Lives, one after the other, until there were enough kills."""

    def __init__(self, folder: Path, url: str, *, seed: int, blind: bool) -> None:
        self._folder = folder
        self._url = url
        self._seed = seed
        self._blind = blind
        self._chance = random.Random(seed)
        self._order: list[str] = []
        self.found = Found()

    def run(self, kills: int) -> Found:
        """Kill at least so often, and end the life that is under way."""
        began = time.monotonic()
        while self.found.kills < kills:
            self._life(self._seed * 100_000 + self.found.lives)
        self.found.seconds = round(time.monotonic() - began, 1)
        return self.found

    def _life(self, number: int) -> None:
        folder = self._folder / f"life-{number}"
        folder.mkdir(parents=True)
        life = Life(
            folder=folder, story=story(number), clock=LastingClock(), team=f"{self._url}/life-{number}",
            blind=self._blind,
        )  # fmt: skip
        while not self._went_through(life):
            pass
        self.found.lives += 1
        log = self._log(life)
        found = [*_trouble(folder), *problems(folder / "earshot.db", life.story, log, life.acknowledged)]
        self.found.problems += [f"life {number}: {one}" for one in found]
        self.found.posts += len(log["posts"])
        self.found.mentions += len(life.story.feed) + sum(len(step.pushes) for step in life.story.steps)
        self.found.deeds += len(life.story.deeds)
        _add(self.found.faults, {**log["faults"], "limit": log["limited"]})
        if not found:
            shutil.rmtree(folder)

    def _went_through(self, life: Life) -> bool:
        """Whether a run came to the end of its story (or broke, which the audit tells)."""
        failpoint, delay = self._fate()
        if not (life.folder / "earshot.db").exists() and self._chance.random() < 0.2:
            failpoint, delay = "mid_migration", LONGEST_S
        pid = os.fork()
        if pid == 0:
            _be_born(life, failpoint)
        status = _end(pid, delay)
        if os.WIFSIGNALED(status):
            self.found.kills += 1
            _add(self.found.at, {failpoint.partition(":")[0] or "any instant": 1})
            return False
        return True

    def _fate(self) -> tuple[str, float]:
        """A failpoint and the how-manyth time, or a delay."""
        if self._chance.random() < 0.5:
            return "", self._chance.uniform(*DELAYS_S)
        if not self._order:
            self._order = [name for name in NAMES if name != "mid_migration"]
            self._chance.shuffle(self._order)
        name = self._order.pop()
        return f"{name}:{self._chance.randint(1, COUNTS.get(name, 2))}", LONGEST_S

    def _log(self, life: Life) -> dict[str, Any]:
        with urllib.request.urlopen(f"{life.team}/log", timeout=10) as answer:  # noqa: S310 - loopback, our own
            log: dict[str, Any] = json.load(answer)
            return log


def _add(to: dict[str, int], more: Mapping[str, int]) -> None:
    for name, times in more.items():
        to[name] = to.get(name, 0) + times


def _be_born(life: Life, failpoint: str) -> None:
    """In the child: run, and leave without tidying up what belongs to the parent."""
    try:
        asyncio.run(run(life, failpoint))
    finally:
        wrong = sys.exc_info()[1]
        if wrong is not None:
            (life.folder / "trouble").write_text("".join(traceback.format_exception(wrong)), encoding="utf-8")
        os._exit(0 if wrong is None else 1)


def _end(pid: int, delay: float) -> int:
    """How a run ended: by itself, or killed after `delay` seconds."""
    end = time.monotonic() + delay
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status
        if time.monotonic() >= end:
            os.kill(pid, signal.SIGKILL)
            return os.waitpid(pid, 0)[1]
        time.sleep(0.001)


def _trouble(folder: Path) -> list[str]:
    said = []
    for name in ("trouble", "log"):
        file = folder.parent / name if name == "log" else folder / name
        if file.exists() and file.stat().st_size:
            said.append(f"{name}: {file.read_text(encoding='utf-8')[-3000:]}")
    return said


def main() -> None:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(description="Kill Earshot, again and again.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--blind", action="store_true", help="with a look-up that never finds anything")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with (given.folder / "log").open("a", encoding="utf-8") as log:
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=log))
        read_batch(["warm"], model=reader_model(), languages=("en",))
        tasks = Path("/proc/self/task")
        threads = len(list(tasks.iterdir())) if tasks.exists() else 1
        assert threads == 1, f"{threads} threads: children forked from here could hang"
        gc.collect()
        gc.freeze()  # what is shared stays shared
        found = Driver(given.folder, given.url, seed=given.seed, blind=given.blind).run(given.kills)
    sys.stdout.write(json.dumps(asdict(found)) + "\n")


if __name__ == "__main__":
    main()
