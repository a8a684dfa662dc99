"""Which keyword groups a text belongs to, with the words that say so; and what it lacks where it nearly does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.listening.groups.query import All, Either, Node, Query, Term, Without, parse, words
from bot.texts import groups as words_of


class Matcher:
    """All groups at once: a text is cut into words once, and only groups that one of them names are looked at."""

    def __init__(self, groups: Iterable[tuple[str, Query | str]]) -> None:
        """Prepare groups given as (name, query).

        Raises:
            BadQuery: a query cannot be read.
        """
        self._groups: list[tuple[str, Node]] = []
        self._looking: dict[Term, list[int]] = {}
        self._whole: dict[str, list[Term]] = {}
        self._begun: dict[str, list[Term]] = {}
        for number, (name, query) in enumerate(groups):
            root = (parse(query) if isinstance(query, str) else query).root
            self._groups.append((name, root))
            for term, looked_for in _terms(root):
                if term not in self._looking:
                    self._looking[term] = []
                    (self._begun if term.begins else self._whole).setdefault(term.words[0], []).append(term)
                if looked_for and number not in self._looking[term]:
                    self._looking[term].append(number)
        self._lengths = sorted({len(word) for word in self._begun})

    def matches(self, text: str) -> tuple[tuple[str, str], ...]:
        """The names of the groups that match, each with the words that did, in the order of the groups."""
        if not self._groups:
            return ()
        found = self._found(words(text))
        if not found:
            return ()
        matched = []
        for number in sorted({number for term in found for number in self._looking[term]}):
            name, root = self._groups[number]
            reason = _why(root, found)
            if reason is not None:
                matched.append((name, ", ".join(dict.fromkeys(reason))))
        return tuple(matched)

    def _found(self, said: list[str]) -> dict[Term, str]:
        """Each term that occurs, with the words of the text that show it."""
        found: dict[Term, str] = {}
        said_once = dict.fromkeys(said)
        for word in said_once.keys() & self._whole.keys():
            for term in self._whole[word]:
                if len(term.words) == 1 or _follows(said, term.words):
                    found[term] = term.shown
        if self._lengths:
            for word in said_once:
                for length in self._lengths:
                    for term in self._begun.get(word[:length], ()) if length <= len(word) else ():
                        found.setdefault(term, word)
        return found


def near_miss(query: Query, text: str) -> str | None:
    """What alone keeps the text from matching: one missing word or one NOT; None if it matches or lacks more."""
    matcher = Matcher([("", query)])
    found = matcher._found(words(text))
    if _why(query.root, found) is not None or not any(matcher._looking[term] for term in found):
        return None
    return _lacks(query.root, found)


def _follows(said: list[str], phrase: tuple[str, ...]) -> bool:
    first, length = phrase[0], len(phrase)
    here = -1
    try:
        while True:
            here = said.index(first, here + 1)
            if tuple(said[here : here + length]) == phrase:
                return True
    except ValueError:
        return False


def _terms(node: Node, *, looked_for: bool = True) -> Iterator[tuple[Term, bool]]:
    match node:
        case Term():
            yield node, looked_for
        case Without(part):
            yield from _terms(part, looked_for=not looked_for)
        case All(parts) | Either(parts):
            for part in parts:
                yield from _terms(part, looked_for=looked_for)


def _why(node: Node, found: dict[Term, str]) -> list[str] | None:
    """The words that make the node true; None where it is not."""
    match node:
        case Term():
            return [found[node]] if node in found else None
        case Without(part):
            return [] if _why(part, found) is None else None
        case All(parts):
            reasons: list[str] = []
            for part in parts:
                reason = _why(part, found)
                if reason is None:
                    return None
                reasons += reason
            return reasons
        case Either(parts):
            true = [reason for part in parts if (reason := _why(part, found)) is not None]
            return [word for reason in true for word in reason] if true else None


def _lacks(node: Node, found: dict[Term, str]) -> str | None:
    """What one change would make the node true, in words; None where it takes more than one."""
    match node:
        case Term():
            return words_of.missing(node.shown)
        case Without(part):
            reason = _why(part, found) or []
            return words_of.excluded(reason[0]) if len(reason) == 1 else None
        case All(parts):
            untrue = [part for part in parts if _why(part, found) is None]
            return _lacks(untrue[0], found) if len(untrue) == 1 else None
        case Either(parts):
            # Nothing of it is there: any one would do. Where a part is half there, say what that one lacks.
            half = [part for part in parts if not isinstance(part, Term) and _touched(part, found)]
            if half:
                return next((lack for part in half if (lack := _lacks(part, found)) is not None), None)
            alone = [part.shown for part in parts if isinstance(part, Term)]
            return words_of.missing(" OR ".join(alone)) if alone else None


def _touched(node: Node, found: dict[Term, str]) -> bool:
    return any(looked_for and term in found for term, looked_for in _terms(node))
