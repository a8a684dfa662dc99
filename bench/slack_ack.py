"""How soon Slack is acknowledged: our edge, with a durable insert, against plain slack-bolt and bare aiohttp.

    python -m bench.slack_ack [--seconds 3] [--rounds 3] [--mentions 10000]

A slash command is asked over 1 and over 32 connections, each asking again as soon as it is answered. Servers run in
processes of their own on one core, the one client on another; rounds take turns, medians are given. Earshot checks the
signature, reads and checks every field, and writes the command to SQLite (WAL, synchronous FULL) before it answers;
bolt checks the signature and calls the one listener, which acknowledges; bare aiohttp checks the signature.

Then an hour of 30,000 events in short: a twelfth of it (100 a second, at random moments) against an Earshot that makes
one digest after the other the whole time and settles what comes in; time counts from when each event was due.

Ends with 1 where a bar is not met: at least twice bolt's throughput and at most half its median at 1 and 32
connections; 99 of 100 events acknowledged within 500 ms.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.children import ROOT, Failed, measured
from bench.people_said import NOW, NoData, settings, short_texts, write_jsonl

SECONDS, ROUNDS, MENTIONS = 3.0, 3, 10_000
CONNECTIONS = (1, 32)
NAMES: Mapping[str, str] = {"earshot": "earshot, stored", "bolt": "slack-bolt", "bare": "aiohttp + signature"}
TIMES_BOLT, SHARE_OF_MEDIAN, MOST_MS = 2.0, 0.5, 500.0
RATE, MINUTE_S = 100.0, 30.0

Figures = Mapping[str, float]


@dataclass(slots=True, kw_only=True)
class Running:
    """A server; `told` is what it said at its end."""

    port: int
    told: dict[str, Any]


@contextmanager
def server(name: str, folder: Path) -> Iterator[Running]:
    """A server that runs while the block lasts.

    Raises:
        Failed: it did not come up.
    """
    command = [sys.executable, "-m", "bench.slack_servers", name, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise Failed(f"the server {name} did not come up")
        running = Running(port=json.loads(line)["port"], told={})
        yield running
        process.stdin.close()
        running.told.update(json.loads(process.stdout.readline() or "{}"))


def loaded(port: int, connections: int, seconds: float, *more: str) -> Figures:
    """What the client measured.

    Raises:
        Failed: it could not.
    """
    command = [sys.executable, "-m", "bench.slack_load", str(port), str(connections), str(seconds), *more]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Failed("the client failed")
    said: Figures = json.loads(done.stdout)
    if said["bad"]:
        raise Failed(f"{said['bad']} of {said['all']} requests were not answered with 200")
    return said


def commands(seconds: float, rounds: int) -> dict[tuple[str, int], list[Figures]]:
    """The figures of every server for every number of connections, a list of rounds each."""
    found: dict[tuple[str, int], list[Figures]] = {}
    for _ in range(rounds):
        for name in NAMES:
            for connections in CONNECTIONS:
                with tempfile.TemporaryDirectory() as folder:
                    with server(name, Path(folder)) as running:
                        said = loaded(running.port, connections, seconds)
                    each = {**said, "per_cpu_s": said["all"] / running.told["cpu_s"]}
                found.setdefault((name, connections), []).append(each)
    return found


def middle(figures: Sequence[Figures], name: str) -> float:
    """The median of the rounds."""
    return median(one[name] for one in figures)


def table(found: Mapping[tuple[str, int], Sequence[Figures]]) -> Iterator[str]:
    """The lines of the table."""
    yield f"{'slash command':22} {'connections':>11} {'/s':>8} {'/cpu-s':>8} {'p50 ms':>8} {'p99 ms':>8} {'most ms':>8}"
    for (name, connections), figures in sorted(
        found.items(), key=lambda one: (one[0][1], list(NAMES).index(one[0][0]))
    ):
        each = [middle(figures, word) for word in ("each_s", "per_cpu_s", "p50_ms", "p99_ms", "most_ms")]
        rates, waits = f"{each[0]:8,.0f} {each[1]:8,.0f}", f"{each[2]:8.2f} {each[3]:8.2f} {each[4]:8.1f}"
        yield f"{NAMES[name]:22} {connections:11} {rates} {waits}"
    yield ""
    for connections, times, share in ratios(found):
        yield (
            f"{connections} connection{'s' if connections > 1 else ''}: {times:.1f}x bolt's throughput "
            f"(bar {TIMES_BOLT:.0f}x), {share:.2f} of its median (bar {SHARE_OF_MEDIAN})"
        )


def ratios(found: Mapping[tuple[str, int], Sequence[Figures]]) -> Iterator[tuple[int, float, float]]:
    """Connections, how many times bolt's throughput, which share of its median."""
    for connections in CONNECTIONS:
        ours, theirs = found["earshot", connections], found["bolt", connections]
        yield (
            connections, middle(ours, "each_s") / middle(theirs, "each_s"),
            middle(ours, "p50_ms") / middle(theirs, "p50_ms"),
        )  # fmt: skip


def hour(mentions: int, seconds: float) -> tuple[Figures, Mapping[str, Any]]:
    """What the client measured while digests were made, and what the server did.

    Raises:
        NoData: there are no texts to fill it with.
        Failed: something could not be run.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "mentions.jsonl"
        texts = list(short_texts(11))[:mentions]
        random.Random(5).shuffle(texts)
        write_jsonl(file, texts, days=90)
        (folder / "earshot.toml").write_text(settings(), "utf-8")
        (folder / "story.json").write_text(json.dumps({"now": NOW.isoformat()}), "utf-8")
        config = ["--data", name, "--config", str(folder / "earshot.toml")]
        measured([str(Path(sys.executable).parent / "earshot"), *config, "import", str(file)])
        with server("digest", folder) as running:
            said = loaded(running.port, 32, seconds, "--rate", str(RATE))
        return said, running.told


def main() -> int:
    """Print the table; 1 where a bar is not met, 2 where nothing was measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.slack_ack")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--mentions", type=int, default=MENTIONS)
    given = parser.parse_args()
    try:
        found = commands(given.seconds, given.rounds)
        said, told = hour(given.mentions, MINUTE_S)
    except (Failed, NoData) as wrong:
        print(f"NOT MEASURED: {wrong}")
        return 2
    print("\n".join(table(found)))
    print(
        f"\n{said['all']:,.0f} events in {MINUTE_S:.0f} s ({RATE * 3600:,.0f} an hour), {told['worked']:,} of them "
        f"stored and settled, while {told['digests']:,} digests of {given.mentions:,} mentions were made:\n"
        f"acknowledged in p50 {said['p50_ms']:.1f} ms, p99 {said['p99_ms']:.1f} ms, at most {said['most_ms']:.0f} ms "
        f"(bar: p99 {MOST_MS:.0f} ms); a bare fsync of one byte beside it took at most {told['fsync_most_ms']:.0f} ms"
    )
    met = all(times >= TIMES_BOLT and share <= SHARE_OF_MEDIAN for _, times, share in ratios(found))
    return int(not met or said["p99_ms"] > MOST_MS)


if __name__ == "__main__":
    raise SystemExit(main())
