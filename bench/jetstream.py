"""Bluesky's stream replayed: frames a second and core, from a bare parse loop up to what is stored.

    python -m bench.jetstream [--frames N]

The frames are of our own making, in the shape of Jetstream's second version and in its mixture of posts (86 in 100),
deletions (12), edits (1) and account events (1); their texts are those of the demo corpus. The 1,000 keyword groups are
drawn from the words that are rarest there, so that few posts are kept, as in life. CPU seconds on one thread, the best
of three; what is stored goes through the whole path (reading, topics, copies, the database on disk), once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.sources.bluesky import POST, read_frame
from bench.listening import texts
from bot.compose.app import open_app
from bot.compose.environment import Given
from bot.config import read_settings
from bot.flow.listen import listen
from bot.flow.sifting import Wanted
from bot.listening.groups import About, Matcher, words
from bot.ports.world import Poll

START = datetime(2026, 10, 5, 7, tzinfo=UTC)
GROUPS, PAGE = 1000, 500


def frames(said: Sequence[str], count: int) -> list[str]:
    """So many frames, in the mixture of the real stream."""
    rng, made = random.Random(1), []
    for number in range(count):
        at = (START + timedelta(milliseconds=17 * number)).isoformat()
        did, rkey = f"did:plc:{rng.randrange(count // 3):024}", f"3m{number:011}"
        body: dict[str, object] = {"seq": number + 1, "did": did, "time": at}
        kind, dice = "commit", rng.random()
        if dice < 0.01:
            kind = "account"
            body["account"] = {"active": rng.random() < 0.5, "did": did, "seq": number, "time": at}
        else:
            operation = "delete" if dice < 0.13 else "update" if dice < 0.14 else "create"
            body |= {"rev": rkey, "operation": operation, "collection": POST, "rkey": rkey}
            if operation != "delete":
                text = rng.choice(said)[:300]
                body["record"] = {"$type": POST, "text": text, "createdAt": at, "langs": ["en"]}
                body["cid"] = "bafyrei" + "x" * 52
        payload = {"$type": f"network.bsky.jetstream.subscribeEvents#{kind}", **body}
        made.append(json.dumps({"$type": "message", "payload": payload}))
    return made


def rare_groups(said: Sequence[str]) -> list[tuple[str, str]]:
    """Keyword groups over the rarest words, so that few posts match one."""
    rng = random.Random(2)
    often = Counter(word for text in set(said) for word in set(words(text)))
    rare = [word for word, count in sorted(often.items()) if count == 1 and len(word) > 6 and word.isalpha()]
    spare = [f"name{number}" for number in range(2 * GROUPS)]
    return [
        (f"g{number}", f"{rng.choice(rare) if number < 10 else rng.choice(spare)} OR {rng.choice(spare)}*")
        for number in range(GROUPS)
    ]


class Replay:
    """The frames as a source, a page at a time. Obeys the port `Source`."""

    name = "bluesky"

    def __init__(self, held: Sequence[str]) -> None:
        self._held = held

    async def poll(self, cursor: str) -> Poll:
        """The next page."""
        at = int(cursor or 0)
        page = [read_frame(one, source=self.name) for one in self._held[at : at + PAGE]]
        items = tuple(one.item for one in page if one.item is not None)
        return Poll(items=items, cursor=str(at + len(page)), more=at + PAGE < len(self._held))

    async def close(self) -> None:
        """Nothing is open."""


async def stored(held: Sequence[str], groups: Sequence[tuple[str, str]]) -> tuple[float, int]:
    """CPU seconds of the whole path, and how many mentions it kept."""
    settings = read_settings({"groups": [{"name": name, "query": query} for name, query in groups]})
    with tempfile.TemporaryDirectory() as folder:
        given = Given(settings=settings, origins={}, data=Path(folder), file=None)
        async with open_app(given) as app:
            app.tools.read(["warm"])
            began = time.process_time()
            report = await listen(Replay(held), tools=app.tools, standing=app.standing, wanted=Wanted(only=True))
            return time.process_time() - began, report.kept


def spent(work: Callable[[], object]) -> float:
    """CPU seconds, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def matched(held: Sequence[str], matcher: Matcher) -> int:
    """How many frames some group matches."""
    found = 0
    for line in held:
        item = read_frame(line, source="bluesky").item
        raw = item.mention if item is not None else None
        text = raw.get("text") if raw is not None else None
        found += bool(isinstance(text, str) and raw is not None and matcher.matches(text, About.json(raw)))
    return found


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Frames of Jetstream a second and core.")
    parser.add_argument("--frames", type=int, default=50_000)
    count = parser.parse_args().frames
    said = texts(None)
    held, groups = frames(said, count), rare_groups(said)
    matcher = Matcher(groups)
    rows = [
        ("bare loop: json.loads", spent(lambda: [json.loads(line) for line in held])),
        ("parsed", spent(lambda: [read_frame(line, source="bluesky") for line in held])),
        (f"parsed, matched against {GROUPS:,} groups", spent(lambda: matched(held, matcher))),
    ]
    seconds, kept = asyncio.run(stored(held, groups))
    rows.append((f"parsed, matched and stored ({kept:,} kept, {100 * kept / count:.1f} %)", seconds))
    print(f"{count:,} frames, {sum(map(len, held)) / count:.0f} characters each\n")
    print("| step | frames/s and core | µs a frame |\n|---|---|---|")
    for name, took in rows:
        print(f"| {name} | {count / took:,.0f} | {took / count * 1e6:.1f} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
