"""Cold start: what it costs until a command has answered or `serve` is ready.

    python -m bench.start [--rounds 7]

Each start is a new process on one core; files are in the system's cache and compiled. Least of the rounds for times
(what a loaded machine adds is no property of ours), the most for memory. Modules are counted in a run of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import peer
from bench.children import Cost, Failed, measured
from bench.people_said import settings

ROUNDS = 7
EARSHOT = str(Path(sys.executable).parent / "earshot")
NEVER = ("botbuilder", "duckdb", "pandas", "psycopg", "slack_bolt", "slack_sdk", "sqlalchemy", "torch", "transformers")
"""What no start may load."""

NOT_FOR_HELP = (
    *NEVER, "aiohttp", "altair", "asyncio", "feedparser", "jinja2", "nh3", "numpy", "py3langid", "pydantic", "re2",
    "sqlite3", "sqlite_utils", "tokenizers", "vl_convert",
)  # fmt: skip
"""What a page of help does without."""

COUNTING = """\
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=open(sys.argv[-1], "w")))
from bot.cli import main
main(sys.argv[1:-1])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Least CPU seconds and wall seconds, most memory, and what was loaded (empty where not asked)."""

    name: str
    cpu_s: float
    wall_s: float
    peak_mib: float
    modules: tuple[str, ...] = ()


def started(name: str, command: Sequence[str], rounds: int, *, counted: Sequence[str] = ()) -> Start:
    """The cost of running the command to its end.

    Raises:
        Failed: it ended with an error.
    """
    costs = [measured(command) for _ in range(rounds)]
    return _least(name, costs, modules(counted) if counted else ())


def _least(name: str, costs: Sequence[Cost], loaded: tuple[str, ...] = ()) -> Start:
    return Start(
        name=name, cpu_s=min(one.cpu_s for one in costs), wall_s=min(one.wall_s for one in costs),
        peak_mib=max(one.peak_mib for one in costs), modules=loaded,
    )  # fmt: skip


def modules(arguments: Sequence[str]) -> tuple[str, ...]:
    """The names of all modules that the program has loaded when it ends.

    Raises:
        Failed: it ended with an error.
    """
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "modules.json"
        measured([sys.executable, "-c", COUNTING, *arguments, str(listed)])
        return tuple(json.loads(listed.read_text("utf-8")))


def served(data: str) -> Cost:
    """What it costs until `serve` says that it is ready; it is stopped then.

    Raises:
        Failed: it ended before it was ready.
    """
    began = time.perf_counter()
    command = [EARSHOT, "--data", data, "serve", "--solo", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        assert child.stdout is not None
        ready = any(line.strip().endswith("ready") for line in child.stdout)
        wall = time.perf_counter() - began
        cpu, peak = _spent(child.pid) if ready else (0.0, 0.0)
        child.send_signal(signal.SIGINT)
        child.stdout.close()
    if not ready:
        raise Failed(f"earshot serve ended with {child.returncode} before it was ready")
    return Cost(cpu_s=cpu, wall_s=wall, peak_mib=peak, out="")


def _spent(process: int) -> tuple[float, float]:
    """CPU seconds and peak MiB of a process so far; not a number where the system does not tell."""
    place = Path(f"/proc/{process}")
    if not place.is_dir():
        return float("nan"), float("nan")
    fields = (place / "stat").read_text("utf-8").rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    peak = next(line for line in (place / "status").read_text("utf-8").splitlines() if line.startswith("VmHWM"))
    return ticks / os.sysconf("SC_CLK_TCK"), int(peak.split()[1]) / 1024


def starts(rounds: int) -> Iterator[Start]:
    """Each start, in the order of the table.

    Raises:
        Failed: one ended with an error.
    """
    yield started("python -c pass", [sys.executable, "-c", "pass"], rounds)
    yield started("earshot --help", [EARSHOT, "--help"], rounds, counted=["--help"])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "earshot.toml"
        file.write_text(settings(), "utf-8")
        check = ["--data", folder, "serve", "--check", "--port", "0"]
        yield started("earshot serve --check", [EARSHOT, *check], rounds, counted=check)
    with tempfile.TemporaryDirectory() as folder:
        yield _least("earshot serve, ready", [served(folder) for _ in range(rounds)])
    try:
        yield started("obsei --help", [str(peer.python().parent / "obsei"), "--help"], rounds)
    except peer.NoPeer as wrong:
        print(f"obsei not measured: {wrong}", file=sys.stderr)


def table(found: Sequence[Start]) -> Iterator[str]:
    """The lines of the table."""
    yield f"{'':24} {'CPU s':>7} {'wall s':>7} {'peak MiB':>9} {'modules':>8}"
    for one in found:
        count = f"{len(one.modules):,}" if one.modules else ""
        yield f"{one.name:24} {one.cpu_s:7.3f} {one.wall_s:7.3f} {one.peak_mib:9,.0f} {count:>8}"
    yield ""
    for name, unwanted in (("earshot --help", NOT_FOR_HELP), ("earshot serve --check", NEVER)):
        loaded = next(one.modules for one in found if one.name == name)
        bad = sorted({module.partition(".")[0] for module in loaded} & set(unwanted))
        yield f"{name} loads none of {', '.join(unwanted)}" if not bad else f"{name} LOADS {', '.join(bad)}"


def main() -> int:
    """Print the table; 1 where something loaded what it must not, 2 where it did not start."""
    parser = argparse.ArgumentParser(prog="python -m bench.start")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    try:
        said = list(table(list(starts(given.rounds))))
    except Failed as wrong:
        print(f"NOT MEASURED: {wrong}")
        return 2
    print("\n".join(said))
    return int(any(" LOADS " in line for line in said))


if __name__ == "__main__":
    raise SystemExit(main())
