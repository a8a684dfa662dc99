"""The whole import, durable, against obsei 1.1.1: texts for each CPU-second of the process.

    python -m bench.imports [--texts 10000] [--rounds 2]

Every contender reads the same table of texts (about 120 characters each, open texts of real people) into a new store,
in a process of its own on one core; they take turns, round by round (obsei with VADER in the first round only). CPU
time is the kernel's (user + system, all threads). "Whole process" counts everything from exec to exit, all imports and
the loading of the reader's model included; "the work" begins when the store is open and the model is loaded. See
bench/people_said.py for the texts.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import peer
from bench.children import Cost, Failed, measured
from bench.people_said import NOW, NoData, joined, settings, write_csv

TEXTS, ROUNDS = 10_000, 2
TARGET, GOAL = 3.0, 6.0
HERE = Path(__file__).resolve().parent

DOES = {
    "earshot, taken in": (
        "language, sentiment, intent, danger, vector, departments with reasons, exact and near copies, themes, "
        "5 keyword groups, full text, rollups; every batch of 500 durable (SQLite, WAL, synchronous FULL)"
    ),
    "earshot import": "that, then topics named, insights found, summarised, proven and routed, with redaction",
    "obsei": "redaction by its patterns, store (DuckDB, not encrypted); every batch of 100 durable; nothing understood",
    "obsei + VADER": "that and a sentiment from a lexicon",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One import: CPU seconds of the process, of the work alone, and its peak."""

    whole_s: float
    work_s: float
    peak_mib: float


def ours(table: Path, folder: Path, store: str = "") -> None:
    """The import as `earshot import` does it; writes one JSON line. Runs in a process of its own.

    Memory is a file in the folder, or at the address `store`.
    """
    from bot.cli.world import run, settle_in

    settle_in()
    run(_ours(table, folder, store))


async def _ours(table: Path, folder: Path, store: str) -> None:
    from bot.compose.app import open_app
    from bot.compose.clock import StoryClock
    from bot.compose.environment import gather
    from bot.compose.files import open_file
    from bot.flow.chores import take_in
    from bot.flow.listen import Report

    file = folder / "earshot.toml"
    kept = f"\n[store]\nurl = {json.dumps(store)}\n" if store else ""
    file.write_text(settings() + kept, "utf-8")
    given = gather({}, data=folder, config=file)
    marks: dict[str, float] = {}

    def tell(report: Report, done: float | None) -> None:
        marks["taken_s"] = time.process_time()

    async with open_app(given, clock=StoryClock(NOW)) as app:
        marks["ready_s"] = time.process_time()
        opened = open_file(table, name=table.name, zone="UTC", now=NOW)
        came = await take_in(opened.source, tools=app.tools, standing=app.standing, tell=tell)
        marks["thought_s"] = time.process_time()
    marks["end_s"] = time.process_time()
    counts = {"kept": came.report.kept, "bad": came.report.bad, "themes": came.themes, "insights": came.insights}
    print(json.dumps({**marks, **counts}))


def measure(count: int, rounds: int) -> dict[str, list[Run]]:
    """The runs of every contender.

    Raises:
        NoData, NoPeer, Failed: nothing can be compared.
    """
    other = str(peer.python())
    found: dict[str, list[Run]] = {name: [] for name in DOES}
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "mentions.csv"
        texts = joined(count)
        write_csv(table, texts)
        print(f"{count:,} texts of {sum(map(len, texts)) / count:.0f} characters, {rounds} rounds\n")
        for number in range(rounds):
            for name, run in _round(table, other, count, vader=number == 0):
                found[name].append(run)
                said = f"round {number + 1}: {name}, {count / run.whole_s:,.0f} texts/CPU-s"
                print(said, file=sys.stderr)
    return found


