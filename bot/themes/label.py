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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.model.mention import MentionId

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
_STEM = 6
_SHARP = 1.25
_ROOTS = [math.sqrt(1.0 + words) for words in range(2 * _MOST + 1)]

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
during across behind beside between against per via inside outside near upon below above along among
der die das ein eine einen einem einer und oder aber ich du er sie es wir ihr mein meine meinen dein sein ihre ist sind
war waren hat habe haben wird werden kann auf an in im am zu zum zur mit von vom bei für als auch noch nur schon sehr so
wie was wer wo wenn dann dass den dem des man mir mich uns bitte hallo danke seit nach vor über unter
w z na do i o a że to się jest są był była nie ma mam mi mnie ten ta te po od dla jak czy ale co już
""".split()
)
# Nor do these, though they say something: they point at a time, a person or an act of speaking, not at a thing.
_EDGES = _EMPTY | frozenset(
    """
like likes want wants wanted need needs tell tells told say says said let lets make makes made go goes went come
comes came take takes took give gives gave given know knows knew think thinks see sees saw use uses used try tries
tried find finds keep keeps put puts show shows mean means seem seems look looks happen happens marked turns wrote
reached apparently actually really roughly maybe perhaps once right already enough finally always never nowhere
anywhere somewhere somebody someone anybody anyone nobody everybody everyone nothing something anything everything
today yesterday tomorrow tonight morning evening week weeks month months year years day days monday tuesday
wednesday thursday friday saturday sunday one ones two three four five later other another different previous every
first last next new old good great nice bad many few little bit lot lots thing things way time times twice because
though although however instead apart together away ago back within without around i'd i'll we're they're you're
he's she's there's would gerne heute gestern morgen immer wieder alles nichts etwas jemand niemand ganz mal eben
doch
""".split()
)
_LINKS = frozenset(
    "is are was were be been has have had that who which and or ist sind war waren hat haben und".split()
)
_ARTICLES = frozenset(
    """
the a an my your our their his her this that these those no any some every each der die das den dem ein eine einen einem
einer mein meine meinen kein keine keinen euer eure unser unsere
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
        for text in texts:
            counts.update(_stems(text))
        return cls(texts=len(texts), counts=counts, named=_named(texts))


def label(texts: Sequence[tuple[MentionId, str]], *, stream: Vocabulary, current: str = "") -> Label | None:
    """The theme's label; None if no phrase will do.

    Args:
        texts: redacted texts of the theme's mentions, newest first.
        stream: the words of the whole stream.
        current: the label so far: kept unless the best phrase is clearly more telling or it is said no more.
    """
    texts = texts[:READ]
    weights = _weights([text for _, text in texts], stream)
    named = stream.named | _named(text for _, text in texts) | _TURNS
    likely = [_begun(one, named) for one in _likely(texts, weights, current)]
    said = [_stems(text) & weights.keys() for _, text in texts]
    found = [_shared(one, said, weights) for one in likely]
    standing = max((one for one in found if one.phrase == current), key=lambda one: one.score, default=None)
    best = min(found, key=lambda one: (-one.score, one.mention, one.phrase), default=None)
    if best is None or best.score < _TELLING:
        return standing or _middle(texts, weights, named) or (best if best is not None and best.score > 0 else None)
    return standing if standing is not None and best.score < BETTER * standing.score else best


def _middle(
    texts: Sequence[tuple[MentionId, str]], weights: Mapping[str, float], named: AbstractSet[str]
) -> Label | None:
    """The whole clause that holds most of what the theme's mentions have in common."""
    best: Label | None = None
    for mention, text in texts:
        for clause in _CLAUSE.split(text[:1000]):
            phrase, words = clause.strip(), [word.lower() for word in _WORD.findall(clause)]
            told = sum(weights.get(stem, 0.0) for stem in {word[:_STEM] for word in words if word not in _EMPTY})
            score = round(told / math.sqrt(_CLAUSE_MOST + len(words)), 5)
            fits = (
                words
                and words[0].isalpha()
                and _CLAUSE_LEAST <= len(words) <= _CLAUSE_MOST
                and score > (best.score if best else 0.0)
            )
            one = _begun(Label(phrase=phrase, mention=mention, score=score), named)
            if fits and one.score > (best.score if best else 0.0) and _fit(words, phrase):
                best = one
    return best


def _likely(texts: Sequence[tuple[MentionId, str]], weights: Mapping[str, float], current: str) -> list[Label]:
    """The most telling phrases, and the label so far where it is said."""
    found: list[Label] = []
    standing: list[Label] = []
    best = 0.0
    for mention, text in texts:
        for phrase, score in _phrases(text, weights, least=_WORTH_A_LOOK * best, current=current):
            one = Label(phrase=phrase, mention=mention, score=score)
            (standing if phrase == current else found).append(one)
            best = max(best, score)
    found.sort(key=lambda one: (-one.score, one.mention, one.phrase))
    return [*standing, *found[:_LOOKED_AT]]


def _begun(one: Label, named: AbstractSet[str]) -> Label:
    """The phrase at a part of its worth where it does not begin with a thing: "detects charger" names nothing."""
    first = [word for word in _WORD.findall(one.phrase.lower()) if word not in _ARTICLES][:1]
    return one if first and first[0] in named else replace(one, score=round(_UNNAMED * one.score, 5))


