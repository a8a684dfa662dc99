"""What may be named in a question: programmes, departments, topics, groups, results, changes; and the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.model.people import Department, Programme
from bot.roi.idioms import CURRENCIES, keys
from bot.roi.periods import LAST_YEAR, PREVIOUS, find_period, phrases

Slot = Literal["programme", "department", "topic", "group", "change", "outcome", "role", "currency"]
_PLURAL = "s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What else may be named: (id, label) of topics, and names as they were entered. `own` is the asker's programme."""

    topics: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    own: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name as it may be typed, and what it names."""

    words: str
    slot: Slot
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a question is read against: names, and the calendar."""

    names: tuple[Name, ...]
    titles: dict[tuple[Slot, str], str]
    today: date
    fiscal_start: int
    terms: Terms
    index: Mapping[str, tuple[tuple[Slot, str], ...]]

    def is_period(self, phrase: str) -> bool:
        """Whether the words mean a period."""
        # Whether the programme has a launch is for the evaluator to say.
        found = find_period(phrase, today=self.today, fiscal_start=self.fiscal_start, launch=self.today)
        return found is not None

    def whole(self, phrase: str, *, only: Sequence[Slot] = ()) -> list[tuple[Slot, str]]:
        """What is called exactly this."""
        return [one for one in self.index.get(phrase, ()) if not only or one[0] in only]

    def begun(self, phrase: str, *, only: Sequence[Slot] = ()) -> list[tuple[Slot, str]]:
        """What is called something that begins with this, where it says enough."""
        found = {
            (one.slot, one.target): None
            for one in self.names
            if one.words.startswith(phrase) and len(phrase) >= (3 if one.slot in ("programme", "department") else 5)
        }
        return [one for one in found if not only or one[0] in only]

    def vocabulary(self) -> tuple[str, ...]:
        """Everything that can be typed, in small letters."""
        words = (*(key for key in keys() if len(key.split()) < 4), "help", PREVIOUS, LAST_YEAR)
        # A slip in one of hundreds of topics is not looked for: the answer must not wait for it.
        own = (name.words for name in self.names if name.slot != "topic")
        return (*words, *own, *(phrase.lower() for phrase in phrases(self.today)))


def known(
    programmes: Sequence[Programme], departments: Sequence[Department], today: date, fiscal_start: int,
    *, terms: Terms,
) -> Known:  # fmt: skip
    """The names that may be typed: a programme's id and name, a department's name, and the other terms."""
    titles: dict[tuple[Slot, str], str] = {("programme", one.id): one.name for one in programmes}
    titles |= {("department", one.name): one.name for one in departments}
    called: list[tuple[Slot, str, Iterable[str]]] = [("programme", one.id, (one.id, one.name)) for one in programmes]
    called += [("department", one.name, (one.name,)) for one in departments]
    called += [("topic", number, _around(label, "topic", "theme", "problem")) for number, label in terms.topics]
    called += [("group", name, _around(name, "group")) for name in terms.groups]
    called += [("change", name, (name,)) for name in terms.changes]
    called += [("outcome", name, _counted(name)) for name in terms.outcomes]
    called += [("role", name, (name, f"{name}s", f"by {name}s", f"of the {name}s")) for name in terms.roles]
    called += [("currency", code, _converted(words)) for code, words in CURRENCIES.items()]
    names = {
        Name(words=" ".join(words_of(words)), slot=slot, target=target): None
        for slot, target, every in called
        for words in every
    }
    found = tuple(name for name in names if name.words)
    index: dict[str, dict[tuple[Slot, str], None]] = {}
    for name in found:
        index.setdefault(name.words, {})[name.slot, name.target] = None
    whole = {words: tuple(named) for words, named in index.items()}
    return Known(names=found, titles=titles, today=today, fiscal_start=fiscal_start, terms=terms, index=whole)


def words_of(text: str) -> list[str]:
    """Words in small letters without the punctuation around them; `..` between dates stays."""
    found = []
    for word in text.casefold().replace("’", "'").split():
        bare = word.strip(",;:?!\"'“”()[]<>*`").removesuffix("'s")
        if not bare.endswith(".."):
            bare = bare.removesuffix(".")
        if bare:
            found.append(bare)
    return found


def _around(name: str, *nouns: str) -> Iterator[str]:
    yield name
    for noun in nouns:
        yield f"{noun} {name}"
        yield f"{name} {noun}"


def _counted(name: str) -> Iterator[str]:
    """`issues resolved`, `issue resolved`, `resolved issue`."""
    words = words_of(name)
    single = [word.removesuffix(_PLURAL) for word in words]
    for one in (words, single):
        yield " ".join(one)
        yield " ".join(reversed(one))


def _converted(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield from (word, f"in {word}", f"to {word}", f"convert to {word}")
