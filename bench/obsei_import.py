"""The peer's part of bench.imports: obsei reads the same table. Runs in the peer's virtual environment.

    python bench/obsei_import.py TABLE.csv FOLDER [--vader]

CsvSource -> RegexRedactor (all regions) -> Store (DuckDB, not encrypted), batches of 100, as `obsei run` does it;
with --vader an enricher adds a sentiment. Writes one JSON line: CPU seconds to get ready and of the work, rows kept.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar


def main() -> None:
    """Import the table and say what it cost."""
    table, folder = Path(sys.argv[1]), Path(sys.argv[2])
    pipeline, files = importlib.import_module("obsei.pipeline"), importlib.import_module("obsei.sources.files")
    context = importlib.import_module("obsei.core.context").Context(salt=b"0123456789abcdef0123456789abcdef")
    fields = {"id": "id", "created_at": "at", "author": "author", "text": "text"}
    source = files.CsvSource(files.CsvConfig(path=table, fields=fields), context)
    plan = pipeline.Pipeline(
        name="bench",
        sources=[pipeline.SourceSpec(key="table", source=source)],
        redactor=importlib.import_module("obsei.privacy.redact").RegexRedactor(),
        enrichers=[Vader()] if "--vader" in sys.argv else [],
        batch_size=100,
    )
    store = importlib.import_module("obsei.store").Store(folder / "obsei.duckdb", allow_unencrypted=True)
    ready = time.process_time()
    report = pipeline.run(plan, store)
    kept = store.count()
    store.close()
    print(json.dumps({"ready_s": ready, "work_s": time.process_time() - ready, "kept": kept, "stored": report.stored}))


class Vader:
    """An enricher of obsei's: the sentiment of each text by VADER, the lexicon that its first version shipped."""

    name: ClassVar[str] = "sentiment"
    version: ClassVar[str] = "1"

    def __init__(self) -> None:
        module = importlib.import_module("vaderSentiment.vaderSentiment")
        self._scores: Callable[[str], dict[str, float]] = module.SentimentIntensityAnalyzer().polarity_scores
        self._enrichment = importlib.import_module("obsei.core.record").Enrichment

    def enrich(self, batch: Sequence[Any]) -> Sequence[Any]:
        """A value for each record."""
        return [self._enrichment(value=self._scores(record.text)["compound"]) for record in batch]


if __name__ == "__main__":
    main()
