"""Says which of the corpus's writings are too alike: run it while writing.

    python tests/corpus/check.py [FILE.tsv ...]

Two rules hold over all files together, near-copies (third column ``copy``) left out:
no pair shares 35 % or more of its five-character shingles, and no run of six words stands in
more than five texts. Only findings that touch the named files are printed (default: all).
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

VOICES = Path(__file__).parent / "voices"
LIMIT = 0.35


def say(words: str) -> None:
    sys.stdout.write(words + "\n")


def canonical(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.lower()).split())


def shingles(text: str) -> frozenset[str]:
    plain = canonical(text)
    return frozenset(plain[i : i + 5] for i in range(max(1, len(plain) - 4)))


def rows() -> list[tuple[str, int, str, str, str]]:
    """Every writing as (file, line number, source, mark, text)."""
    found = []
    for path in sorted(VOICES.glob("*.tsv")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.split("\t")
            if len(cells) != 3:
                say(f"{path.name}:{number}: {len(cells)} cells, expected source<TAB>mark<TAB>text")
                continue
            found.append((path.name, number, cells[0], cells[1], cells[2]))
    return found


def main(names: set[str]) -> int:
    texts = [row for row in rows() if row[3] != "copy"]
    bags = [shingles(row[4]) for row in texts]
    index: dict[str, list[int]] = defaultdict(list)
    runs: dict[str, list[int]] = defaultdict(list)
    bad = 0
    for here, (name, number, _, _, text) in enumerate(texts):
        shared: dict[int, int] = defaultdict(int)
        for shingle in bags[here]:
            for other in index[shingle]:
                shared[other] += 1
            index[shingle].append(here)
        for other, count in shared.items():
            alike = count / (len(bags[here]) + len(bags[other]) - count)
            if alike >= LIMIT and (not names or name in names or texts[other][0] in names):
                bad += 1
                twin = texts[other]
                say(f"{name}:{number} ~ {twin[0]}:{twin[1]} {alike:.2f}\n   {text}\n   {twin[4]}")
        words = canonical(text).split()
        for run in {" ".join(words[i : i + 6]) for i in range(len(words) - 5)}:
            runs[run].append(here)
    for run, where in runs.items():
        if len(where) > 5 and (not names or names & {texts[i][0] for i in where}):
            bad += 1
            say(f"six words in {len(where)} texts: {run!r}")
    counts: dict[str, int] = defaultdict(int)
    for name, *_ in texts:
        counts[name] += 1
    for name in sorted(counts):
        say(f"{name}: {counts[name]} texts")
    say(f"{bad} findings, {len(texts)} texts")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:])))
