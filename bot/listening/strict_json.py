"""JSON from outside, read strictly: one object means one thing, or it is refused with its reason."""

from __future__ import annotations

import json
import re
from typing import NoReturn

from bot.errors import BadMention

MOST_DEPTH = 64
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def read_json(text: str | bytes, *, where: str = "input") -> object:
    """The value of a JSON text.

    Raises:
        BadMention: it is no JSON, has a key twice in one object, NaN or Infinity, or is nested
            deeper than 64 levels.
    """
    plain = _decoded(text, where)
    # Counted before parsing: the parser itself gives up on deep nesting only when its stack is gone.
    if plain.count("[") + plain.count("{") > MOST_DEPTH and _depth(plain) > MOST_DEPTH:
        raise too_deep(where)
    try:
        value: object = _DECODER.decode(plain)
    except _NotAllowed as wrong:
        raise BadMention(where=where, what=wrong.what, found=wrong.found, expected=wrong.expected) from None
    except json.JSONDecodeError as wrong:
        found = f"not JSON at character {wrong.pos + 1} ({wrong.msg})"
        raise BadMention(where=where, what="the text", found=found, expected="one JSON object") from wrong
    except (ValueError, RecursionError) as wrong:
        raise BadMention(where=where, what="a number", found="too long", expected="at most 4,300 digits") from wrong
    return value


def too_deep(where: str) -> BadMention:
    """The refusal of a value nested too deep."""
    return BadMention(
        where=where, what="the nesting", found=f"deeper than {MOST_DEPTH} levels", expected="a flat object"
    )


def depth_of(value: object) -> int:
    """How deep a parsed value is nested; at most one more than is allowed is counted."""
    level, here = 0, [value]
    while here and level <= MOST_DEPTH:
        deeper: list[object] = []
        nested = False
        for part in here:
            if isinstance(part, dict):
                deeper += part.values()
                nested = True
            elif isinstance(part, list | tuple):
                deeper += part
                nested = True
        level += nested
        here = deeper
    return level


def _decoded(text: str | bytes, where: str) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise BadMention(
            where=where,
            what="the text",
            found=f"not UTF-8 at byte {wrong.start + 1}",
            expected="UTF-8; convert it, for example with iconv -t UTF-8",
        ) from wrong


def _depth(text: str) -> int:
    now = most = 0
    for match in _STRUCTURE.finditer(text):
        mark = match.group()
        if mark in "[{":
            now += 1
            most = max(most, now)
        elif mark in "]}":
            now -= 1
    return most


class _NotAllowed(ValueError):
    def __init__(self, what: str, found: str, expected: str) -> None:
        super().__init__(what)
        self.what, self.found, self.expected = what, found, expected


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _NotAllowed(f"the key {key[:60]!r}", "given twice", "each key once")
            seen.add(key)
    return made


def _constant(word: str) -> NoReturn:
    raise _NotAllowed("a number", word, "a finite number or null")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant)
