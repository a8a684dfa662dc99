"""A theme's label: the most telling phrase that somebody said, word for word.

A word tells of a theme if many of its mentions use it and few others do (class-based TF-IDF). A
phrase is two to six words in a row within one clause; it scores the sum of what its words tell,
against its length, and more where it is a whole clause. Only redacted texts are read, and a phrase
with markup, an address or nothing but digits is never chosen.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat

from bot.model.mention import MentionId
from bot.themes.said import ARTICLES, EDGES, EMPTY, STEM, WORD, Clause, Said, said, stems

READ = 200  # the newest texts are enough
BETTER = 1.3
_LEAST, _MOST = 2, 6
_TURNED, _WHOLE, _SUBJECT, _NUMBERED, _LINKED, _SHOUTED, _UNNAMED = 1.15, 1.5, 1.3, 0.6, 0.75, 0.6, 0.25
_TELLING = 0.4
"""A topic whose best phrase tells less has no common name: the clause in its middle says more."""
_CLAUSE_LEAST, _CLAUSE_MOST = 3, 9
_WORTH_A_LOOK = 0.3
_LOOKED_AT = 40
_ALONE = 3
"""A phrase that holds one telling word only is worth as much as three of those who say it."""
_SHARP = 1.25
_ROOTS = [math.sqrt(1.0 + words) for words in range(2 * _MOST + 1)]

_ALLOWED = re.compile(r"^[\w\s'\u2019%\u2010.+&-]+$")
_HOSTILE = re.compile(
    r"[<>@\\/|`*_{}\[\]=#$^~]|https?|www\.|script|ignore (?:all|your|the)|system prompt", re.IGNORECASE
)

_LINKS = frozenset(
    "is are was were be been has have had that who which and or ist sind war waren hat haben und".split()
)
_TURNS = frozenset("no not never nicht kein keine keinen nie without ohne can't won't doesn't isn't cannot".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A phrase, the mention it stands in, and how telling it is."""

    phrase: str
    mention: MentionId
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """In how many of `texts` mentions each stem occurs: what words are worth against the whole stream.

    `named` are the words that somebody put after "the", "my", "no" and their like: what is spoken of as a thing.
    """

    texts: int
    counts: Counter[str]
    named: AbstractSet[str] = frozenset()

    @classmethod
    def of(cls, texts: Sequence[str]) -> Vocabulary:
        """The vocabulary of these texts: a few thousand of the whole stream will do."""
        counts: Counter[str] = Counter()
        named: set[str] = set()
        for text in texts:
            read = said(text)
            counts.update(read.stems)
            named |= read.named
        return cls(texts=len(texts), counts=counts, named=named)


def label(texts: Sequence[tuple[MentionId, str]], *, stream: Vocabulary, current: str = "") -> Label | None:
    """The theme's label; None if no phrase will do.

    Args:
        texts: redacted texts of the theme's mentions, newest first.
        stream: the words of the whole stream.
        current: the label so far: kept unless the best phrase is clearly more telling or it is said no more.
    """
    texts = texts[:READ]
    read = [(mention, said(text)) for mention, text in texts]
    weights = _weights([one.stems for _, one in read], stream)
    named = stream.named | _TURNS.union(*(one.named for _, one in read))
    where = _where([one.stems for _, one in read], weights)
    found = [_shared(_begun(one, named), where) for one in _likely(read, weights, current)]
    standing = max((one for one in found if one.phrase == current), key=lambda one: one.score, default=None)
    best = min(found, key=lambda one: (-one.score, one.mention, one.phrase), default=None)
    if best is None or best.score < _TELLING:
        return standing or _middle(read, weights, named) or (best if best is not None and best.score > 0 else None)
    return standing if standing is not None and best.score < BETTER * standing.score else best


def _middle(
    read: Sequence[tuple[MentionId, Said]], weights: Mapping[str, float], named: AbstractSet[str]
) -> Label | None:
    """The whole clause that holds most of what the theme's mentions have in common."""
    best: Label | None = None
    for mention, one in read:
        for clause in one.clauses:
            count = len(clause.words)
            if not _CLAUSE_LEAST <= count <= _CLAUSE_MOST or not clause.words[0].isalpha():
                continue
            told = sum(weights.get(stem, 0.0) for stem in set(clause.stems))
            score = round(told / math.sqrt(_CLAUSE_MOST + count), 5)
            least = best.score if best else 0.0
            if score > least:
                whole = _begun(Label(phrase=clause.text.strip(), mention=mention, score=score), named)
                if whole.score > least and _fit(clause.words, whole.phrase):
                    best = whole
    return best


def _likely(read: Sequence[tuple[MentionId, Said]], weights: Mapping[str, float], current: str) -> list[Label]:
    """The most telling phrases, and the label so far where it is said."""
    found: list[Label] = []
    standing: list[Label] = []
    best = 0.0
    for mention, one in read:
        for phrase, score in _phrases(one, weights, least=_WORTH_A_LOOK * best, current=current):
            (standing if phrase == current else found).append(Label(phrase=phrase, mention=mention, score=score))
            best = max(best, score)
    found.sort(key=lambda one: (-one.score, one.mention, one.phrase))
    return [*standing, *found[:_LOOKED_AT]]


def _begun(one: Label, named: AbstractSet[str]) -> Label:
    """The phrase at a part of its worth where it does not begin with a thing: "detects charger" names nothing."""
    first = next((word for word in WORD.findall(one.phrase.lower()) if word not in ARTICLES), None)
    return one if first in named else replace(one, score=round(_UNNAMED * one.score, 5))


