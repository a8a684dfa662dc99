"""The mood of an English text, by words and rules. It abstains rather than guesses.

- A word counts by its strength; "very" before it raises, "slightly" lowers; a negation before it turns it.
- Behind "but" counts more than before it.
- A duty denied is a fault ("not recognised", "can't log in", "never arrived").
- Open praise beside a fault without a "but" may be sarcasm: unsure.
- No word that carries a mood: neutral.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.reading import Sentiment
from bot.understanding.lexicon import (
    CONTRASTS,
    DUTIES,
    EMOJI,
    FAULT_PHRASES,
    FAULTS,
    INTENSIFIERS,
    NEGATIONS,
    PHRASES,
    REPAIRED,
    STRENGTH,
)
from bot.understanding.words import END, word_set

_ALL_PHRASES = PHRASES | FAULT_PHRASES
_LONGEST_FIRST: dict[str, list[tuple[str, ...]]] = {}
for _phrase in sorted(_ALL_PHRASES, key=len, reverse=True):
    _LONGEST_FIRST.setdefault(_phrase[0], []).append(_phrase)
_WEIGHTS = STRENGTH | EMOJI
_MARKED = _WEIGHTS.keys() | _LONGEST_FIRST.keys() | DUTIES
# Pleasant, but beside a fault they praise nothing ("paperweight, thanks", "still empty lol").
_SOFT = word_set("thanks thank thx cheers ty hopefully lol lmao lmfao rofl haha hahaha hehe 😂 🤣")
_RATINGS = {"10/10": 2.5, "9/10": 2.5, "8/10": 1.5, "5/5": 2.5, "0/10": -2.5, "1/10": -2.5, "2/10": -2.0, "1/5": -2.5}

_TELLING = frozenset(_MARKED | _RATINGS.keys())
_SPEAKING = frozenset(_TELLING | NEGATIONS | CONTRASTS | END | REPAIRED)
"""The words that do anything to a mood; most do not."""

REACH = 3  # words behind a negation that it turns
TURNED = -0.6  # "not good" is bad, but less than "bad" says
WORTH_A_LABEL = 0.75  # less evidence than this is none
PRAISE = 2.0  # from this strength on a word is open praise
ASKED = 0.35  # how much of a word counts in a question ("is it nice to hold?")
BEFORE_BUT = 0.6  # and of what stands before a "but"
MENDED = 0.3  # and of a fault that was repaired
CLEAR = 0.3  # a weaker balance is no answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """A label with its score (-1..1) and confidence (0..1)."""

    label: Sentiment
    score: float
    confidence: float


NOT_SCORED = Mood(label="not_scored", score=0.0, confidence=0.0)
_NEUTRAL = Mood(label="neutral", score=0.0, confidence=0.6)


@dataclass(slots=True)
class _Tally:
    """What has been found so far."""

    good: float = 0.0
    bad: float = 0.0
    praise: float = 0.0
    soft: float = 0.0
    faults: int = 0
    contrast: bool = False
    repaired: bool = False

    def add(self, weight: float, *, fault: bool) -> None:
        """Counts one word or phrase."""
        if weight > 0:
            self.good += weight
            self.praise = max(self.praise, weight)
        else:
            self.bad -= weight
            self.faults += fault

    def heed_contrast(self) -> None:
        """Lets what was said so far count less: the point of a sentence stands behind its "but"."""
        self.contrast = True
        self.good *= BEFORE_BUT
        self.bad *= BEFORE_BUT


def mood_of(words: Sequence[str]) -> Mood:
    """Returns the mood of an English text, given as words in lower case."""
    return _NEUTRAL if _TELLING.isdisjoint(words) else _judged(_tallied(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What words and rules see in a text.

    `signs` are numbers from 0 to about 2 that a head can weigh. `ruled` is what the rules insist on: a fault
    (negative), praise and blame (mixed), praise of a fault (unsure).
    """

    signs: tuple[float, ...]
    ruled: Mood | None = None