def _shared(one: Label, said: Sequence[AbstractSet[str]], weights: Mapping[str, float]) -> Label:
    """The phrase with what it is worth by how many say these things together, in whatever order.

    One person's words may hold two telling words by chance: a topic is called by what several say.
    """
    stems = _stems(one.phrase) & weights.keys()
    together = sum(len(stems & other) >= min(2, len(stems)) for other in said) - 1
    if len(stems) < 2:
        together //= _ALONE
    return replace(one, score=round(one.score * (0.5 + math.log2(1.0 + max(together, 0))), 5))


def terms(texts: Sequence[str], *, stream: Vocabulary, count: int = 3) -> tuple[str, ...]:
    """The most telling words of a theme, most telling first."""
    weights = _weights(texts, stream)
    shown: dict[str, str] = {}
    for text in texts:
        for word in _WORD.findall(text.lower()):
            shown.setdefault(word[:_STEM], word)
    ranked = sorted(weights, key=lambda stem: (-weights[stem], stem))
    return tuple(shown[stem] for stem in ranked if stem in shown and stem not in _EMPTY)[:count]


def _named(texts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        words = [word.lower() for word in _WORD.findall(text)]
        found.update(word for before, word in pairwise(words) if before in _ARTICLES)
    return found - _EDGES


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
    clauses = [clause for clause in _CLAUSE.split(text[:1000]) if clause.strip()]
    subject = _SUBJECT if len(clauses) == 1 else 1.0
    for clause in clauses:
        words = [word.lower() for word in _WORD.findall(clause)]
        told = [0.0 if word in _EMPTY else weights.get(word[:_STEM], 0.0) for word in words]
        # Most clauses have no words that tell enough: nothing in them need be looked at.
        if not any(told) or (subject * _most(words, told) < least and not (current and current in clause)):
            continue
        found = list(_WORD.finditer(clause))
        for first, last, score in _spans(words, told):
            phrase = clause[found[first].start() : found[last].end()]
            if last - first == len(words) - 1:
                score = round(score * subject, 5)
            if phrase.isupper():
                score = round(score * _SHOUTED, 5)
            # What a phrase may be made of is looked at last: it costs the most, and few score so high.
            if (score >= least or phrase == current) and _fit(words[first : last + 1], phrase):
                yield phrase, score


def _most(words: Sequence[str], told: Sequence[float]) -> float:
    """What a phrase of these words can score at most: its most telling ones side by side."""
    best = amount = 0.0
    for count, one in enumerate(sorted(told, reverse=True)[:_MOST], start=1):
        amount += one
        best = max(best, amount / _ROOTS[max(count, _LEAST)])
    turned = 1.0 if _TURNS.isdisjoint(words) else _TURNED
    return round(best * turned * (_WHOLE if len(words) <= _MOST else 1.0) + 1e-5, 5)


def _spans(words: Sequence[str], told: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """The first and last of 2 to 6 words in a row, and what they score. A word that comes twice tells once.

    A phrase begins where a clause does or after a word that says nothing ("the", "my", "with"), and ends before one:
    between them people put what they talk about, while a cut elsewhere takes a verb without its subject or half a name.
    """
    for first in range(len(words) - 1):
        if words[first] in _EDGES or words[first][0].isdigit() or not (first == 0 or words[first - 1] in _EMPTY):
            continue
        stems: set[str] = set()
        amount, turned, strange = 0.0, False, 0
        for last in range(first, min(first + _MOST, len(words))):
            word = words[last]
            turned = turned or word in _TURNS
            if word not in _EMPTY and word[:_STEM] not in stems:
                stems.add(word[:_STEM])
                amount += told[last]
                strange += not told[last]
            elif word not in _EMPTY:
                break  # "button button button"
            ends = last == len(words) - 1 or words[last + 1] in _EMPTY
            if last > first and ends and word not in _EDGES and word not in _TURNS:
                score = _score(amount, words[first : last + 1], turned=turned, strange=strange)
                yield first, last, round(score * (_WHOLE if last - first == len(words) - 1 else 1.0), 5)


def _fit(words: Sequence[str], phrase: str) -> bool:
    if not _ALLOWED.match(phrase) or _HOSTILE.search(phrase) or len(phrase) > 60:
        return False
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") for letter in phrase):
        return False
    return any(word.isalpha() and word not in _EMPTY for word in words) and not any(len(word) > 24 for word in words)


def _score(told: float, words: Sequence[str], *, turned: bool, strange: int) -> float:
    # What only one of them says is no part of what all speak of: it lengthens a phrase twice.
    # "charger recognised" is the opposite of what was said: a phrase that holds the "not" tells more.
    numbered = any(letter.isdigit() for word in words for letter in word)
    linked = not _LINKS.isdisjoint(words)
    return (
        told / _ROOTS[len(words) + strange]
        * (_TURNED if turned else 1.0) * (_NUMBERED if numbered else 1.0) * (_LINKED if linked else 1.0)
    )  # fmt: skip
