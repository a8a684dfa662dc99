"""Says a theme in sentences that its mentions hold, word for word: needs nothing but the texts.

Each sentence is scored by how near it is to what all say (TF-IDF centroid) and taken unless it
repeats one that is already there (maximal marginal relevance). Where people disagree, one sentence
for and one against stand first.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model.mention import MentionId
from bot.ports.world import Claim, Said, Summariser

RELEVANCE = 0.7
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_CLAUSE = re.compile(r"(?<=[,;:])\s+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_STEM = 6
_LEAST, _MOST = 3, 28
_READ = 2000  # of one text
_SENTENCES = 600  # of all texts

# Addresses and markup are no way to say what a theme is about, and an order to a machine is not what customers say.
_ODD = re.compile(
    r"https?:|www\.|[<>{}|`\\]|=\w+\(|[\u200b-\u200f\u202a-\u202e\u2066-\u2069]|\bRT\b"
    r"|ignore (?:all|any|your|the|previous)|instructions?\b.*\b(?:bot|assistant|ai|model)\b|\bsystem (?:prompt|note)\b",
    re.IGNORECASE,
)
_EMPTY = frozenset(
    """
a an and are as at be been but by can did do does for from had has have he her his i if in is it its just me my no not
of on or our she so that the their them then there they this to too up was we were what when which who will with you
your am im auf aus bei das dass dem den der des die ein eine einen er es für hat habe ich im in ist mein mit nicht noch
nur oder sich sie sind so und von war was wie wir zu a ale co do i jak jest na nie o od po się te to w z za że
""".split()
)
_FOR = frozenset(
    """
amazing astonishing awesome beautiful best better brilliant delighted easy excellent fantastic fast finally gorgeous
great happy impressed incredible kind longer love loved lovely perfect pleased quick reliable solid stunning superb
thanks wonderful works worth gut großartig grandios klasse liebe perfekt prima super toll zufrieden
świetny świetnie polecam dobry najlepszy
""".split()
)
_AGAINST = frozenset(
    """
angry annoying awful bad broken bug cheap complaint crash dead disappointed disappointing fail failed fails flat
frustrating furious gone hate horrible lost missing never nothing overpriced paperweight poor refund regret regrets
shame slow slower sold stuck terrible ugly unacceptable useless waste worse worst wrong
defekt enttäuscht kaputt langsam leider mies nervt schlecht schlimm nie verloren zepsuty słaby wolno
""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    mention: MentionId
    text: str
    place: int
    side: int
    length: int
    weights: Mapping[str, float]


class Extractive:
    """The summariser that quotes."""

    async def summarise(self, texts: Sequence[Said], *, words: int) -> tuple[Claim, ...]:
        """At most `words` words in all, the most telling sentence first; [] for no texts."""
        candidates = _candidates(texts, words)
        if not candidates:
            return ()
        choice = _Choice(candidates, words=words)
        for wanted in _opening(candidates, choice):
            if wanted not in choice.chosen and wanted.length <= choice.left:
                choice.take(wanted)
        while (best := choice.best()) is not None:
            choice.take(best)
        return tuple(Claim(text=one.text, cites=(one.mention,)) for one in choice.chosen)


class _Choice:
    """What is chosen so far, and of what is left how telling it is and how much like what is chosen."""

    def __init__(self, candidates: Sequence[_Candidate], *, words: int) -> None:
        centre = _centre(candidates)
        self.left = words
        self.chosen: list[_Candidate] = []
        self._telling = {one.place: _dot(one.weights, centre) for one in candidates}
        self._new = list(candidates)
        self._alike = dict.fromkeys(self._telling, 0.0)

    def take(self, one: _Candidate) -> None:
        """Choose this; what is of the same mention or much like it is new no more."""
        self.chosen.append(one)
        self.left -= one.length
        new = []
        for other in self._new:
            near = _dot(other.weights, one.weights)
            if other.mention != one.mention and near < RELEVANCE:
                self._alike[other.place] = max(self._alike[other.place], near)
                new.append(other)
        self._new = new

    def best(self) -> _Candidate | None:
        """Of what is new and short enough what adds most."""
        fitting = [one for one in self._new if one.length <= self.left]
        return max(fitting, key=lambda one: (self.marginal(one), -one.place), default=None)

    def marginal(self, one: _Candidate) -> float:
        """How much it adds: how telling it is, less how much like what is chosen."""
        return round(RELEVANCE * self._telling[one.place] - (1 - RELEVANCE) * self._alike[one.place], 9)