def seen_in(words: Sequence[str]) -> Seen:
    """Returns what words and rules see in an English text, given as words in lower case."""
    asked, loud = float("?" in words), min(words.count("!"), 3) / 2
    if _TELLING.isdisjoint(words):
        return Seen(signs=(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, asked, loud))
    tally = _tallied(words)
    signs = (
        min(tally.good, 4.0) / 2, min(tally.bad, 4.0) / 2, min(tally.praise, 3.0) / 2, min(tally.soft, 2.0),
        float(min(tally.faults, 2)), float(tally.contrast), float(tally.repaired), asked, loud,
    )  # fmt: skip
    mood = _judged(tally)
    insists = {"mixed": True, "negative": tally.faults > 0, "unsure": tally.faults > 0 and tally.praise >= PRAISE}
    return Seen(signs=signs, ruled=mood if insists.get(mood.label, False) else None)


def _tallied(words: Sequence[str]) -> _Tally:
    tally = _Tally()
    turned_until = -1
    asked = _asked(words)
    at = 0
    while at < len(words):
        word = words[at]
        if word not in _SPEAKING:
            at += 1
            continue
        found = _phrase_at(words, at)
        if found:
            weight = _ALL_PHRASES[found]
            if weight:
                tally.add(weight, fault=found in FAULT_PHRASES)
            at += len(found)
            if found[0] in NEGATIONS and found in FAULT_PHRASES:
                turned_until = at + REACH
            continue
        if word in NEGATIONS:
            turned_until = at + REACH
        elif word in CONTRASTS:
            tally.heed_contrast()
            turned_until = -1
        elif word in END:
            turned_until = -1
        else:
            _count(tally, words, at, turned=at <= turned_until, asked=asked[at] if asked else False)
        at += 1
    return tally


def _count(tally: _Tally, words: Sequence[str], at: int, *, turned: bool, asked: bool) -> None:
    """Counts the single word at a place, if it says anything."""
    word = words[at]
    if turned and word in DUTIES:
        tally.add(-2.0, fault=True)
        return
    if word in REPAIRED and not turned:
        tally.repaired = True
    weight = _WEIGHTS.get(word) or _RATINGS.get(word, 0.0)
    if not weight:
        return
    if word in _SOFT:
        tally.soft += 1.0
        return
    if at:
        weight *= INTENSIFIERS.get(words[at - 1], 1.0)
    if turned:
        weight *= TURNED
    if asked and weight > -PRAISE:
        weight *= ASKED
    tally.add(weight, fault=word in FAULTS)


def _phrase_at(words: Sequence[str], at: int) -> tuple[str, ...] | None:
    for phrase in _LONGEST_FIRST.get(words[at], ()):
        if tuple(words[at : at + len(phrase)]) == phrase:
            return phrase
    return None


def _asked(words: Sequence[str]) -> list[bool] | None:
    """Returns for each word whether its sentence is a question; None where nothing is asked."""
    if "?" not in words:
        return None
    marks: list[bool] = []
    asked = False
    for word in reversed(words):
        if word in END:
            asked = word == "?"
        marks.append(asked)
    return marks[::-1]


def _judged(tally: _Tally) -> Mood:
    """Returns the label that the tally bears out, or unsure."""
    good, bad = tally.good, tally.bad
    if tally.repaired and tally.faults:
        bad *= MENDED
        good += tally.soft
    elif tally.faults and tally.praise >= PRAISE and not tally.contrast:
        return Mood(label="unsure", score=0.0, confidence=0.3)
    if not tally.faults:
        good += tally.soft
    if good + bad < WORTH_A_LABEL:
        return _NEUTRAL
    balance = (good - bad) / (good + bad + 1.0)
    score = round(balance, 4)
    if min(good, bad) >= 1.0 and min(good, bad) >= 0.45 * max(good, bad):
        return Mood(label="mixed", score=score, confidence=0.5)
    if abs(balance) < CLEAR:
        return Mood(label="unsure", score=score, confidence=0.3)
    if balance > 0:
        return Mood(label="positive", score=score, confidence=round(0.5 + 0.45 * balance, 4))
    # Angry words are often about something else, reports of faults seldom (bench/understanding.py prints the table).
    confidence = (0.5 if tally.faults else 0.35) - 0.4 * balance
    return Mood(label="negative", score=score, confidence=round(confidence, 4))
