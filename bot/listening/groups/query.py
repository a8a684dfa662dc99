"""The language of keyword groups: reading a query.

    lumo OR "lumo phone"        one of them
    lumo batter*                all of them (AND); `*` stands for any letters of a word, `?` for one
    lumo NEAR/3 (hot OR burns)  at most three words apart; ONEAR/3: in this order
    lumo AND NOT (volta OR ad)  brackets; what stands behind NOT is left out
    lumo rating<=2 lang:de      what is known of a mention besides its text
    group:brand hot             all that another keyword group looks for

Operators are written in capitals; NEAR binds tighter than AND, AND tighter than OR. Case and accents do not count; a
text is looked at word by word, so `art` does not match "smart". The grammar stands in docs/queries.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.errors import BadQuery
from bot.listening.groups.facts import FIELDS, fact
from bot.listening.groups.pasted import nearest
from bot.listening.groups.spelling import begins_with, patterns, words
from bot.listening.groups.tree import All, Either, Fact, Named, Near, Node, Query, Term, Without
from bot.texts import groups as words_of

MOST_PARTS = 200
MOST_DEPTH = 20
MOST_APART = 100
FEWEST_LETTERS = 3
"""So many letters a word with wildcards must name: fewer would match nearly everything."""

_PART = re.compile(
    r"""\s+|(?P<bracket>[()])|(?P<quote>["“”„])|(?P<not>(?<![^\s(])-)(?=[\w"“„(])
    |(?<![^\s(-])(?P<field>[A-Za-z_]+)(?P<sign>:?[<>]=?|:|=)(?=[^\s)])|(?P<word>[^\s()"“”„]+)""",
    re.VERBOSE,
)
_NEAR = re.compile(r"(O?)NEAR/(\d{1,4})")
_ALMOST = re.compile(r"(?i:o?near/\d+f?)|W/\d+")
_FOREIGN = re.compile(r"[{}\[\]<>~^]")
"""Signs that mean something in the languages of others, and nothing in ours."""
_MEANT = {
    "and": "AND", "or": "OR", "not": "NOT", "und": "AND", "oder": "OR", "nicht": "NOT", "&": "AND", "&&": "AND",
    "+": "AND", "|": "OR", "||": "OR", "!": "NOT", "oraz": "AND", "lub": "OR", "nie": "NOT", "near": "NEAR/5",
}  # fmt: skip
_OPERATORS = ("AND", "OR", "NOT")


def parse(query: str) -> Query:
    """The query as a tree.

    Raises:
        BadQuery: with the position (from 1), what to write instead, and the nearest query that can be read: one pasted
            from another tool most often only needs that.
    """
    try:
        return Query(text=query, root=_Reader(query).read())
    except BadQuery as wrong:
        found = nearest(query, _readable)
        if found is None:
            raise
        remedy = f"{wrong.data['remedy']} {words_of.nearest(found.query, found.notes)}"
        raise BadQuery(what=wrong.data["what"], position=wrong.data["position"], query=query, remedy=remedy) from wrong


def _readable(query: str) -> bool:
    try:
        _Reader(query).read()
    except BadQuery:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    kind: str
    text: str
    at: int
    sign: str = ""


class _Reader:
    """Reads one query by recursive descent: either -> all -> near -> one."""

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
            elif match["field"]:
                yield _Piece(kind="field", text=match["field"], at=here, sign=match["sign"])
            elif match["word"]:
                word = match.group()
                kind = "NEAR" if _NEAR.fullmatch(word) else word if word in _OPERATORS else "word"
                yield _Piece(kind=kind, text=word, at=here)
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
        parts = [self._near()]
        while (piece := self._peek()) is not None and piece.kind not in ("OR", ")"):
            if piece.kind == "AND":
                self.here += 1
                self._must_follow(piece)
            parts.append(self._near())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _near(self) -> Node:
        begun = self.here
        node = self._one()
        while (operator := self._next_is("NEAR")) is not None:
            found = _NEAR.fullmatch(operator.text)
            within = int(found[2]) if found else 0
            if found is None or not 1 <= within <= MOST_APART:
                raise self._bad(words_of.near_number(MOST_APART), operator.at)
            self._has_place(node, self.pieces[begun].at)
            self._must_follow(operator)
            begun = self.here
            second = self._one()
            self._has_place(second, self.pieces[begun].at)
            node = Near(first=node, second=second, within=within, ordered=bool(found[1]))
        return node

    def _has_place(self, node: Node, at: int) -> None:
        if not _stands_somewhere(node):
            raise self._bad(words_of.near_takes_words(), at)

    def _must_follow(self, operator: _Piece) -> None:
        piece = self._peek()
        if piece is None or piece.kind in ("AND", "OR", "NEAR", ")"):
            raise self._bad(words_of.lone_operator(operator.text), operator.at)

    def _one(self) -> Node:
        piece = self._peek()
        if piece is None or piece.kind == ")":
            at = len(self.query) - 1 if piece is None else piece.at
            raise self._bad(words_of.stray_bracket() if piece is not None and self.depth == 0 else words_of.empty(), at)
        self.here += 1
        if piece.kind in ("AND", "OR", "NEAR"):
            raise self._bad(words_of.lone_operator(piece.text), piece.at)
        if piece.kind == "NOT":
            follows = self._peek()
            if follows is None or follows.kind in ("AND", "OR", "NEAR", ")"):
                raise self._bad(words_of.lone_not(), piece.at)
            return Without(self._deeper(piece.at, self._near))
        if piece.kind == "(":
            node = self._deeper(piece.at, self._either)
            if self._next_is(")") is None:
                raise self._bad(words_of.unclosed_bracket(), piece.at)
            return node
        return self._field(piece) if piece.kind == "field" else self._term(piece)

    def _deeper(self, at: int, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self._bad(words_of.too_long(MOST_DEPTH), at)
        node = read()
        self.depth -= 1
        return node

    def _field(self, piece: _Piece) -> Node:
        name = FIELDS.get(piece.text.lower())
        if name is None:
            raise self._bad(words_of.unknown_field(piece.text + piece.sign, sorted(set(FIELDS.values()))), piece.at)
        values = self._values(piece)
        if name == "group":
            if len(values) > 1:
                return Either(tuple(Named(group=one.text, at=one.at) for one in values))
            return Named(group=values[0].text, at=values[0].at)
        found = fact(name, piece.sign, [one.text for one in values])
        if not isinstance(found, Fact):
            raise self._bad(found, values[0].at)
        return found

    def _values(self, piece: _Piece) -> list[_Piece]:
        """What stands behind `name:`: a word, a phrase, or several of them in brackets joined by OR."""
        value = self._peek()
        if value is None or value.kind not in ("word", "phrase", "("):
            raise self._bad(words_of.no_value(piece.text), piece.at)
        self.here += 1
        if value.kind != "(":
            return [value]
        found = []
        while (one := self._peek()) is not None and one.kind in ("word", "phrase"):
            found.append(one)
            self.here += 1
            if self._next_is("OR") is None:
                break
        if not found or self._next_is(")") is None:
            raise self._bad(words_of.bad_values(), value.at)
        return found

    def _term(self, piece: _Piece) -> Term:
        if piece.kind == "word":
            meant = _MEANT.get(piece.text.lower())
            if meant is None and _ALMOST.fullmatch(piece.text):
                meant = piece.text.upper().replace("W/", "NEAR/").removesuffix("F")
            if meant is None and _FOREIGN.search(piece.text):
                raise self._bad(words_of.foreign(piece.text), piece.at)
            if meant is not None:
                raise self._bad(words_of.likely_operator(piece.text, meant), piece.at)
        # In a phrase a question mark ends a sentence.
        written = piece.text.replace("?", " ") if piece.kind == "phrase" else piece.text
        found = tuple(patterns(written))
        wild = any("*" in word or "?" in word for word in found)
        if wild and any(len(word.replace("*", "").replace("?", "")) < _letters(word) for word in found):
            literal = begins_with("".join(found))
            better = literal if len(literal) >= FEWEST_LETTERS else "batter"
            raise self._bad(words_of.bad_wildcard(f"{better}*"), piece.at)
        if not found:
            raise self._bad(words_of.no_letters(piece.text), piece.at)
        shown = f'"{piece.text}"' if piece.kind == "phrase" and len(found) > 1 else piece.text
        return Term(words=found if wild else tuple(words(piece.text)), shown=shown, wild=wild)


def _letters(word: str) -> int:
    return FEWEST_LETTERS if "*" in word or "?" in word else 1


def _stands_somewhere(node: Node) -> bool:
    """Whether it is found at a place of the text, so that something else can be near it."""
    if isinstance(node, Either):
        return all(map(_stands_somewhere, node.parts))
    return isinstance(node, Term | Near)


def _looks_for_something(node: Node) -> bool:
    match node:
        case Without():
            return False
        case All(parts):
            return any(map(_looks_for_something, parts))
        case Either(parts):
            return all(map(_looks_for_something, parts))
        case _:
            return True
