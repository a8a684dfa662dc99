"""A text as labels read it: its words, what they stem from, and its clauses.

The same texts are read again for each theme and insight that they name, so what was read of a short one is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

STEM = 6
READ = 1000
"""So many characters of a text are looked through for clauses."""

_KEPT, _SHORT = 2048, 600
"""So many texts are kept as they were read, if they have no more characters than this."""

_CLAUSE = re.compile(r"[.!?;:,()\n\r\t\u2026\u201c\u201d\u201e\"]+|\s[-\u2013\u2014]+\s")
WORD = re.compile(r"[^\W_]+(?:['\u2019\u2010-][^\W_]+)*%?")

# Words that say nothing about what a text is about; a phrase may hold them, but neither begin nor end with them.
EMPTY = frozenset(
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
EDGES = EMPTY | frozenset(
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
ARTICLES = frozenset(
    """
the a an my your our their his her this that these those no any some every each der die das den dem ein eine einen einem
einer mein meine meinen kein keine keinen euer eure unser unsere
""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What stands between two marks: as it was written, its words in lower case, and the stem of each.

    A word that says nothing has no stem ("").
    """

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What labels read of a text: the stems of its words, the things it names, its clauses."""

    stems: frozenset[str]
    named: frozenset[str]
    clauses: tuple[Clause, ...]


def said(text: str) -> Said:
    """The text as it is read."""
    return _kept(text) if len(text) <= _SHORT else _read(text)


def stems(text: str) -> frozenset[str]:
    """What its words stem from, but for those that say nothing."""
    return _stems(_words(text))


def _words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:STEM] for word in words if word not in EMPTY)


def _clause(text: str) -> Clause:
    words = tuple(_words(text))
    return Clause(text=text, words=words, stems=tuple("" if word in EMPTY else word[:STEM] for word in words))


def _read(text: str) -> Said:
    clauses = tuple(_clause(clause) for clause in _CLAUSE.split(text[:READ]) if clause.strip())
    # No word lies in two clauses.
    words = [word for one in clauses for word in one.words] if len(text) <= READ else _words(text)
    # What stands after "the", "my", "no" and their like is spoken of as a thing.
    named = frozenset(word for before, word in pairwise(words) if before in ARTICLES and word not in EDGES)
    return Said(stems=_stems(words), named=named, clauses=clauses)


_kept = lru_cache(maxsize=_KEPT)(_read)