def connect() -> Summariser:
    """The summariser; it needs no settings."""
    return Extractive()


def _candidates(texts: Sequence[Said], words: int) -> list[_Candidate]:
    pieces: list[tuple[MentionId, str, int]] = []
    for said in texts:
        side = _side(said.text.raw)
        pieces.extend((said.id, piece, side) for piece in _pieces(said.text.raw[:_READ], min(words, _MOST)))
    pieces = pieces[:_SENTENCES]
    frequency: Counter[str] = Counter()
    for _, piece, _ in pieces:
        frequency.update(set(_stems(piece)))
    return [
        _Candidate(
            mention=mention,
            text=piece,
            place=place,
            side=side,
            length=_length(piece),
            weights=_weights(piece, frequency, len(pieces)),
        )
        for place, (mention, piece, side) in enumerate(pieces)
    ]


def _pieces(text: str, most: int) -> list[str]:
    """The sentences of a text that can be quoted; where one is too long, its first clauses."""
    found = []
    for sentence in _SENTENCE.split(text):
        piece = sentence.strip()
        if _length(piece) > most:
            piece = _clauses(piece, most)
        if piece and _length(piece) >= min(_LEAST, most) and not _ODD.search(piece) and _stems(piece):
            found.append(piece)
    if found or _ODD.search(text):
        return found
    # Two words can be all that somebody says; they are better than nothing.
    return [text.strip()] if _WORD.search(text) and _length(text) <= most else []


def _clauses(sentence: str, most: int) -> str:
    """The longest beginning of whole clauses that is short enough, as it is written."""
    end = 0
    for cut in _CLAUSE.finditer(sentence):
        if _length(sentence[: cut.start()]) > most:
            break
        end = cut.start()
    return sentence[:end].rstrip(",;: ")


def _length(text: str) -> int:
    return len(text.split())


def _stems(text: str) -> list[str]:
    return [word[:_STEM] for word in _WORD.findall(text.lower()) if word not in _EMPTY]


def _weights(piece: str, frequency: Counter[str], pieces: int) -> dict[str, float]:
    counts = Counter(_stems(piece))
    raw = {stem: count * math.log(1.0 + pieces / frequency[stem]) for stem, count in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {stem: weight / length for stem, weight in raw.items()}


def _centre(candidates: Sequence[_Candidate]) -> dict[str, float]:
    total: dict[str, float] = {}
    for one in candidates:
        for stem, weight in one.weights.items():
            total[stem] = total.get(stem, 0.0) + weight
    length = math.sqrt(sum(weight * weight for weight in total.values())) or 1.0
    return {stem: weight / length for stem, weight in total.items()}


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other.get(stem, 0.0) for stem, weight in one.items())


def _opening(candidates: Sequence[_Candidate], choice: _Choice) -> list[_Candidate]:
    """Where people disagree: the most telling sentence of the larger side, then of the other."""
    sides = {side: [one for one in candidates if one.side == side] for side in (1, -1)}
    counts = {side: len({one.mention for one in found}) for side, found in sides.items()}
    if min(counts.values()) < 2 or 5 * min(counts.values()) < sum(counts.values()):
        return []
    order = sorted((1, -1), key=lambda side: (-counts[side], side))
    own = {side: [one for one in sides[side] if _side(one.text) == side] or sides[side] for side in order}
    return [max(own[side], key=lambda one: (choice.marginal(one), -one.place)) for side in order]


def _side(text: str) -> int:
    words = set(_WORD.findall(text.lower()))
    balance = len(words & _FOR) - len(words & _AGAINST)
    return (balance > 0) - (balance < 0)
