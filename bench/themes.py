"""Topics on a stream of Banking77, beside BERTopic 0.17 on the same 10,000 texts.

    python -m bench.themes [--data FOLDER] [--encoder FILE] [--alone]

The texts of banking77_train.csv.gz come in an order drawn by a seed, over 30 days, each from a voice of its own; at the
end of each day topics are merged and split, as `earshot serve` does at night. Judged by the 77 names: a mention's
cluster is its topic, and whatever is no topic yet is a cluster of its own. `--encoder` is the file that
training/distil.py --quality writes, for a second line. BERTopic gets our finished vectors for nothing (and needs no
torch so); its outliers are given to the nearest topic by its own `reduce_outliers`, which is better for it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench import peer
from bench.children import ROOT, measured
from bench.understanding import loaded, rows
from bot.model.mention import MentionId
from bot.model.reading import written
from bot.model.theme import ThemeId
from bot.themes.book import ThemeBook
from bot.themes.consolidate import consolidate
from bot.themes.halves import may_split
from bot.themes.state import Member
from bot.understanding.quality import read_encoder
from bot.understanding.vectors import embed

TEXTS, DAYS, SEED = 10_000, 30, 0
START = datetime(2026, 9, 1, tzinfo=UTC)
FLOORS = {"default": ((0.74, 0.34), (0.76, 0.40)), "quality": ((0.80, 0.46), (0.82, 0.54))}
FASTER = (20.0, 50.0)
Vectors = npt.NDArray[np.float32]


def stream(folder: Path) -> tuple[list[str], list[str]]:
    """The texts in their order, and their names."""
    found = rows(folder / "banking77_train.csv.gz")
    order = np.random.default_rng(SEED).permutation(len(found))[:TEXTS]
    return [found[at]["text"] for at in order], [found[at]["category"] for at in order]


def clustered(texts: Sequence[str], vectors: Vectors) -> tuple[list[int], int, int]:
    """Each text's cluster, how many topics there are, and how many mentions are in none."""
    book = ThemeBook()
    members: list[Member] = []
    theme_of: dict[MentionId, ThemeId] = {}
    for place, (text, vector) in enumerate(zip(texts, vectors, strict=True)):
        at = START + timedelta(days=DAYS * place / len(texts))
        day, mention = at.date().isoformat(), MentionId(place + 1)
        if members and members[-1].day != day:
            night(book, members, theme_of, at=at)
        said = book.assign(
            vector.tobytes(), mention=mention, at=at, day=day, voice=str(place), language=written("en", text)
        )
        theme_of[mention] = said.theme if said is not None else ThemeId(-place)
        members.append(
            Member(
                id=mention, theme=theme_of[mention], vector=vector.tobytes(), voice=str(place), at=at, day=day,
                language=written("en", text),
            )
        )  # fmt: skip
    night(book, members, theme_of, at=START + timedelta(days=DAYS))
    topics = set(book.born())
    found = [book.current(theme_of[one.id]) for one in members]
    return (
        [int(theme) if theme in topics else -place - 1 for place, theme in enumerate(found)],
        len(topics),
        sum(theme not in topics for theme in found),
    )


def night(book: ThemeBook, members: list[Member], theme_of: dict[MentionId, ThemeId], *, at: datetime) -> None:
    """Merge and split, as the product does."""
    large = {theme.id for theme in book.themes() if may_split(theme)}
    held: dict[ThemeId, list[Member]] = {}
    for one in members:
        theme = book.current(theme_of[one.id])
        if theme in large:
            held.setdefault(theme, []).append(one)
    for move in consolidate(book, {theme: found[-500:] for theme, found in held.items()}, at=at).moves:
        for mention in move.mentions:
            theme_of[mention] = move.theme


def agreement(clusters: Sequence[object], names: Sequence[str]) -> tuple[float, float]:
    """Normalised mutual information (by the arithmetic mean) and the adjusted Rand index."""
    count = len(names)
    both, ours, theirs = Counter(zip(clusters, names, strict=True)), Counter(clusters), Counter(names)

    def entropy(sizes: Counter[object]) -> float:
        shares = np.array(list(sizes.values())) / count
        return float(-(shares * np.log(shares)).sum())

    def pairs(sizes: Counter[object]) -> float:
        held = np.array(list(sizes.values()), dtype=np.float64)
        return float((held * (held - 1) / 2).sum())

    mutual = sum(n / count * np.log(n * count / (ours[one] * theirs[name])) for (one, name), n in both.items())
    expected = pairs(Counter(ours)) * pairs(Counter(theirs)) / (count * (count - 1) / 2)
    most = (pairs(Counter(ours)) + pairs(Counter(theirs))) / 2
    rand = (pairs(Counter(both)) - expected) / (most - expected)
    return float(2 * mutual / (entropy(Counter(ours)) + entropy(Counter(theirs)))), float(rand)


