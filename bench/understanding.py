"""How well and how fast the reader and routing read, beside VADER and a TF-IDF with a linear model.

    python -m bench.understanding [--data FOLDER] [--encoder FILE]

FOLDER (by default shared/data, here or beside the checkout) holds goemotions_group_{train,dev}.csv.gz (id,labels,text),
banking77_train.csv.gz (text,category) and clinc150_train_val.csv.gz (split,text,intent,domain). Without it only speed
is measured. Official test parts are not touched: GoEmotions is judged on its dev part, Banking77 on a fifth of its
train part, CLINC150 on its validation part. Rates are texts for each CPU second of one thread.
FILE is what training/distil.py --quality writes; with it, routing is measured by its vectors too.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from bench import peer
from bench.children import ROOT, measured
from bot.model.people import Department, PersonId
from bot.model.signal import Correction
from bot.routing.learned import Embed, Vectors, learn
from bot.routing.router import Router, corrected, make_router, route
from bot.understanding import MODEL_FILES, ReaderModel, load_identifier, quality, read_batch, read_model
from bot.understanding.heads import GROUPS, MOODS, chances_of, shares_of
from bot.understanding.linear import VECTOR_WEIGHT
from bot.understanding.quality import read_encoder
from bot.understanding.vectors import embed
from bot.understanding.words import plain, words_of

Pairs = list[tuple[str, str]]
SEEDS = 5
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
FLOORS = {
    "moods f1": (0.65, 0.68), "moods recall": (0.71, 0.73), "bank": (0.915, 0.925), "bank10": (0.77, 0.79),
    "domains20": (0.0, 0.78), "oos": (0.91, 0.93), "rate": (1000.0, 3000.0), "memory": (150.0, 80.0),
}  # fmt: skip
QUALITY_FLOORS = {"bank": (0.93, 0.94), "bank10": (0.84, 0.85), "domains20": (0.0, 0.78), "oos": (0.955, 0.965)}
TITLES = {
    "moods f1": "GoEmotions groups, macro F1", "moods recall": "GoEmotions, macro recall of three moods",
    "bank": "Banking77, all labels", "bank10": f"Banking77, 10 labels each, {SEEDS} seeds",
    "domains20": f"CLINC150 domains, 20 labels each, {SEEDS} seeds", "oos": "CLINC150 out of scope, AUROC",
}  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a gzipped CSV file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def splits(folder: Path) -> dict[str, Any]:
    """What is learned from and what is judged on, by measure."""
    bank = [(row["text"], row["category"]) for row in rows(folder / "banking77_train.csv.gz")]
    order = np.random.default_rng(0).permutation(len(bank))
    dev, train = [bank[at] for at in order[: len(bank) // 5]], [bank[at] for at in order[len(bank) // 5 :]]
    clinc = rows(folder / "clinc150_train_val.csv.gz")
    inside = [row for row in clinc if row["intent"] != "oos"]
    shown = [row for row in inside if row["split"] == "train"]
    held = [row for row in inside if row["split"] != "train"]
    domains, dev_domains = (
        [(one["text"], one["domain"]) for one in shown],
        [(one["text"], one["domain"]) for one in held],
    )
    outside = [(row["text"], "oos") for row in clinc if row["intent"] == "oos"]
    go = [(row["text"], row["labels"].split("|")) for row in rows(folder / "goemotions_group_train.csv.gz")]
    return {
        "bank": [{"train": train, "dev": dev}],
        "bank10": [{"train": some(train, 10, seed), "dev": dev} for seed in range(SEEDS)],
        "domains20": [{"train": some(domains, 20, seed), "dev": dev_domains} for seed in range(SEEDS)],
        "oos": [
            {
                "train": [(one["text"], one["intent"]) for one in shown],
                "dev": [(one["text"], one["intent"]) for one in held] + outside,
            }
        ],
        "moods": {
            "train": [one for at, one in enumerate(go) if at % 10 != 9], "kept": go[9::10],
            "dev": [(row["text"], row["labels"].split("|")) for row in rows(folder / "goemotions_group_dev.csv.gz")],
        },
    }  # fmt: skip


def some(pairs: Pairs, each: int, seed: int) -> Pairs:
    """So many pairs of each name, picked by a seed."""
    pick = np.random.default_rng(seed)
    by_name: dict[str, list[str]] = {}
    for text, name in pairs:
        by_name.setdefault(name, []).append(text)
    return [
        (texts[at], name)
        for name, texts in sorted(by_name.items())
        for at in pick.choice(len(texts), min(each, len(texts)), replace=False)
    ]


def encoder_of(path: Path) -> Embed:
    """The vectors of the quality extra."""
    shipped = files("bot.understanding") / "files"
    contents = [(shipped / name).read_bytes() for name in ("tokenizer.json", "quality.json")]
    return read_encoder(path.read_bytes(), *contents)


def routing(data: dict[str, Any], embedded: Embed, weight: float) -> dict[str, float]:
    """How well names are given by these vectors, and texts for each CPU second."""
    found: dict[str, float] = {}
    for name in ("bank", "bank10", "domains20", "oos"):
        scores, rate = [], 0.0
        for split in data[name]:
            router = make_router((), embedded, taught=split["train"], learn=partial(learn, vector_weight=weight))
            began = time.process_time()
            said = routed(router, [text for text, _ in split["dev"]], embedded)
            rate = len(split["dev"]) / (time.process_time() - began)
            if name == "oos":
                chances = np.array([chance for _, chance in said])
                scores.append(area(chances, np.array([right != "oos" for _, right in split["dev"]])))
            else:
                scores.append(np.mean([one == right for (one, _), (_, right) in zip(said, split["dev"], strict=True)]))
        found |= {name: float(np.mean(scores)), f"{name} rate": rate}
    return found


def routed(router: Router, texts: list[str], embedded: Embed) -> list[tuple[str, float]]:
    """The likeliest name of each text, with its probability."""
    said = route(router, embedded(texts), texts, least=1)
    return [(one[0].department, one[0].probability) if one else ("", 0.0) for one in said]


def area(chances: Any, held: Any) -> float:
    """How often a text of ours is surer than one from outside (a tie is half)."""
    order = np.sort(chances[~held])
    below, upto = np.searchsorted(order, chances[held], "left"), np.searchsorted(order, chances[held], "right")
    return float((below + upto).mean() / 2 / len(order))


def moods(dev: list[tuple[str, list[str]]], model: ReaderModel) -> dict[str, float]:
    """How well moods are read."""
    cuts = json.loads((files("bot.understanding") / "files" / "heads.json").read_text("utf-8"))["decisions"]
    texts = [text for text, _ in dev]
    words = [words_of(plain(text)) for text in texts]
    chances = chances_of(words, embed(texts, embedding=model.embedding), linear=model.heads.linear)
    scores = []
    for place, group in enumerate(GROUPS):
        held, said = np.array([group in y for _, y in dev]), chances[:, place] >= cuts["multi_label_cuts"][group]
        scores.append(2 * (held & said).sum() / (held.sum() + said.sum()))
    began = time.process_time()
    readings = [
        one
        for start in range(0, len(texts), 500)
        for one in read_batch(texts[start : start + 500], model=model, languages=("en",))
    ]
    rate = len(texts) / (time.process_time() - began)

    def recall(said: Sequence[str]) -> float:
        return float(np.mean([
            np.mean([one == mood for one, (_, y) in zip(said, dev, strict=True) if y == [mood]]) for mood in MOODS
        ]))  # fmt: skip

    shares = shares_of(chances, model.heads.cuts)
    return {
        "moods f1": float(np.mean(scores)), "moods rate": rate,
        "moods recall": recall([MOODS[at] for at in shares.argmax(axis=1)]),
        "labels recall": recall([one.sentiment for one in readings]),
        "unsure": float(np.mean([one.sentiment == "unsure" for one in readings])),
        "not scored": float(np.mean([one.sentiment == "not_scored" for one in readings])),
    }  # fmt: skip


def curve(data: dict[str, Any], folder: Path, model: ReaderModel) -> Iterator[tuple[int, float]]:
    """How many texts go to their department after so many corrections, from a description and three examples each."""
    shown = [
        row for row in rows(folder / "clinc150_train_val.csv.gz") if row["split"] == "train" and row["domain"] != "oos"
    ]
    dev = data["domains20"][0]["dev"]

    def vectors(texts: Sequence[str]) -> Vectors:
        return embed(texts, embedding=model.embedding)

    first = some([(row["text"], row["domain"]) for row in shown], 3, 11)
    departments = [
        Department(name=name, about=name.replace("_", " "), examples=tuple(text for text, of in first if of == name))
        for name in sorted({name for _, name in first})
    ]
    router = make_router(departments, vectors)
    pick = np.random.default_rng(3).permutation(len(shown))
    for count in (0, 10, 50, 200):
        found = vectors([shown[at]["text"] for at in pick[:count]])
        corrections = [
            Correction(
                id=number, insight=None, mention=None, vector=vector.tobytes(), away=None, to=shown[at]["domain"],
                person=PersonId("workspace:ana"), at=NOON,
            )
            for number, (at, vector) in enumerate(zip(pick[:count], found, strict=True), start=1)
        ]  # fmt: skip
        moved = corrected(router, corrections, people={}, zone=UTC)
        said = routed(moved, [text for text, _ in dev], partial(embed, embedding=model.embedding))
        yield count, float(np.mean([one == right for (one, _), (_, right) in zip(said, dev, strict=True)]))


def pipeline(folder: Path) -> tuple[float, float]:
    """`earshot understand` on 10,000 texts with 10 departments: texts for each CPU second, and the peak in MiB."""
    texts = [row["text"] for row in rows(folder / "goemotions_group_train.csv.gz")][:10_000]
    shown = [row for row in rows(folder / "clinc150_train_val.csv.gz") if row["domain"] != "oos"]
    with tempfile.TemporaryDirectory() as place:
        lines = ['[organisation]\nname = "Lumo"\ntimezone = "UTC"\nlanguages = ["en"]\n']
        for domain in sorted({row["domain"] for row in shown}):
            examples = [row["text"] for row in shown if row["domain"] == domain][:200:20]
            lines.append(f'[[departments]]\nname = "{domain}"\nabout = "{domain}"\nexamples = {json.dumps(examples)}\n')
        (Path(place) / "earshot.toml").write_text("".join(lines), "utf-8")
        (Path(place) / "in.jsonl").write_text(
            "".join(json.dumps({"id": str(at), "text": text}) + "\n" for at, text in enumerate(texts)), "utf-8"
        )
        command = [sys.executable, "-m", "bot.cli", "--data", f"{place}/data", "--config", f"{place}/earshot.toml"]
        cost = measured([*command, "understand", f"{place}/in.jsonl"])
    return len(texts) / cost.cpu_s, cost.peak_mib


def theirs(data: dict[str, Any]) -> dict[str, float]:
    """The figures of VADER and of the linear models; none where they cannot be installed."""
    try:
        python = peer.linear()
    except peer.NoPeer as wrong:
        print(f"without VADER and TF-IDF: {wrong}", file=sys.stderr)
        return {}
    with tempfile.TemporaryDirectory() as folder:
        for name, split in data.items():
            (Path(folder) / f"{name}.json").write_text(json.dumps(split), "utf-8")
        command = [
            str(python),
            "-P",
            str(ROOT / "bench" / "linear_peer.py"),
            folder,
        ]  # bench.queue is not the library's
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def table(mine: Mapping[str, float], other: Mapping[str, float]) -> Iterator[str]:
    """The lines of the table."""
    yield f"{'':42} {'Earshot':>8} {'TF-IDF':>8} {'VADER':>7} {'floor':>6} {'goal':>6}  {'':15} {'texts/CPU-s':>12}"
    for name, title in TITLES.items():
        floor, goal = FLOORS[name]
        score = mine[name]
        met = "goal met" if score >= goal else "floor met" if score >= floor else "BELOW THE FLOOR"
        rate = mine[f"{name.split()[0]} rate"]
        yield (
            f"{title:42} {100 * score:8.1f} {_percent(other, f'tfidf {name}'):>8} "
            f"{_percent(other, f'vader {name}'):>7} "
            f"{100 * floor:6.1f} {100 * goal:6.1f}  {met:15} {rate:12,.0f}"
        )
    told = f"unsure {mine['unsure']:.1%}, language not told {mine['not scored']:.1%}"
    yield f"{'recall of whole readings, silence a miss':42} {100 * mine['labels recall']:8.1f}  {told}"


def better(found: Mapping[str, float], other: Mapping[str, float]) -> Iterator[str]:
    """The lines about the quality extra."""
    yield "with the extra quality (each text read once: vectors are remembered between the rows):"
    for name, (floor, goal) in QUALITY_FLOORS.items():
        met = "goal met" if found[name] >= goal else "floor met" if found[name] >= floor else "BELOW THE FLOOR"
        peer_said = _percent(other, f"tfidf {name}")
        bars = f"floor {100 * floor:.1f}, goal {100 * goal:.1f}: {met}"
        yield f"  {TITLES[name]:40} {100 * found[name]:8.1f}  TF-IDF {peer_said}, {bars}"


def _percent(found: Mapping[str, float], name: str) -> str:
    return f"{100 * found[name]:.1f}" if name in found else "-"


def loaded() -> ReaderModel:
    """The reader's model."""
    contents = [(files("bot.understanding") / name).read_bytes() for name in MODEL_FILES]
    return read_model(*contents, identify=load_identifier())


