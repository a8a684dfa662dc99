"""What listening costs a text: reading, intake, redaction, copies, keyword groups.

    python -m bench.listening               over the voices of the demo corpus
    python -m bench.listening FILE.csv.gz   over the longest cell of each row of a file

Times are CPU microseconds a text, the best of three rounds, on one thread.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.listening.copies import CopyFinder, signatures
from bot.listening.groups import About, Matcher, words
from bot.listening.intake import read_json, read_mention
from bot.listening.privacy import redact
from bot.model.mention import MentionId

VOICES = Path(__file__).resolve().parent.parent / "tests" / "corpus" / "voices"
NOW = datetime(2026, 10, 5, 7, tzinfo=UTC)
BATCH = 500
BUDGET_US = 100.0
PLAIN = {
    "source": "forum",
    "at": "2026-07-07T09:30:00+02:00",
    "kind": "mention",
    "author": {"id": "u77", "name": "Jo"},
    "url": "https://forum.example/1",
}
GROUPS = (
    ("brand", 'lumo OR "lumo phone"'),
    ("battery", "batter* OR charg* OR akku"),
    ("sign-in", '(login OR "sign in" OR "log in" OR "locked out") NOT job'),
    ("rival", "volta"),
    ("delivery", "parcel OR deliver* OR tracking OR paket"),
)

_SHAPES = (
    "lumo AND ({0} OR {1}) NOT {2}",
    '"{0} {1}" OR ({2} NEAR/5 {3})',
    "{4}* {1}",
    "({0} OR {1} OR {2}) source:forum",
    "{0} NEAR/3 ({1} OR {2})",
)


def many_groups(said: Sequence[str], count: int) -> list[tuple[str, str]]:
    """Keyword groups at random over the words that the texts use most."""
    rng = random.Random(1)
    often = Counter(word for text in said[:3000] for word in set(words(text)))
    # Words that read like operators would have to be quoted.
    known = [word for word, _ in often.most_common(3000) if len(word) > 3 and word not in ("nicht", "oder", "near")]
    found = []
    for number in range(count):
        chosen = rng.choices(known, k=4)
        found.append((f"g{number}", rng.choice(_SHAPES).format(*chosen, chosen[0][:4])))
    return found


def texts(path: Path | None) -> list[str]:
    """The texts to measure with, at least 10,000."""
    if path is None:
        lines = [line for file in sorted(VOICES.glob("*.tsv")) for line in file.read_text("utf-8").splitlines()]
        found = [line.split("\t")[2] for line in lines if line.count("\t") == 2 and not line.startswith("#")]
    else:
        with gzip.open(path, "rt", encoding="utf-8") as rows:
            found = [max(row, key=len) for row in csv.reader(rows) if row]
    return found * (10_000 // len(found) + 1)


def spent(work: Callable[[], object], count: int) -> float:
    """CPU microseconds for each of `count` texts, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best / count * 1e6


def fold(prints: Sequence[bytes]) -> None:
    """One pass of the copy finder."""
    finder = CopyFinder()
    for number, print_ in enumerate(prints):
        finder.add(MentionId(number), print_, NOW, copy_of=finder.find(print_, NOW))


def measured(said: Sequence[str]) -> dict[str, float]:
    """Microseconds a text by part."""
    lines = [json.dumps({**PLAIN, "id": str(number), "text": text}) for number, text in enumerate(said)]
    raws = [read_json(line) for line in lines]
    batches = [said[here : here + BATCH] for here in range(0, len(said), BATCH)]
    prints = [print_ for batch in batches for print_ in signatures(batch)]
    matcher = Matcher(GROUPS)
    parts: dict[str, Callable[[], object]] = {
        "read JSON": lambda: [read_json(line) for line in lines],
        "intake": lambda: [read_mention(raw, where="", arrived=NOW) for raw in raws],
        "redaction": lambda: [redact(text) for text in said],
        "signatures": lambda: [signatures(batch) for batch in batches],
        "copies": lambda: fold(prints),
        f"{len(GROUPS)} keyword groups": lambda: [matcher.matches(text) for text in said],
    }
    return {name: spent(work, len(said)) for name, work in parts.items()}


def by_groups(said: Sequence[str]) -> dict[str, float]:
    """Microseconds a text by the number of keyword groups that are asked of it."""
    about = About(source="forum")
    parts: dict[str, Callable[[], object]] = {}
    for count in (10, 100, 1000):
        matcher = Matcher(many_groups(said, count))
        parts[f"{count} groups"] = lambda matcher=matcher: [matcher.matches(text, about) for text in said]  # type: ignore[misc]
    return {name: spent(work, len(said)) for name, work in parts.items()}


def main() -> int:
    """Print the table; exit 1 where the budget is exceeded."""
    said = texts(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    found = measured(said)
    print(f"{len(said)} texts of {sum(map(len, said)) / len(said):.0f} characters")
    for name, cost in found.items():
        print(f"{name:20} {cost:6.1f} µs")
    for name, cost in by_groups(said).items():
        print(f"{name:20} {cost:6.1f} µs, {1e6 / cost:,.0f} mentions/s")
    total = sum(found.values())
    print(f"{'together':20} {total:6.1f} µs of {BUDGET_US:.0f}; signatures {1e6 / found['signatures']:,.0f} texts/s")
    return int(total > BUDGET_US)


if __name__ == "__main__":
    raise SystemExit(main())
