"""The schema by numbered migrations, written for SQLite; other engines take them in their own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FILE = re.compile(r"(\d{4})_(\w+)\.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One migration: the schema's number after it, its name and its statements."""

    number: int
    name: str
    sql: str


@cache
def steps() -> tuple[Step, ...]:
    """All migrations, by number."""
    found = []
    for file in files(__package__).iterdir():
        match = _FILE.fullmatch(file.name)
        if match:
            found.append(Step(number=int(match[1]), name=match[2], sql=file.read_text(encoding="utf-8")))
    return tuple(sorted(found, key=lambda step: step.number))
