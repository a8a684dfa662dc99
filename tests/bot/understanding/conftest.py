"""The real reader, loaded once: its files are part of the package."""

from __future__ import annotations

import csv
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from bot.understanding import MODEL_FILES, ReaderModel, load_identifier, read_model


@pytest.fixture(scope="session")
def model() -> ReaderModel:
    static, tokenizer, heads, decisions = ((files("bot.understanding") / name).read_bytes() for name in MODEL_FILES)
    return read_model(static, tokenizer, heads, decisions, identify=load_identifier())


@pytest.fixture(scope="session")
def table() -> Callable[[str], list[tuple[str, str]]]:
    def rows_of(name: str) -> list[tuple[str, str]]:
        with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        return [(kind, text) for kind, text in rows[1:]]

    return rows_of