def _round(table: Path, other: str, count: int, *, vader: bool) -> Iterator[tuple[str, Run]]:
    with tempfile.TemporaryDirectory() as folder:
        cost, said = _child([sys.executable, "-m", "bench.imports", "--child", str(table), folder], count)
    # What came after the texts were safe, and the process's end, are the difference of the two rows.
    thinking = said["thought_s"] - said["taken_s"]
    yield "earshot, taken in", _run(cost, said["taken_s"] - said["ready_s"], less=thinking)
    yield "earshot import", _run(cost, said["end_s"] - said["ready_s"])
    for name, more in (("obsei", ()), ("obsei + VADER", ("--vader",)))[: 2 if vader else 1]:
        with tempfile.TemporaryDirectory() as folder:
            cost, said = _child([other, "-P", str(HERE / "obsei_import.py"), str(table), folder, *more], count)
        yield name, _run(cost, said["work_s"])


def _child(command: Sequence[str], count: int) -> tuple[Cost, Mapping[str, float]]:
    cost = measured(command)
    said: Mapping[str, float] = json.loads(cost.out)
    if said["kept"] != count:
        raise Failed(f"{command[-1]} kept {said['kept']} of {count} texts")
    return cost, said


def _run(cost: Cost, work_s: float, *, less: float = 0.0) -> Run:
    return Run(whole_s=cost.cpu_s - less, work_s=work_s, peak_mib=cost.peak_mib)


def table(found: Mapping[str, Sequence[Run]], count: int) -> Iterator[str]:
    """The lines of the table."""
    whole = {name: median(count / run.whole_s for run in runs) for name, runs in found.items()}
    work = {name: median(count / run.work_s for run in runs) for name, runs in found.items()}
    yield f"{'':20} {'whole process':>22} {'the work alone':>16} {'peak':>9}"
    yield f"{'texts/CPU-s':20} {'median (least-most)':>22} {'median':>16} {'MiB':>9}"
    for name, runs in found.items():
        rates = [count / run.whole_s for run in runs]
        spread = f"{whole[name]:,.0f} ({min(rates):,.0f}-{max(rates):,.0f})"
        yield f"{name:20} {spread:>22} {work[name]:16,.0f} {max(run.peak_mib for run in runs):9,.0f}"
    yield ""
    for name in ("earshot, taken in", "earshot import"):
        for other in ("obsei", "obsei + VADER"):
            # Each round is compared in itself: what else the machine does changes from round to round.
            pairs = list(zip(found[name], found[other], strict=False))
            whole_x = median(theirs.whole_s / mine.whole_s for mine, theirs in pairs)
            work_x = median(theirs.work_s / mine.work_s for mine, theirs in pairs)
            yield f"{name} / {other}: {whole_x:.1f}x (the work alone {work_x:.1f}x)"
    ratio = median(theirs.whole_s / mine.whole_s for mine, theirs in zip(*_barred(found), strict=True))
    met = "goal met" if ratio >= GOAL else "target met, goal not" if ratio >= TARGET else "TARGET NOT MET"
    yield f"target {TARGET:.0f}x, goal {GOAL:.0f}x, of the first of these: {met}"
    yield ""
    for name, does in DOES.items():
        yield f"{name}: {does}"


def _barred(found: Mapping[str, Sequence[Run]]) -> tuple[Sequence[Run], Sequence[Run]]:
    return found["earshot, taken in"], found["obsei"]


def main() -> int:
    """Print the table; 1 where the target was not met, 2 where nothing could be measured."""
    if sys.argv[1:2] == ["--child"]:
        ours(Path(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:5])
        return 0
    parser = argparse.ArgumentParser(prog="python -m bench.imports")
    parser.add_argument("--texts", type=int, default=TEXTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    try:
        found = measure(given.texts, given.rounds)
    except (NoData, peer.NoPeer, Failed) as wrong:
        print(f"NOT MEASURED: {wrong}")
        return 2
    said = list(table(found, given.texts))
    print("\n".join(said))
    return int(any("NOT MET" in line for line in said))


if __name__ == "__main__":
    raise SystemExit(main())