def _where(said_: Sequence[AbstractSet[str]], weights: Mapping[str, float]) -> Mapping[str, int]:
    """Which texts say each telling stem: a bit for each text."""
    found = dict.fromkeys(weights, 0)
    for place, stems_ in enumerate(said_):
        for stem in stems_ & weights.keys():
            found[stem] |= 1 << place
    return found


def _shared(one: Label, where: Mapping[str, int]) -> Label:
    """The phrase with what it is worth by how many say these things together, in whatever order.

    One person's words may hold two telling words by chance: a topic is called by what several say.
    """
    texts = [where[stem] for stem in stems(one.phrase) if stem in where]
    any_, two = 0, 0
    for bits in texts:
        any_, two = any_ | bits, two | (any_ & bits)
    together = (two if len(texts) > 1 else any_).bit_count() - 1
    if len(texts) < 2:
        together //= _ALONE
    return replace(one, score=round(one.score * (0.5 + math.log2(1.0 + max(together, 0))), 5))


def _weights(said_: Sequence[AbstractSet[str]], stream: Vocabulary) -> dict[str, float]:
    inside: Counter[str] = Counter()
    for stems_ in said_:
        inside.update(stems_)
    size = max(len(said_), 1)
    found = {}
    for stem, count in inside.items():
        if count < min(2, size):
            continue
        share = count / size
        usual = (stream.counts[stem] + 1.0) / (stream.texts + 2.0)
        if share > usual and not stem.isdigit():
            # One word that only this theme has tells more than three that it has a little more often than others.
            found[stem] = math.pow(share * math.log(1.0 + share / usual), _SHARP)
    return found


def _phrases(one: Said, weights: Mapping[str, float], *, least: float, current: str) -> Iterator[tuple[str, float]]:
    """Every phrase of 2 to 6 words with its score, if it scores `least` or more or is the label so far."""
    subject = _SUBJECT if len(one.clauses) == 1 else 1.0
    for clause in one.clauses:
        told = list(map(weights.get, clause.stems, repeat(0.0)))
        # Most clauses have no words that tell enough: nothing in them need be looked at.
        most = subject * _most(clause, told)
        if not most or (most < least and not (current and current in clause.text)):
            continue
        for span in _spans(clause.text):
            inside = told[span.first : span.end]
            # What only one of them says is no part of what all speak of: it lengthens a phrase twice.
            length = 2 * len(inside) - span.empty - sum(map(bool, inside))
            worth = span.worth * (subject if len(inside) == len(told) else 1.0)
            score = round(sum(inside) / _ROOTS[length] * worth, 5)
            if score >= least or span.phrase == current:
                yield span.phrase, score


def _most(clause: Clause, told: Sequence[float]) -> float:
    """What a phrase of this clause can score at most: its most telling words side by side; 0 where none tells."""
    best = amount = 0.0
    for count, one in enumerate(sorted(told, reverse=True)[:_MOST], start=1):
        if not one:
            break
        amount += one
        best = max(best, amount / _ROOTS[max(count, _LEAST)])
    turned = 1.0 if _TURNS.isdisjoint(clause.words) else _TURNED
    return round(best * turned * (_WHOLE if len(told) <= _MOST else 1.0) + 1e-5, 5) if best else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """A phrase that a clause holds: its words from `first` to `end`, so many of which say nothing.

    Its `worth` is by what it is made of, whatever its words tell.
    """

    phrase: str
    first: int
    end: int
    empty: int
    worth: float


@lru_cache(maxsize=4096)
def _spans(clause: str) -> tuple[_Span, ...]:
    """The phrases of 2 to 6 words that a label can be. A word that comes twice tells once.

    A phrase begins where a clause does or after a word that says nothing ("the", "my", "with"), and ends before one:
    between them people put what they talk about, while a cut elsewhere takes a verb without its subject or half a name.
    """
    found = list(WORD.finditer(clause))
    words = [one.group().lower() for one in found]
    empty = [word in EMPTY for word in words]
    spans = []
    for first in range(len(words) - 1):
        if words[first] in EDGES or words[first][0].isdigit() or not (first == 0 or empty[first - 1]):
            continue
        seen: set[str] = set()
        for last in range(first, min(first + _MOST, len(words))):
            if not empty[last]:
                if words[last][:STEM] in seen:
                    break  # "button button button"
                seen.add(words[last][:STEM])
            ends = last == len(words) - 1 or empty[last + 1]
            if last > first and ends and words[last] not in EDGES and words[last] not in _TURNS:
                inside, phrase = words[first : last + 1], clause[found[first].start() : found[last].end()]
                if _fit(inside, phrase):
                    worth = _worth(inside, phrase) * (_WHOLE if len(inside) == len(words) else 1.0)
                    silent = sum(empty[first : last + 1])
                    spans.append(_Span(phrase=phrase, first=first, end=last + 1, empty=silent, worth=worth))
    return tuple(spans)


def _fit(words: Sequence[str], phrase: str) -> bool:
    if not _ALLOWED.match(phrase) or _HOSTILE.search(phrase) or len(phrase) > 60:
        return False
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") for letter in phrase):
        return False
    return any(word.isalpha() and word not in EMPTY for word in words) and not any(len(word) > 24 for word in words)


def _worth(words: Sequence[str], phrase: str) -> float:
    # "charger recognised" is the opposite of what was said: a phrase that holds the "not" tells more.
    turned = _TURNED if not _TURNS.isdisjoint(words) else 1.0
    numbered = _NUMBERED if any(letter.isdigit() for word in words for letter in word) else 1.0
    linked = _LINKED if not _LINKS.isdisjoint(words) else 1.0
    return turned * numbered * linked * (_SHOUTED if phrase.isupper() else 1.0)