def alone(folder: Path, encoder: Path | None) -> dict[str, float]:
    """One run in a process of its own: what was found, and what it cost from text to topic."""
    texts, names = stream(folder)
    model = loaded()
    shipped = files("bot.understanding") / "files"
    encode = None
    if encoder is not None:
        record = (shipped / "quality.json").read_bytes()
        encode = read_encoder(encoder.read_bytes(), (shipped / "tokenizer.json").read_bytes(), record)
    began = time.process_time()
    vectors = embed(texts, embedding=model.embedding) if encode is None else encode(texts)
    embedded = time.process_time() - began
    began = time.process_time()
    clusters, topics, single = clustered(texts, vectors)
    took = time.process_time() - began
    nmi, ari = agreement(clusters, names)
    return {"nmi": nmi, "ari": ari, "topics": topics, "single": single, "embedded": embedded, "took": took}


def child(command: Sequence[str]) -> dict[str, float]:
    """What a process printed as its last line, with its peak in MiB."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "out.json"
        cost = measured([*command, "--out", str(out)])
        found: dict[str, float] = json.loads(out.read_text("utf-8"))
    return {**found, "peak": cost.peak_mib, "cpu": cost.cpu_s}


def bertopic(folder: Path) -> dict[str, float] | None:
    """BERTopic on our vectors; None where it cannot be installed."""
    try:
        python = peer.bertopic()
    except peer.NoPeer as wrong:
        print(f"without BERTopic: {wrong}", file=sys.stderr)
        return None
    texts, names = stream(folder)
    with tempfile.TemporaryDirectory() as place:
        np.save(Path(place) / "vectors.npy", embed(texts, embedding=loaded().embedding))
        (Path(place) / "texts.json").write_text(json.dumps(texts), "utf-8")
        said = child([str(python), "-P", str(ROOT / "bench" / "bertopic_peer.py"), place])
        clusters = json.loads((Path(place) / "clusters.json").read_text("utf-8"))
    nmi, ari = agreement(clusters, names)
    return {**said, "nmi": nmi, "ari": ari}


def line(name: str, found: dict[str, float], bar: str = "") -> str:
    """A line of the table."""
    single = f"{found['single']:,.0f}" if "single" in found else "-"
    return (
        f"{name:34} {found['nmi']:5.3f} {found['ari']:5.3f} {found['topics']:7.0f} {single:>8} "
        f"{TEXTS / found['took']:12,.0f} {found['peak']:9.0f}  {bar}"
    )


def met(name: str, found: dict[str, float]) -> str:
    """Whether floor and goal are met."""
    floor, goal = FLOORS[name]
    both = (found["nmi"], found["ari"])
    if all(one >= bar for one, bar in zip(both, goal, strict=True)):
        return "goal met"
    return "floor met" if all(one >= bar for one, bar in zip(both, floor, strict=True)) else "BELOW THE FLOOR"


def main() -> int:
    """Print the table; 1 where a floor is not met, 2 where there are no data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--alone", action="store_true", help="one run, for itself")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    places = (ROOT / "shared", ROOT.parent / "shared")
    folder = given.data or next((one / "data" for one in places if one.is_dir()), None)
    if folder is None or not folder.is_dir():
        print("NOT MEASURED: there is no folder of open data (--data)")
        return 2
    os.environ["RAYON_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    if given.alone:
        given.out.write_text(json.dumps(alone(folder, given.encoder)), "utf-8")
        return 0
    command = [sys.executable, "-m", "bench.themes", "--alone", "--data", str(folder)]
    said = [f"{'':34} {'NMI':>5} {'ARI':>5} {'topics':>7} {'no topic':>8} {'texts/CPU-s':>12} {'peak MiB':>9}"]
    ours = child(command)
    said.append(line("Earshot", ours, met("default", ours)))
    if given.encoder is not None:
        better = child([*command, "--encoder", str(given.encoder)])
        said.append(line("Earshot, extra quality", better, met("quality", better)))
    theirs = bertopic(folder)
    if theirs is not None:
        said.append(line("BERTopic 0.17.4, our vectors", theirs))
        faster = theirs["took"] / ours["took"]
        bar = "goal met" if faster >= FASTER[1] else "floor met" if faster >= FASTER[0] else "BELOW THE FLOOR"
        said.append(
            f"{faster:.1f}x BERTopic's texts for each CPU second (bar {FASTER[0]:.0f}x, goal {FASTER[1]:.0f}x): {bar}; "
            f"{ours['peak'] / theirs['peak']:.2f} of its memory"
        )
    said.append(f"{TEXTS:,} texts, {DAYS} days, one order; no topic: each its own cluster; making vectors not counted")
    print("\n".join(said))
    return int(any("BELOW" in one for one in said))


if __name__ == "__main__":
    raise SystemExit(main())
