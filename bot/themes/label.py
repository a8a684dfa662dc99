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
from dataclasses import dataclass

from bot.model.mention import MentionId

READ = 200  # the newest texts are enough
BETTER = 1.3
_LEAST, _MOST = 2, 6
_STEM = 6
_SHARP = 1.25
_ROOTS = [math.sqrt(1.0 + words) for words in range(_MOST + 1)]

_CLAUSE = re.compile(r"[.!?;:,()\n\r\t\u2026\u201c\u201d\u201e\"]+|\s[-\u2013\u2014]+\s")
_WORD = re.compile(r"[^\W_]+(?:['\u2019\u2010-][^\W_]+)*%?")
_ALLOWED = re.compile(r"^[\w\s'\u2019%\u2010.+&-]+$")
_HOSTILE = re.compile(
    r"[<>@\\/|`*_{}\[\]=#$^~]|https?|www\.|script|ignore (?:all|your|the)|system prompt", re.IGNORECASE
)

# Words that say nothing about what a text is about; a phrase may hold them, but neither begin nor end with them.
_EMPTY = frozenset(
    """
a an the this that these those my your our their his her its i you we they he she it me us them him and or but if of in
on at to for from by with as is are was were be been being am do does did have has had will would can could should may
might just so very really too also then than there here when what which who how why where while after before since
until about into over out up down off again still only even ever yet any some all both each more most much many such
own same please hi hello hey dear thanks thank lol ok okay well now got get gets i'm it's i've don't that's im ive
der die das ein eine einen einem einer und oder aber ich du er sie es wir ihr mein meine meinen dein sein ihre ist sind
war waren hat habe haben wird werden kann auf an in im am zu zum zur mit von vom bei für als auch noch nur schon sehr so
wie was wer wo wenn dann dass den dem des man mir mich uns bitte hallo danke seit nach vor über unter
w z na do i o a że to się jest są był była nie ma mam mi mnie ten ta te po od dla jak czy ale co już
""".split()
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
    """In how many of `texts` mentions each stem occurs: what words are worth against the whole stream."""

    texts: int
    counts: Counter[str]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Vocabulary:
        """The vocabulary of these texts: a few thousand of the whole stream will do."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(_stems(text))
        return cls(texts=len(texts), counts=counts)


def label(texts: Sequence[tuple[MentionId, str]], *, stream: Vocabulary, current: str = "") -> Label | None:
    """The theme's label; None if no phrase will do.

    Args:
        texts: redacted texts of the theme's mentions, newest first.
        stream: the words of the whole stream.
        current: the label so far: kept unless the best phrase is 1.3 times as telling or it is said no more.
    """
    texts = texts[:READ]
    weights = _weights([text for _, text in texts], stream)
    best: Label | None = None
    standing: Label | None = None
    for mention, text in texts:
        for phrase, score in _phrases(text, weights, least=-1.0 if best is None else best.score, current=current):
            found = Label(phrase=phrase, mention=mention, score=score)
            if best is None or (-found.score, found.mention, phrase) < (-best.score, best.mention, best.phrase):
                best = found
            if phrase == current and (standing is None or found.score > standing.score):
                standing = found
    if best is None or best.score <= 0:
        return standing
    return standing if standing is not None and best.score < BETTER * standing.score else best


def terms(texts: Sequence[str], *, stream: Vocabulary, count: int = 3) -> tuple[str, ...]:
    """The most telling words of a theme, most telling first."""
    weights = _weights(texts, stream)
    shown: dict[str, str] = {}
    for text in texts:
        for word in _WORD.findall(text.lower()):
            shown.setdefault(word[:_STEM], word)
    ranked = sorted(weights, key=lambda stem: (-weights[stem], stem))
    return tuple(shown[stem] for stem in ranked if stem in shown and stem not in _EMPTY)[:count]


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.lower()) if word not in _EMPTY}


def _weights(texts: Sequence[str], stream: Vocabulary) -> dict[str, float]:
    inside: Counter[str] = Counter()
    for text in texts:
        inside.update(_stems(text))
    size = max(len(texts), 1)
    found = {}
    for stem, count in inside.items():
        share = count / size
        usual = (stream.counts[stem] + 1.0) / (stream.texts + 2.0)
        if count >= min(2, size) and share > usual and not stem.isdigit():
            # One word that only this theme has tells more than three that it has a little more often than others.
            found[stem] = math.pow(share * math.log(1.0 + share / usual), _SHARP)
    return found


def _phrases(text: str, weights: Mapping[str, float], *, least: float, current: str) -> Iterator[tuple[str, float]]:
    """Every phrase of 2 to 6 words with its score, if it scores `least` or more or is the label so far."""
    for clause in _CLAUSE.split(text[:1000]):
        words = [word.lower() for word in _WORD.findall(clause)]
        told = [0.0 if word in _EMPTY else weights.get(word[:_STEM], 0.0) for word in words]
        # Most clauses have no words that tell enough: nothing in them need be looked at.
        if _most(words, told) < least and not (current and current in clause):
            continue
        found = list(_WORD.finditer(clause))
        for first, last, score in _spans(words, told):
            phrase = clause[found[first].start() : found[last].end()]
            # What a phrase may be made of is looked at last: it costs the most, and few score so high.
            if (score >= least or phrase == current) and _fit(words[first : last + 1], phrase):
                yield phrase, score


def _most(words: Sequence[str], told: Sequence[float]) -> float:
    """What a phrase of these words can score at most: its most telling ones side by side."""
    if not any(told):
        return 0.0
    turned, whole = not _TURNS.isdisjoint(words), len(words) <= _MOST
    best = amount = 0.0
    for count, one in enumerate(sorted(told, reverse=True)[:_MOST], start=1):
        amount += one
        best = max(best, amount / _ROOTS[max(count, _LEAST)])
    return round(best * (1.15 if turned else 1.0) * (1.25 if whole else 1.0) + 1e-5, 5)


def _spans(words: Sequence[str], told: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """The first and last of 2 to 6 words in a row, and what they score. A word that comes twice tells once."""
    for first in range(len(words) - 1):
        if words[first] in _EMPTY:
            continue
        stems = {words[first][:_STEM]}
        amount, turned = told[first], words[first] in _TURNS
        for last in range(first + 1, min(first + _MOST, len(words))):
            word = words[last]
            turned = turned or word in _TURNS
            if word in _EMPTY:
                continue
            if word[:_STEM] not in stems:
                stems.add(word[:_STEM])
                amount += told[last]
            if word not in _TURNS:
                whole = first == 0 and last == len(words) - 1
                yield first, last, _score(amount, last - first + 1, turned=turned, whole=whole)


def _fit(words: Sequence[str], phrase: str) -> bool:
    if not _ALLOWED.match(phrase) or _HOSTILE.search(phrase) or len(phrase) > 60:
        return False
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") for letter in phrase):
        return False
    return any(word.isalpha() and word not in _EMPTY for word in words) and not any(len(word) > 24 for word in words)


def _score(told: float, words: int, *, turned: bool, whole: bool) -> float:
    # "charger recognised" is the opposite of what was said: a phrase that holds the "not" tells more.
    return round(told * (1.15 if turned else 1.0) / _ROOTS[words] * (1.25 if whole else 1.0), 5)
