"""Queries pasted from other tools: the nearest one of our language, and what of theirs it leaves out.

The operators of others are known from their public guides: Brandwatch (`NEAR/5f`, `{Exact}`, `engagementType:`,
`<<<notes>>>`), Meltwater (`near/5`, `onear/5`, lower-case operators, `title:`), Talkwalker (`lang:`, `sourcetype:`) and
Lucene (`"a b"~5`, `[1 TO 5]`, `+must`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.listening.groups.facts import FIELDS
from bot.texts import groups as words_of

MOST_CHARACTERS = 10_000

_NOTE = re.compile(r"<<<.*?>>>", re.DOTALL)
_EXACT = re.compile(r"\{([^{}]*)\}")
_PIECE = re.compile(
    r"""\s+|(?P<bracket>[()])|["“”„](?P<phrase>[^"“”]*)(?:["“”]|$)(?:~(?P<slop>\d+))?
    |(?P<field>[A-Za-z_]+)(?P<sign>:?[<>]=?|:|=)(?=\S)|\[(?P<from>[^\]\s]*)\s+TO\s+(?P<to>[^\]\s]*)\]
    |(?P<not>-)(?=[\w"“„(\[])|(?P<word>[^\s()"“”„]+)""",
    re.VERBOSE,
)
_NEAR = re.compile(r"(o?)(?:near|w)/(\d+)(f?)", re.IGNORECASE)
_OPERATORS = {
    "and": "AND", "or": "OR", "not": "NOT", "und": "AND", "oder": "OR", "nicht": "NOT", "&": "AND", "&&": "AND",
    "|": "OR", "||": "OR", "!": "NOT", "oraz": "AND", "lub": "OR", "nie": "NOT",
}  # fmt: skip
_RENAMED = {
    "languages": "language", "domain": "site", "sitename": "site", "link": "url", "links": "url",
    "authorfollowers": "followers", "twitterfollowers": "followers", "authorname": "author", "from": "author",
}  # fmt: skip
_IN_TEXT = frozenset(("title", "headline", "body", "text", "ingress", "content", "raw", "hashtags", "at_mentions"))
"""Fields of others whose words can be looked for in the whole text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """A query that can be read, and what was left out or changed on the way to it."""

    query: str
    notes: tuple[str, ...]


def nearest(query: str, readable: Callable[[str], bool]) -> Nearest | None:
    """The nearest query that `readable` takes; None where there is none, or it is far too long."""
    if len(query) > MOST_CHARACTERS:
        return None
    notes: dict[str, None] = {}
    text = _NOTE.sub(" ", query)
    if _EXACT.search(text):
        notes[words_of.exact_case()] = None
        text = _EXACT.sub(r'"\1"', text)
    pieces = _tidy(list(_pieces(text, notes)))
    found = " ".join(pieces).replace("( ", "(").replace(" )", ")").replace(": ", ":")
    return Nearest(query=found, notes=tuple(notes)) if found and found != query and readable(found) else None


def _pieces(text: str, notes: dict[str, None]) -> Iterator[str]:
    """The query in pieces of our language; each that has none is noted."""
    here, skip, glue = 0, False, ""
    while here < len(text):
        match = _PIECE.match(text, here)
        if match is None:
            here += 1
            continue
        here = match.end()
        if match["field"]:
            glue, skip = _field(match["field"], match["sign"], notes)
        elif match["bracket"]:
            if skip and match["bracket"] == "(":
                here, skip = _behind(text, here), False
                continue
            yield glue + match["bracket"]
            glue = ""
        elif match.group().strip():
            if not skip:
                for piece in _value(match, glue, notes):
                    yield glue + piece
                    glue = ""
            glue, skip = "", False


def _field(name: str, sign: str, notes: dict[str, None]) -> tuple[str, bool]:
    """What our language writes before the value, and whether the value is left out."""
    low = name.lower()
    ours = low if low in FIELDS else _RENAMED.get(low)
    if ours is not None:
        return f"{ours}{sign}", False
    if low in _IN_TEXT:
        notes[words_of.in_whole_text(f"{name}:")] = None
        return "", False
    notes[words_of.not_supported(f"{name}:")] = None
    return "", True


def _value(match: re.Match[str], glue: str, notes: dict[str, None]) -> Iterator[str]:
    if match["phrase"] is not None:
        words = match["phrase"].split()
        if match["slop"] and len(words) > 1:
            yield f" NEAR/{max(int(match['slop']), 1)} ".join(words)
        elif words:
            yield f'"{match["phrase"]}"'
    elif match["from"] is not None:
        ends = ["" if one == "*" else one for one in (match["from"], match["to"])]
        yield "..".join(ends)
    elif match["not"]:
        yield "NOT"
    else:
        yield from _word(match["word"], glue, notes)


def _word(word: str, glue: str, notes: dict[str, None]) -> Iterator[str]:
    near = _NEAR.fullmatch(word)
    if glue:
        yield word
    elif near:
        ordered = "O" if near[1] or near[3] else ""
        yield f"{ordered}NEAR/{min(max(int(near[2]), 1), 100)}"
    elif word.lower() in _OPERATORS:
        yield _OPERATORS[word.lower()]
    elif word.upper() == "NEAR":
        yield "NEAR/5"
    else:
        plain = word.removeprefix("+")
        letters = re.sub(r"[\W_]", "", plain)
        if ("*" in plain or "?" in plain) and len(letters) < 3:
            notes[words_of.short_wildcard(plain)] = None
            plain = letters
        if letters:
            yield plain
        elif plain:
            notes[words_of.not_supported(plain)] = None


def _behind(text: str, here: int) -> int:
    """The place behind the bracket that was opened before `here`."""
    depth = 1
    while here < len(text) and depth:
        depth += {"(": 1, ")": -1}.get(text[here], 0)
        here += 1
    return here


def _tidy(pieces: list[str]) -> list[str]:
    """The pieces without operators that join nothing, empty brackets and brackets without their other half."""
    while True:
        kept: list[str] = []
        for place, piece in enumerate(pieces):
            before = kept[-1] if kept else "("
            after = pieces[place + 1] if place + 1 < len(pieces) else ")"
            opens = before.endswith("(")
            joins = piece in ("AND", "OR") or piece.startswith(("NEAR/", "ONEAR/"))
            lone = joins and (opens or _joins(before) or before == "NOT" or after == ")" or _joins(after))
            if lone or (piece == "NOT" and (after == ")" or _joins(after))):
                continue
            if piece == ")" and opens and kept:
                kept.pop()
                continue
            kept.append(piece)
        kept = _balanced(kept)
        if kept == pieces:
            return kept
        pieces = kept


def _joins(piece: str) -> bool:
    return piece in ("AND", "OR") or piece.startswith(("NEAR/", "ONEAR/"))


def _balanced(pieces: list[str]) -> list[str]:
    kept, depth = [], 0
    for piece in pieces:
        if piece == ")":
            if not depth:
                continue
            depth -= 1
        depth += piece.endswith("(")
        kept.append(piece)
    return kept + [")"] * depth
