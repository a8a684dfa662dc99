"""The language of keyword groups: what matches, with which words, and what nearly does.

    lumo OR "lumo phone"        one of them
    lumo batter*                all of them (AND), a word by its beginning
    lumo AND NOT (volta OR ad)  brackets; what stands behind NOT is left out

AND, OR, NOT are written in capitals; AND binds tighter than OR. Case and accents do not count;
a text is looked at word by word, so `art` does not match "smart".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bot.errors import BadQuery
from bot.texts import groups as words_of

MOST_PARTS = 200
MOST_DEPTH = 20
SHORTEST_BEGINNING = 3

_READ_CHARACTERS = 64 * 1024
_APOSTROPHES = re.compile("['\u2019\u2018\u02bc]")
_WORDS = re.compile(r"[^\W_]+")
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word, a phrase of several, or with `begins` a word by its beginning. `shown` is as it was written."""

    words: tuple[str, ...]
    shown: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Every part must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The part must not match."""

    part: Node


Node: TypeAlias = "Term | All | Either | Without"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query as read: its text and its tree."""

    text: str
    root: Node


def words(text: str) -> list[str]:
    """The words of a text as queries see them: lower case, without accents and apostrophes."""
    text = text[:_READ_CHARACTERS]
    if text.isascii():
        text = text.lower()
        return _WORDS.findall(text.replace("'", "") if "'" in text else text)
    text = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.casefold()))
    return _WORDS.findall("".join([c for c in text if not unicodedata.combining(c)]).translate(_UNDECOMPOSED))


def parse(query: str) -> Query:
    """The query as a tree.

    Raises:
        BadQuery: with the position (from 1) and what to write instead.
    """
    return Query(text=query, root=_Reader(query).read())


# --- reading a query ------------------------------------------------------------------------------------------------

_PART = re.compile(r'\s+|(?P<bracket>[()])|(?P<quote>["“”„])|(?P<not>-)(?=[\w"“„(])|(?P<word>[^\s()"“”„]+)')
_MEANT = {
    "and": "AND", "or": "OR", "not": "NOT", "und": "AND", "oder": "OR", "nicht": "NOT", "&": "AND", "&&": "AND",
    "+": "AND", "|": "OR", "||": "OR", "!": "NOT", "oraz": "AND", "lub": "OR", "nie": "NOT",
}  # fmt: skip
_OPERATORS = ("AND", "OR", "NOT")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    kind: str
    text: str
    at: int


class _Reader:
    """Reads one query by recursive descent: either -> all -> one."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.pieces = list(self._cut())
        self.here = 0
        self.depth = 0
        if len(self.pieces) > MOST_PARTS:
            raise self._bad(words_of.too_long(MOST_PARTS), self.pieces[MOST_PARTS].at)

    def read(self) -> Node:
        if not self.pieces:
            raise self._bad(words_of.empty(), 0)
        node = self._either()
        left = self._peek()
        if left is not None:
            raise self._bad(words_of.stray_bracket(), left.at)
        if not _looks_for_something(node):
            raise self._bad(words_of.only_excluding(), 0)
        return node

    def _bad(self, words: tuple[str, str], at: int) -> BadQuery:
        return BadQuery(what=words[0], position=at + 1, query=self.query, remedy=words[1])

    def _cut(self) -> Iterator[_Piece]:
        here = 0
        while here < len(self.query):
            match = _PART.match(self.query, here)
            if match is None:
                raise self._bad(words_of.no_letters(self.query[here]), here)
            if match["quote"]:
                end = re.compile('["“”]').search(self.query, match.end())
                if end is None:
                    raise self._bad(words_of.unclosed_quote(), here)
                yield _Piece(kind="phrase", text=self.query[match.end() : end.start()], at=here)
                here = end.end()
                continue
            if match["not"]:
                yield _Piece(kind="NOT", text="-", at=here)
            elif match["bracket"]:
                yield _Piece(kind=match.group(), text=match.group(), at=here)
            elif match["word"]:
                word = match.group()
                yield _Piece(kind=word if word in _OPERATORS else "word", text=word, at=here)
            here = match.end()

    def _peek(self) -> _Piece | None:
        return self.pieces[self.here] if self.here < len(self.pieces) else None

    def _next_is(self, kind: str) -> _Piece | None:
        piece = self._peek()
        if piece is None or piece.kind != kind:
            return None
        self.here += 1
        return piece

    def _either(self) -> Node:
        parts = [self._all()]
        while (operator := self._next_is("OR")) is not None:
            self._must_follow(operator)
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _all(self) -> Node:
        parts = [self._one()]
        while (piece := self._peek()) is not None and piece.kind not in ("OR", ")"):
            if piece.kind == "AND":
                self.here += 1
                self._must_follow(piece)
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _must_follow(self, operator: _Piece) -> None:
        piece = self._peek()
        if piece is None or piece.kind in ("AND", "OR", ")"):
            raise self._bad(words_of.lone_operator(operator.kind), operator.at)

    def _one(self) -> Node:
        piece = self._peek()
        if piece is None or piece.kind == ")":
            at = len(self.query) - 1 if piece is None else piece.at
            raise self._bad(words_of.stray_bracket() if piece is not None and self.depth == 0 else words_of.empty(), at)
        self.here += 1
        if piece.kind in ("AND", "OR"):
            raise self._bad(words_of.lone_operator(piece.kind), piece.at)
        if piece.kind == "NOT":
            follows = self._peek()
            if follows is None or follows.kind in ("AND", "OR", ")"):
                raise self._bad(words_of.lone_not(), piece.at)
            return Without(self._deeper(piece.at, self._one))
        if piece.kind == "(":
            node = self._deeper(piece.at, self._either)
            if self._next_is(")") is None:
                raise self._bad(words_of.unclosed_bracket(), piece.at)
            return node
        return self._term(piece)

    def _deeper(self, at: int, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self._bad(words_of.too_long(MOST_DEPTH), at)
        node = read()
        self.depth -= 1
        return node

    def _term(self, piece: _Piece) -> Term:
        if piece.kind == "phrase":
            found = tuple(words(piece.text))
            if not found:
                raise self._bad(words_of.no_letters(piece.text), piece.at)
            return Term(words=found, shown=f'"{piece.text}"' if len(found) > 1 else piece.text)
        meant = _MEANT.get(piece.text.lower())
        if meant is not None:
            raise self._bad(words_of.likely_operator(piece.text, meant), piece.at)
        found = tuple(words(piece.text))
        if "*" in piece.text:
            beginning = "".join(found)
            if (
                not piece.text.endswith("*")
                or piece.text.count("*") > 1
                or len(found) > 1
                or len(beginning) < SHORTEST_BEGINNING
            ):
                raise self._bad(
                    words_of.bad_wildcard(f"{beginning if len(beginning) >= SHORTEST_BEGINNING else 'batter'}*"),
                    piece.at,
                )
            return Term(words=found, shown=piece.text, begins=True)
        if not found:
            raise self._bad(words_of.no_letters(piece.text), piece.at)
        return Term(words=found, shown=piece.text)


def _looks_for_something(node: Node) -> bool:
    match node:
        case Term():
            return True
        case Without():
            return False
        case All(parts):
            return any(map(_looks_for_something, parts))
        case Either(parts):
            return all(map(_looks_for_something, parts))
