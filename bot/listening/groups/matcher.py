"""Which keyword groups a mention belongs to, with the words that say so; and what it lacks where it nearly does.

A text is cut into words once. Each group has a few words one of which must be there (the rarest of its query), so that
only groups of which one is there are looked at. All of it takes time in proportion to the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.errors import BadQuery
from bot.listening.groups.facts import About, holds
from bot.listening.groups.query import parse
from bot.listening.groups.spelling import begins_with, fits, words
from bot.listening.groups.tree import All, Either, Fact, Named, Near, Node, Query, Term, Without, parts, resolved
from bot.texts import groups as words_of

_KNOWN_WORDS = 50_000
"""So many words are remembered with the wildcards that fit them."""
_NOTHING = About()


class Matcher:
    """All groups at once."""

    def __init__(
        self, groups: Iterable[tuple[str, Query | str]], *, known: Iterable[tuple[str, Query | str]] = ()
    ) -> None:
        """Prepare groups given as (name, query); `known` are further ones that their queries may name.

        Raises:
            BadQuery: a query cannot be read, or names a group that there is not.
        """
        asked = [(name, parse(query) if isinstance(query, str) else query) for name, query in groups]
        others = {name: parse(query) if isinstance(query, str) else query for name, query in known}
        everything = others | dict(asked)
        self._groups = [(name, resolved(query, everything, inside=(name,))) for name, query in asked]
        self._always: list[int] = []
        self._looking: dict[Term, list[int]] = {}
        self._index()
        self._whole: dict[str, list[Term]] = {}
        self._wild: dict[str, list[Term]] = {}
        for term in dict.fromkeys(term for _, root in self._groups for term in _terms(root)):
            first = term.words[0]
            if "*" in first or "?" in first:
                self._wild.setdefault(begins_with(first)[:1], []).append(term)
            else:
                self._whole.setdefault(first, []).append(term)
        self._fitting: dict[str, tuple[Term, ...]] = {}

    def matches(self, text: str, about: About = _NOTHING) -> tuple[tuple[str, str], ...]:
        """The names of the groups that match, each with the words that did, in the order of the groups."""
        if not self._groups:
            return ()
        seen = self._seen(text, about)
        candidates = {number for term in seen.found for number in self._looking.get(term, ())}
        matched = []
        for number in sorted(candidates.union(self._always)):
            name, root = self._groups[number]
            reason = seen.why(root)
            if reason is not None:
                matched.append((name, ", ".join(dict.fromkeys(reason))))
        return tuple(matched)

    def near_miss(self, text: str, about: About = _NOTHING) -> str | None:
        """What alone keeps the text from the first group: one missing word or one NOT; None if it lacks more or none.

        A text that has none of the words is no near miss.
        """
        root = self._groups[0][1]
        seen = self._seen(text, about)
        if seen.why(root) is not None or not any(term in seen.found for term in _looked_for(root)):
            return None
        return seen.lacks(root)

    def _index(self) -> None:
        often = Counter(term for _, root in self._groups for term in set(_terms(root)))
        for number, (_, root) in enumerate(self._groups):
            anchors = _anchors(root, often)
            if anchors is None:
                self._always.append(number)
            for term in dict.fromkeys(anchors or ()):
                self._looking.setdefault(term, []).append(number)

    def _seen(self, text: str, about: About) -> _Seen:
        """Each term that occurs, with the words of the text that show it."""
        said = words(text)
        found: dict[Term, str] = {}
        said_once = dict.fromkeys(said)
        for word in said_once.keys() & self._whole.keys():
            for term in self._whole[word]:
                if len(term.words) == 1:
                    found[term] = term.shown
                elif (here := next(_places(said, term), None)) is not None:
                    found[term] = " ".join(said[here : here + len(term.words)]) if term.wild else term.shown
        if self._wild:
            for word in said_once:
                for term in self._wild_for(word):
                    if len(term.words) == 1:
                        found.setdefault(term, word)
                    elif term not in found and (here := next(_places(said, term), None)) is not None:
                        found[term] = " ".join(said[here : here + len(term.words)])
        return _Seen(said, found, about)

    def _wild_for(self, word: str) -> tuple[Term, ...]:
        """The terms with wildcards whose first word this can be."""
        known = self._fitting.get(word)
        if known is None:
            if len(self._fitting) >= _KNOWN_WORDS:
                self._fitting.clear()
            begun = (*self._wild.get(word[:1], ()), *self._wild.get("", ()))
            known = self._fitting[word] = tuple(term for term in begun if fits(term.words[0], word))
        return known


def near_miss(
    query: Query, text: str, about: About = _NOTHING, *, known: Mapping[str, Query] | None = None
) -> str | None:
    """What alone keeps the text from matching: one missing word or one NOT; None if it matches or lacks more."""
    return Matcher([("", query)], known=(known or {}).items()).near_miss(text, about)


class _Seen:
    """A text as the queries see it."""

    def __init__(self, said: list[str], found: dict[Term, str], about: About) -> None:
        self.said = said
        self.found = found
        self.about = about

    def why(self, node: Node) -> list[str] | None:
        """The words that make the node true; None where it is not."""
        match node:
            case Term():
                return [self.found[node]] if node in self.found else None
            case Near():
                spans = self.spans(node)
                return [self._quoted(node, min(spans))] if spans else None
            case Fact():
                known = holds(node, self.about)
                return None if known is None else [known]
            case Without(part):
                return [] if self.why(part) is None else None
            case All(inner):
                reasons: list[str] = []
                for part in inner:
                    reason = self.why(part)
                    if reason is None:
                        return None
                    reasons += reason
                return reasons
            case Either(inner):
                true = [reason for part in inner if (reason := self.why(part)) is not None]
                return [word for reason in true for word in reason] if true else None
            case Named():
                raise TypeError("groups are resolved before they are matched")

    def spans(self, node: Node) -> set[tuple[int, int]]:
        """Where it stands: (first word, last word). Pairs that overlap are not near each other but the same."""
        match node:
            case Term():
                if node not in self.found:
                    return set()
                return {(here, here + len(node.words) - 1) for here in _places(self.said, node)}
            case Either(inner):
                return {span for part in inner for span in self.spans(part)}
            case Near(first=first, second=second, within=within, ordered=ordered):
                ones, others = self.spans(first), self.spans(second)
                found = set(_joined(ones, others, within))
                return found if ordered else found | set(_joined(others, ones, within))
            case _:
                return set()

    def lacks(self, node: Node) -> str | None:
        """What one change would make the node true, in words; None where it takes more than one."""
        match node:
            case Term():
                return words_of.missing(node.shown)
            case Fact():
                return words_of.missing(node.shown)
            case Near(first=first, second=second, within=within):
                if self.why(first) is None or self.why(second) is None:
                    apart = [part for part in (first, second) if self.why(part) is None]
                    return self.lacks(apart[0]) if len(apart) == 1 else None
                return words_of.too_far(within)
            case Without(part):
                reason = self.why(part) or []
                return words_of.excluded(reason[0]) if len(reason) == 1 else None
            case All(inner):
                untrue = [part for part in inner if self.why(part) is None]
                return self.lacks(untrue[0]) if len(untrue) == 1 else None
            case Either(inner):
                return self._lacks_all(inner)
            case Named():
                return None

    def _lacks_all(self, inner: Sequence[Node]) -> str | None:
        """Nothing of it is there: any one would do. Where a part is half there, say what that one lacks."""
        half = [part for part in inner if not isinstance(part, Term | Fact) and self._touched(part)]
        if half:
            return next((lack for part in half if (lack := self.lacks(part)) is not None), None)
        alone = [part.shown for part in inner if isinstance(part, Term | Fact)]
        return words_of.missing(" OR ".join(alone)) if alone else None

    def _touched(self, node: Node) -> bool:
        return any(term in self.found for term in _looked_for(node))

    def _quoted(self, node: Near, span: tuple[int, int]) -> str:
        """The words that stand near each other, as the text has them."""
        first, last = span
        ends = [self._part(node.first, span), self._part(node.second, span)]
        if None in ends:
            return " ".join(self.said[first : last + 1])
        return words_of.near(*(one or "" for one in ends))

    def _part(self, node: Node, within: tuple[int, int]) -> str | None:
        inside = [one for one in self.spans(node) if within[0] <= one[0] and one[1] <= within[1]]
        if not inside:
            return None
        first, last = min(inside)
        return " ".join(self.said[first : last + 1])


def _joined(
    ones: set[tuple[int, int]], others: set[tuple[int, int]], within: int
) -> Iterator[tuple[int, int]]:  # fmt: skip
    """From the first word of one to the last of another that begins at most `within` words after the one ends."""
    by_start: dict[int, list[int]] = {}
    for start, end in others:
        by_start.setdefault(start, []).append(end)
    for start, end in ones:
        for begins in range(end + 1, end + within + 1):
            for ends in by_start.get(begins, ()):
                yield (start, ends)


def _places(said: list[str], term: Term) -> Iterator[int]:
    """Where the term begins in the text."""
    first, rest = term.words[0], term.words[1:]
    if not term.wild:
        here = -1
        try:
            while True:
                here = said.index(first, here + 1)
                if not rest or tuple(said[here + 1 : here + 1 + len(rest)]) == rest:
                    yield here
        except ValueError:
            return
    length = len(term.words)
    for here in range(len(said) - length + 1):
        if all(fits(pattern, word) for pattern, word in zip(term.words, said[here : here + length], strict=True)):
            yield here


def _terms(node: Node) -> Iterator[Term]:
    if isinstance(node, Term):
        yield node
    for part in parts(node):
        yield from _terms(part)


def _looked_for(node: Node, *, wanted: bool = True) -> Iterator[Term]:
    """The terms that speak for a match, not those that are left out."""
    match node:
        case Term():
            if wanted:
                yield node
        case Without(part):
            yield from _looked_for(part, wanted=not wanted)
        case _:
            for part in parts(node):
                yield from _looked_for(part, wanted=wanted)


def _anchors(node: Node, often: Counter[Term]) -> list[Term] | None:
    """Terms one of which is in every text that matches, as few and rare as can be; None where there are none such."""
    match node:
        case Term():
            return [node]
        case Either(inner):
            found = [_anchors(part, often) for part in inner]
            return None if None in found else [term for one in found for term in one or ()]
        case All() | Near():
            every = [one for part in parts(node) if (one := _anchors(part, often)) is not None]
            return min(every, key=lambda one: sum(often[term] for term in one), default=None)
        case _:
            return None


def check(name: str, query: str, known: Iterable[tuple[str, str]]) -> None:
    """Nothing, if the query can be read and the groups it names are there.

    Raises:
        BadQuery: with the position and what would be right. A group that is not asked about may be broken itself.
    """
    others: dict[str, Query] = {}
    for other, text in known:
        try:
            others[other] = parse(text)
        except BadQuery:
            continue
    resolved(parse(query), {**others, name: parse(query)}, inside=(name,))
