"""A query as a tree: what it looks for, how the parts are joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.errors import BadQuery
from bot.texts import groups as words_of

MOST_RESOLVED = 2_000
"""So many parts a query may have with the groups it names."""

FactName = Literal["source", "language", "author", "kind", "followers", "rating", "url", "site"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word, or a phrase of several; with `wild` they hold `*` (any letters) or `?` (one). `shown` is as written."""

    words: tuple[str, ...]
    shown: str
    wild: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Two things at most `within` words apart (neighbours are 1 apart); `ordered`: the first one stands first."""

    first: Node
    second: Node
    within: int
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something known of the mention besides its text: one of `values`, or a number from `least` to `most`."""

    name: FactName
    values: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """All that another keyword group looks for. `at` is where the query names it."""

    group: str
    at: int = field(compare=False)


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


Node: TypeAlias = "Term | Near | Fact | Named | All | Either | Without"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query as read: its text and its tree."""

    text: str
    root: Node


def parts(node: Node) -> tuple[Node, ...]:
    """What a node is directly made of."""
    match node:
        case All(inner) | Either(inner):
            return inner
        case Without(inner_one):
            return (inner_one,)
        case Near(first=first, second=second):
            return (first, second)
        case _:
            return ()


def names(node: Node) -> Iterator[Named]:
    """The keyword groups that a query names."""
    if isinstance(node, Named):
        yield node
    for part in parts(node):
        yield from names(part)


def resolved(query: Query, known: Mapping[str, Query], *, inside: tuple[str, ...] = ()) -> Node:
    """The tree with the trees of the groups it names in their place; `inside` are the groups it stands in.

    Raises:
        BadQuery: there is no such group, groups name each other in a ring, or all of it is too long.
    """
    return _Resolving(known).tree(query, inside)


class _Resolving:
    """Puts trees in the place of names, up to so many parts: groups inside groups can grow without bound."""

    def __init__(self, known: Mapping[str, Query]) -> None:
        self.known = known
        self.left = MOST_RESOLVED

    def tree(self, query: Query, inside: tuple[str, ...]) -> Node:
        def put(node: Node) -> Node:
            self.left -= 1
            match node:
                case Named(group=group, at=at):
                    if group in inside:
                        raise bad(words_of.ring((*inside, group)), at)
                    if group not in self.known:
                        raise bad(words_of.unknown_group(group, sorted(self.known)), at)
                    if self.left <= 0:
                        raise bad(words_of.too_long(MOST_RESOLVED), at)
                    return self.tree(self.known[group], (*inside, group))
                case All(inner):
                    return All(tuple(map(put, inner)))
                case Either(inner):
                    return Either(tuple(map(put, inner)))
                case Without(one):
                    return Without(put(one))
                case _:
                    return node

        def bad(said: tuple[str, str], at: int) -> BadQuery:
            return BadQuery(what=said[0], position=at + 1, query=query.text, remedy=said[1])

        return put(query.root)
