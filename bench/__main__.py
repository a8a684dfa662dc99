"""The runner: measures, prints the tables, and writes them into docs/benchmarks.md.

    python -m bench [--full] [--dry] [NAME ...]

Without names all are run. `--full` takes more rounds and ten million mentions; `--dry` leaves the document as it is.
Each measurement is a module of its own and can be called alone. It ends with 0, with 1 where a bar was not met (the
table is written all the same), and with 2 where it could not measure (the document keeps what it had). So does this.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import peer
from bench.children import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
PACKAGES = ("earshot", "numpy", "tokenizers", "py3langid", "sqlite-utils", "slack-bolt", "aiohttp")
NOT_MEASURED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A measurement: its module, its title, the arguments it is given in short and in full, whether DuckDB is asked."""

    name: str
    title: str
    short: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    duckdb: bool = False

    def command(self, *, full: bool) -> list[str]:
        """What is run, from the root of the checkout."""
        return ["python", "-m", f"bench.{self.name}", *(self.full if full else self.short)]


BENCHES = (
    Bench(name="imports", title="The whole import, against obsei 1.1.1", full=("--rounds", "5")),
    Bench(name="replay50k", title="Fifty thousand mentions from end to end"),
    Bench(name="store_write", title="Durable writes, against scripts written by hand", full=("--rounds", "5")),
    Bench(name="store_read", title="Questions to the store, beside DuckDB", full=("--full",), duckdb=True),
    Bench(
        name="slack_ack",
        title="Acknowledging Slack, against plain slack-bolt",
        full=("--seconds", "5", "--rounds", "5"),
    ),
    Bench(
        name="teams",
        title="A message of Teams with its token checked, against stock CloudAdapter",
        full=("--rounds", "5"),
    ),
    Bench(name="outbox", title="What the outbox asks the store, by how much waits"),
    Bench(name="start", title="Cold start", short=("--rounds", "5"), full=("--rounds", "15")),
    Bench(name="listening", title="What listening costs a text, part by part"),
    Bench(name="jetstream", title="Bluesky's stream replayed, beside a bare parse loop", full=("--frames", "200000")),
    Bench(name="understanding", title="How well and how fast texts are read"),
    Bench(name="themes", title="Topics on a stream, beside BERTopic"),
    Bench(name="roi", title="What listening was worth: questions to a long ledger", full=("--full",)),
    Bench(name="spikes", title="Understanding: sudden rises"),
    Bench(name="copies", title="Understanding: near-copies"),
    Bench(name="harm", title="Understanding: danger seen, and not imagined"),
    Bench(name="ranking", title="The order of a digest, on simulated organisations"),
    Bench(name="effect", title="Did it work: worlds in which the truth is known"),
    Bench(name="effect_peer", title="Did it work: the forecast, against statsmodels", full=("--runs", "20")),
)


def main() -> int:
    """Run what was asked for; the worst of the exit codes."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure and write docs/benchmarks.md.")
    names = [one.name for one in BENCHES]
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument("--full", action="store_true", help="more rounds, ten million mentions")
    parser.add_argument("--dry", action="store_true", help="leave docs/benchmarks.md as it is")
    given = parser.parse_args()
    if unknown := set(given.names) - set(names):
        parser.error(f"no such measurement: {', '.join(sorted(unknown))} (there are: {', '.join(names)})")
    worst = 0
    for bench in BENCHES:
        if given.names and bench.name not in given.names:
            continue
        code, said = run(bench.command(full=given.full), beside=_duckdb() if bench.duckdb else None)
        worst = max(worst, code)
        if code < NOT_MEASURED and not given.dry:
            page = PAGE.read_text("utf-8") if PAGE.is_file() else "# Benchmarks\n"
            PAGE.write_text(put(page, bench, section(bench, said, full=given.full)), "utf-8")
    return worst


def _duckdb() -> Path | None:
    try:
        return peer.duckdb()
    except peer.NoPeer as wrong:
        print(f"without DuckDB: {wrong}", file=sys.stderr)
        return None


def run(command: Sequence[str], *, beside: Path | None = None) -> tuple[int, str]:
    """Run a measurement, showing what it says; its exit code and its table. `beside` stands on its path."""
    print(f"\n== {' '.join(command)}", flush=True)
    began = time.monotonic()
    env = {**os.environ, "PYTHONPATH": str(beside)} if beside else None
    done = subprocess.run(
        [sys.executable, *command[1:]], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False
    )
    said = done.stdout.strip("\n").rstrip()
    code = done.returncode if done.returncode in (0, 1) and said else NOT_MEASURED
    print(said)
    print(f"== {time.monotonic() - began:.0f} s{'' if code < NOT_MEASURED else ' - NOT MEASURED'}", flush=True)
    return code, said


def section(bench: Bench, said: str, *, full: bool) -> str:
    """The table with all that one needs to know to believe it."""
    day = datetime.now(UTC).date().isoformat()
    return "\n".join((
        f"## {bench.title}",
        "",
        f"`{' '.join(bench.command(full=full))}` on {day}, {machine()}; {versions()}.",
        "",
        "```text",
        said,
        "```",
    ))  # fmt: skip


def put(page: str, bench: Bench, text: str) -> str:
    """The page with the measurement's section replaced, or added at its end."""
    begin, end = f"<!-- {bench.name}: begin -->", f"<!-- {bench.name}: end -->"
    block = f"{begin}\n{text}\n{end}"
    before, found, rest = page.partition(begin)
    if not found:
        return f"{page.rstrip()}\n\n{block}\n"
    return before + block + rest.partition(end)[2]


def machine() -> str:
    """The machine in words: what it computes with, how much memory, how busy it is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = os.getloadavg()[0]
    return f"{os.cpu_count()} cores ({processor()}), {memory:.0f} GiB, {platform.system()}, load {busy:.1f}"


def processor() -> str:
    """The processor's name."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def versions() -> str:
    """What was measured with what."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}"


if __name__ == "__main__":
    raise SystemExit(main())
