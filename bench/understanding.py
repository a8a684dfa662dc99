"""How fast and how well the reader reads.

    python -m bench.understanding                    speed and memory
    python -m bench.understanding --data FOLDER      and, over open data in the folder, how well

The folder holds goemotions_group_dev.csv.gz (id,labels,text), banking77_train.csv.gz (text,category) and
clinc150_train_val.csv.gz (split,text,intent,domain). Times are CPU seconds of one thread.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import resource
import sys
import time
from collections import Counter
from importlib.resources import files
from pathlib import Path

from bot.model.reading import Sentiment
from bot.understanding import MODEL_FILES, ReaderModel, Understood, load_identifier, read_batch, read_model

OWN = ("en", "de")
MOODS: tuple[Sentiment, ...] = ("positive", "negative", "neutral")
VOICES = (
    "Since the last update my charger is not recognised any more, I changed the cable and nothing helps, thanks",
    "The tracking page says delivered but there is no parcel at my door, where was it left? I was at home all day",
    "Shot the Milky Way with a phone, the night mode is witchcraft and the battery still lasted for two full days",
    "Please let me stop charging at eighty percent, my old phone did that and I would gladly pay for such a limit",
    "Seit dem Update lädt mein Telefon nur noch sehr langsam und der Support meldet sich seit Tagen nicht bei mir",
)


def loaded() -> tuple[ReaderModel, dict[str, float]]:
    """Returns the model and the seconds it took to load."""
    began = time.perf_counter()
    identify = load_identifier()
    identified = time.perf_counter()
    contents = [(files("bot.understanding") / name).read_bytes() for name in MODEL_FILES]
    model = read_model(*contents, identify=identify)
    return model, {
        "identifier_load_s": round(identified - began, 3),
        "embedding_load_s": round(time.perf_counter() - identified, 3),
    }


def texts_per_second(model: ReaderModel, texts: list[str], *, batch: int) -> int:
    """Returns how many texts are read in a CPU second, the best of three runs."""
    best = 0.0
    for _ in range(3):
        began = time.process_time()
        for start in range(0, len(texts), batch):
            read_batch(texts[start : start + batch], model=model, languages=OWN)
        best = max(best, len(texts) / (time.process_time() - began))
    return round(best)


def rows(path: Path) -> list[dict[str, str]]:
    """Returns the rows of a gzipped CSV file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def moods(readings: list[Understood], labels: list[str]) -> dict[str, object]:
    """Returns macro recall, over all and over what was decided, and how often each mood said is right."""
    pairs = Counter(zip(labels, (reading.sentiment for reading in readings), strict=True))
    recalls, decided = [], []
    for mood in MOODS:
        of_mood = {said: count for (label, said), count in pairs.items() if label == mood}
        recalls.append(of_mood.get(mood, 0) / sum(of_mood.values()))
        decided.append(of_mood.get(mood, 0) / sum(of_mood.get(said, 0) for said in MOODS))
    sure: dict[str, list[bool]] = {}
    for reading, label in zip(readings, labels, strict=True):
        if reading.sentiment in MOODS:
            sure.setdefault(f"{reading.sentiment} {reading.confidence:.1f}", []).append(reading.sentiment == label)
    return {
        "macro_recall": round(sum(recalls) / len(MOODS), 4),
        "macro_recall_of_decided": round(sum(decided) / len(MOODS), 4),
        "share_decided": round(sum(reading.sentiment in MOODS for reading in readings) / len(readings), 4),
        "right_by_confidence": {
            key: [len(hits), round(sum(hits) / len(hits), 2)] for key, hits in sorted(sure.items())
        },
    }


def quality(model: ReaderModel, folder: Path) -> dict[str, object]:
    """Returns what the open data say about languages, moods and danger."""
    found: dict[str, object] = {}
    for name in ("banking77_train", "clinc150_train_val", "goemotions_group_dev"):
        table = rows(folder / f"{name}.csv.gz")
        readings = read_batch([row["text"] for row in table], model=model, languages=OWN)
        found[name] = {
            "texts": len(table),
            "read_as_english": round(sum(reading.language == "en" for reading in readings) / len(table), 4),
            "taken_for_danger": sum(reading.harm is not None for reading in readings),
            "intents": dict(Counter(reading.intent for reading in readings).most_common()),
        }
        if name.startswith("goemotions"):
            single = [
                (reading, row["labels"]) for reading, row in zip(readings, table, strict=True) if row["labels"] in MOODS
            ]
            found["moods"] = moods([reading for reading, _ in single], [label for _, label in single])
    return found


def main(arguments: list[str]) -> None:
    """Prints the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args(arguments)
    os.environ["RAYON_NUM_THREADS"] = "1"
    model, figures = loaded()
    texts = [f"{VOICES[number % len(VOICES)]} {number}" for number in range(4000)]
    report: dict[str, object] = {
        **figures,
        "characters_a_text": round(sum(map(len, texts)) / len(texts)),
        "texts_per_cpu_s": {str(batch): texts_per_second(model, texts, batch=batch) for batch in (1, 64, 1024)},
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if options.data:
        report["quality"] = quality(model, options.data)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
