"""JSON lines that instruments read: bad ones are reported with their number, the rest goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from bot.cli.opening import text_of
from bot.cli.world import words
from bot.errors import BadInput, BadMention
from bot.listening.strict_json import read_json
from bot.texts import terminal as texts

BATCH = 500


class Lines:
    """The objects of a JSONL file (`-`: standard input), with how many lines could not be read."""

    def __init__(self, name: str, *, needs: tuple[str, ...] = ("text",)) -> None:
        self._name, self._needs = name, needs
        self.bad = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for number, line in enumerate(_raw(self._name), start=1):
            if not line.strip():
                continue
            try:
                yield self._read(line, f"line {number}")
            except BadInput as wrong:
                self.bad += 1
                if self.bad <= texts.TRIED:
                    words(str(wrong))
        if self.bad > texts.TRIED:
            words(texts.bad_lines([], self.bad - texts.TRIED)[0])

    def _read(self, line: str | bytes, where: str) -> dict[str, Any]:
        value = read_json(line, where=where)
        if not isinstance(value, dict):
            raise BadMention(where=where, what="the line", found="no object", expected="an object with text")
        for key in self._needs:
            if not isinstance(value.get(key), str):
                raise BadMention(where=where, what=key, found="missing or no text", expected="text")
        if "text" not in self._needs:
            return value
        value["text"] = value["text"].replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
        return value


def _raw(name: str) -> Iterator[str | bytes]:
    if name == "-":
        yield from sys.stdin.buffer
    else:
        from pathlib import Path

        yield from text_of(Path(name)).split("\n")


def batches(values: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The values some hundred at a time."""
    rest = iter(values)
    while batch := list(islice(rest, BATCH)):
        yield batch
