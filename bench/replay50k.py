"""A big import from end to end: 50,000 mentions, then topics, insights, a digest per department, /roi.

    python -m bench.replay50k [--mentions 50000]

Open texts of real people as they are (about 60 characters, and 220 complaints of a thousand), with made-up times over
90 days, authors and five sources; mention JSON, one process on one core. Steps go the way of the commands `import`,
`digest` and `roi`. Importing the same file once more must change nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.children import Failed, measured
from bench.people_said import NOW, NoData, long_texts, settings, short_texts, write_jsonl

MENTIONS, DAYS = 50_000, 90


class Steps:
    """What each step cost, in order."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[float, float, int]] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Counts what happens inside as this step."""
        cpu, wall = time.process_time(), time.perf_counter()
        yield
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "linux" else 1024 * 1024)
        self.found[name] = (time.process_time() - cpu, time.perf_counter() - wall, peak)


async def replayed(file: Path, folder: Path) -> dict[str, Any]:
    """The costs of all steps and what came of them. Runs in a process of its own."""
    from bot.compose.app import open_app
    from bot.compose.clock import StoryClock
    from bot.compose.environment import gather
    from bot.compose.files import open_file
    from bot.flow.chores import show_digest
    from bot.flow.listen import listen
    from bot.flow.money import answer_as_operator
    from bot.flow.think import think
    from bot.flow.upkeep import tidy_themes
    from bot.model.people import PersonId

    steps = Steps()
    config = folder / "earshot.toml"
    config.write_text(settings(), "utf-8")
    with steps.step("open"):
        opening = open_app(gather({}, data=folder, config=config), clock=StoryClock(NOW))
        app = await opening.__aenter__()
    tools, standing = app.tools, app.standing
    with steps.step("take in"):
        source = open_file(file, name=file.name, zone="UTC", now=NOW).source
        report = await listen(source, tools=tools, standing=standing)
    with steps.step("topics"):
        await tidy_themes(NOW, tools=tools, standing=standing)
    with steps.step("insights"):
        await think(tools=tools, standing=standing)
    departments = [one.name for one in standing.organisation.departments()]
    with steps.step(f"{len(departments)} digests"):
        for name in departments:
            await show_digest(name, None, platform="workspace", tools=tools, standing=standing)
    with steps.step("/roi"):
        await answer_as_operator(
            "roi", as_of=NOW, reader=PersonId("bench"), tools=tools, organisation=standing.organisation
        )
    with steps.step("the same once more"):
        source = open_file(file.with_name("again.jsonl"), name="again", zone="UTC", now=NOW).source
        again = await listen(source, tools=tools, standing=standing)
    themes = sum(1 for theme in standing.book.themes() if theme.state == "theme")
    insights = await tools.store.insights(open_only=True)
    await opening.__aexit__(None, None, None)
    with steps.step("open with all that"):
        async with open_app(gather({}, data=folder, config=config), clock=StoryClock(NOW)):
            pass
    return {
        "steps": steps.found, "kept": report.kept, "bad": report.bad, "themes": themes, "insights": len(insights),
        "kinds": sorted({one.kind for one in insights}), "again": [again.kept, again.unchanged],
    }  # fmt: skip


def table(said: Mapping[str, Any], count: int, size: int) -> Iterator[str]:
    """The lines of the table."""
    yield f"{'':20} {'CPU s':>8} {'wall s':>8} {'peak MiB':>9}"
    for name, (cpu, wall, peak) in said["steps"].items():
        yield f"{name:20} {cpu:8.2f} {wall:8.2f} {peak:9,}"
    taken = said["steps"]["take in"][0]
    yield ""
    yield f"taken in: {said['kept']:,} ({said['bad']} bad), {count / taken:,.0f} texts/CPU-s; database {size} MiB"
    yield f"{said['themes']} topics; {said['insights']} open insights ({', '.join(said['kinds'])})"
    kept, unchanged = said["again"]
    yield f"the same file once more: {kept} kept, {unchanged:,} unchanged"


def main() -> int:
    """Print the table; 1 where a line was bad or a second import changed something, 2 where nothing was measured."""
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(asyncio.run(replayed(Path(sys.argv[2]), Path(sys.argv[3])))))
        return 0
    parser = argparse.ArgumentParser(prog="python -m bench.replay50k")
    parser.add_argument("--mentions", type=int, default=MENTIONS)
    given = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "mentions.jsonl"
            texts = [*long_texts(), *short_texts(11)][: given.mentions]
            random.Random(5).shuffle(texts)
            write_jsonl(file, texts, days=DAYS)
            # The place in a file is known by its content: an empty line makes it another file.
            file.with_name("again.jsonl").write_text(file.read_text("utf-8") + "\n", "utf-8")
            cost = measured([sys.executable, "-m", "bench.replay50k", "--child", str(file), folder])
            size = sum(one.stat().st_size for one in Path(folder).glob("earshot.db*")) >> 20
    except (NoData, Failed) as wrong:
        print(f"NOT MEASURED: {wrong}")
        return 2
    said = json.loads(cost.out)
    print(f"{len(texts):,} mentions of {sum(map(len, texts)) / len(texts):.0f} characters over {DAYS} days\n")
    print("\n".join(table(said, len(texts), size)))
    return int(said["again"] != [0, len(texts)] or said["bad"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