def speed(rate: float, memory: float) -> Iterator[str]:
    """The lines about the whole process."""
    (floor, goal), (most, best) = FLOORS["rate"], FLOORS["memory"]
    yield "earshot understand on 10,000 texts with 10 departments, the whole process:"
    below = "" if rate >= floor else ": BELOW THE FLOOR"
    yield f"  {rate:,.0f} texts/CPU-s (floor {floor:,.0f}, goal {goal:,.0f}){below}"
    yield f"  peak {memory:.0f} MiB (at most {most:.0f}, goal {best:.0f}){'' if memory <= most else ': MISSED'}"


def sizes() -> str:
    """How many bytes each part of the model has."""
    names = (*MODEL_FILES, "files/languages.npy")
    found = {name: len((files("bot.understanding") / name).read_bytes()) for name in names}
    parts = ", ".join(f"{name.removeprefix('files/')} {count / 1e6:.1f} MB" for name, count in found.items())
    return f"model: {sum(found.values()) / 1e6:.1f} MB as installed ({parts})"


def main() -> int:
    """Print the tables; 1 where a floor is not met, 2 where there are no data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--encoder", type=Path)
    given = parser.parse_args()
    folder = given.data or next(
        (one / "data" for one in (ROOT / "shared", ROOT.parent / "shared") if one.is_dir()), None
    )
    if folder is None or not folder.is_dir():
        print("NOT MEASURED: there is no folder of open data (--data)")
        return 2
    os.environ["RAYON_NUM_THREADS"] = "1"
    # First: a process begins with the peak of the one it was forked from.
    rate, memory = pipeline(folder)
    model, data = loaded(), splits(folder)
    mine = routing(data, partial(embed, embedding=model.embedding), VECTOR_WEIGHT) | moods(data["moods"]["dev"], model)
    peers = theirs(data)
    said = [*table(mine, peers), "", *speed(rate, memory)]
    if given.encoder is not None:
        said += better(routing(data, encoder_of(given.encoder), quality.VECTOR_WEIGHT), peers)
    said.append(sizes())
    steps = ", ".join(f"{count}: {100 * share:.1f}" for count, share in curve(data, folder, model))
    said.append(f"routing of CLINC150's domains by name and 3 examples, after so many corrections: {steps}")
    print("\n".join(said))
    return int(any("BELOW" in line or "MISSED" in line for line in said))


if __name__ == "__main__":
    raise SystemExit(main())
