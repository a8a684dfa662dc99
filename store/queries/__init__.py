"""The SQL: named, commented queries in the files beside this one, one file for each word of the domain.

`-- name: NAME` starts a query; the comment lines below it say what it does. Parameters are named (`:name`). `/*where*/`
stands where the condition of a set of rows goes (`store.where`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"^-- name: ([\w.]+)$", re.MULTILINE)
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")


@cache
def queries(word: str) -> Mapping[str, str]:
    """The queries of one file, by name."""
    return parts((files(__package__) / f"{word}.sql").read_text(encoding="utf-8"))


def parts(text: str) -> Mapping[str, str]:
    """The queries of a file's text, by name."""
    found = _NAME.split(text)
    return {name: _bare(body) for name, body in zip(found[1::2], found[2::2], strict=True)}


@cache
def query(name: str) -> str:
    """The query with this name, as `word.name`."""
    word, _, rest = name.partition(".")
    return queries(word)[rest]


@cache
def bulk(name: str) -> str:
    """The same query for many rows at once: parameters by position, in the order in which they stand."""
    return _PARAMETER.sub("?", query(name))


def _bare(body: str) -> str:
    lines = (line for line in body.splitlines() if not line.startswith("--"))
    return "\n".join(lines).strip().rstrip(";")
