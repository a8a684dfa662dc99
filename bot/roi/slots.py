"""Which words of a question fill which slot: the longest run that fits, names before all after `of` and `for`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.errors import UnknownPeriod
from bot.model.answer import Metric
from bot.model.people import Department, Programme
from bot.roi.asked import Show, Usage
from bot.roi.periods import LAST_YEAR, PREVIOUS, phrases, read_period

METRICS: dict[str, Metric] = {
    **dict.fromkeys(("roi", "return", "return on investment"), "roi"),
    **dict.fromkeys(("net", "profit"), "net"),
    **dict.fromkeys(("benefit", "benefits", "worth", "value", "savings"), "benefit"),
    **dict.fromkeys(("cost", "costs", "spent", "spend", "spending"), "cost"),
    **dict.fromkeys(("intention", "aim", "aims", "goals", "return on intention"), "intention"),
}
_FLAGS: dict[str, Show] = {
    "cash": "cash",
    "how": "how",
    "rows": "rows",
    "sources": "sources",
    "sheet": "sheet",
    "surer": "surer",
}
_TWO_WORDS = ("unit cost", "unit costs", "cost per")
_NOT_ANSWERED = (
    *_TWO_WORDS, "npv", "payback", "maturity", "deflection", "fixes", "time", "sales", "retention", "influence",
    "spread", "evidence", "usd", "gbp", "chf", "jpy", "first touch", "last touch", "linear", "by kind", "by month",
    "by department", "by channel", "by week", "by person", "by theme",
)  # fmt: skip
"""What the method knows or people ask for, and this version does not answer."""
_FILLERS = frozenset("the in over during our what is was show me give please".split())
_BEFORE_NAME = frozenset({"of", "for", "programme", "department"})
_ALL = ("all", "everything", "all programmes")
_VERSUS = ("vs", "versus", "against", "compared to", "compared with")
_BY_PROGRAMME = ("by programme", "by programmes", "by program")
_LONGEST_NAME = 6
_LONGEST_PERIOD = 4
_SHORTEST_BEGINNING = 3

Scope = Literal["programme", "department"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name as it may be typed, and what it names."""

    words: str
    slot: Scope
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a question is read against: names, and the calendar."""

    names: tuple[Name, ...]
    titles: dict[tuple[Scope, str], str]
    today: date
    fiscal_start: int

    def is_period(self, phrase: str) -> bool:
        """Whether the words mean a period."""
        try:
            # Whether the programme has a launch is for the evaluator to say.
            read_period(phrase, today=self.today, fiscal_start=self.fiscal_start, launch=self.today)
        except UnknownPeriod:
            return False
        return True

    def vocabulary(self) -> tuple[str, ...]:
        """Everything that can be typed, in small letters."""
        words = (*METRICS, *_FLAGS, *_ALL, "by programme", "cohort", "help", PREVIOUS, LAST_YEAR)
        return (*words, *(name.words for name in self.names), *(phrase.lower() for phrase in phrases(self.today)))


def known(programmes: Sequence[Programme], departments: Sequence[Department], today: date, fiscal_start: int) -> Known:
    """The names that may be typed: a programme's id and name, a department's name."""
    names: dict[Name, None] = {}
    titles: dict[tuple[Scope, str], str] = {}
    for programme in programmes:
        titles["programme", programme.id] = programme.name
        for alias in (programme.id, programme.name):
            names[Name(words=" ".join(words_of(alias)), slot="programme", target=programme.id)] = None
    for department in departments:
        titles["department", department.name] = department.name
        names[Name(words=" ".join(words_of(department.name)), slot="department", target=department.name)] = None
    found = tuple(name for name in names if name.words)
    return Known(names=found, titles=titles, today=today, fiscal_start=fiscal_start)


def words_of(text: str) -> list[str]:
    """Words in small letters without the punctuation around them; `..` between dates stays."""
    found = []
    for word in text.casefold().split():
        bare = word.strip(",;:?!\"'“”()[]<>*`")
        if not bare.endswith(".."):
            bare = bare.removesuffix(".")
        if bare:
            found.append(bare)
    return found


class Reader:
    """Walks over the words once. What fits no slot is left in `unread`, the first problem in `refusal`."""

    def __init__(self, words: Sequence[str], about: Known) -> None:
        self.words = words
        self.metric: Metric | None = None
        self.slots: dict[str, str] = {}
        self.show: set[Show] = set()
        self.unread: list[int] = []
        self.refusal: Usage | None = None
        self._about = about
        self._at = 0

    def read(self) -> None:
        """Fill the slots."""
        steps = (self._after_preposition, self._long_name, self._versus, self._flag, self._metric, self._period,
                 self._short_name, self._not_answered, self._filler, self._beginning)  # fmt: skip
        while self._at < len(self.words):
            taken = next((count for step in steps if (count := step())), 0)
            if not taken:
                self.unread.append(self._at)
            self._at += taken or 1

    def _phrase(self, count: int, skip: int = 0) -> str:
        start = self._at + skip
        return " ".join(self.words[start : start + count]) if start + count <= len(self.words) else ""

    def _one_of(self, choices: Sequence[str], skip: int = 0) -> str:
        """The longest of these phrases that stands here, or nothing."""
        fitting = [one for one in choices if self._phrase(len(one.split()), skip) == one]
        return max(fitting, key=len, default="")

    def _refuse(self, refusal: Usage) -> None:
        self.refusal = self.refusal or refusal

    def _set(self, slot: str, value: str, count: int) -> int:
        before = self.slots.setdefault(slot, value)
        if before != value:
            self._refuse(Usage(why="twice", words=self._phrase(count), nearest=(before, value)))
        return count

    def _after_preposition(self) -> int:
        word = self.words[self._at]
        if word not in _BEFORE_NAME:
            return 0
        only: Scope | None = "programme" if word == "programme" else "department" if word == "department" else None
        taken = self._name(skip=1, only=only)
        if not taken and not self._longest_period(skip=1):
            taken = self._name(skip=1, only=only, whole=False)
        return 1 + taken

    def _long_name(self) -> int:
        return self._name(least=2)

    def _short_name(self) -> int:
        return self._name()

    def _beginning(self) -> int:
        return self._name(whole=False)

    def _name(self, *, skip: int = 0, least: int = 1, only: Scope | None = None, whole: bool = True) -> int:
        """How many words name something here, in full or by the beginning of a name; fills the slot."""
        for count in range(_LONGEST_NAME, least - 1, -1):
            phrase = self._phrase(count, skip)
            if not phrase:
                continue
            if only is None and whole and phrase in _ALL:
                return self._everything(count)
            fitting = self._named(phrase, only=only, whole=whole)
            if not fitting:
                continue
            if len(fitting) > 1:
                self._refuse(self._which(fitting, phrase, start=self._at + skip, count=count))
            slot, target = fitting[0]
            if "all" in self.slots:
                self._refuse(Usage(why="twice", words=phrase, nearest=("all", phrase)))
            return self._set(slot, target, count)
        return 0

    def _named(self, phrase: str, *, only: Scope | None, whole: bool) -> list[tuple[Scope, str]]:
        if not whole and (len(phrase) < _SHORTEST_BEGINNING or phrase in _FILLERS):
            return []
        fitting = {
            (name.slot, name.target): None
            for name in self._about.names
            if (name.words == phrase if whole else name.words.startswith(phrase)) and only in (None, name.slot)
        }
        return list(fitting)

    def _which(self, fitting: Sequence[tuple[Scope, str]], phrase: str, *, start: int, count: int) -> Usage:
        before = [word for word in self.words[:start] if word not in _BEFORE_NAME]
        after = self.words[start + count :]
        offers = (" ".join((*before, slot, *words_of(target), *after)) for slot, target in fitting)
        return Usage(why="ambiguous", words=phrase, nearest=tuple(offers))

    def _everything(self, count: int) -> int:
        scope = self.slots.get("programme") or self.slots.get("department")
        if scope:
            self._refuse(Usage(why="twice", words="all", nearest=(scope, "all")))
        return self._set("all", "all", count)

    def _versus(self) -> int:
        word = self._one_of(_VERSUS)
        if not word:
            return 0
        skip = len(word.split())
        phrase = self._one_of((PREVIOUS, LAST_YEAR), skip) or self._longest_period(skip)
        if phrase:
            return self._set("compare", phrase, skip + len(phrase.split()))
        count = next((n for n in range(_LONGEST_NAME, 0, -1) if self._named_here(n, skip)), 0)
        if count:
            self._refuse(Usage(why="not_answered", words=self._phrase(skip + count)))
            return skip + count
        return 0

    def _named_here(self, count: int, skip: int) -> bool:
        phrase = self._phrase(count, skip)
        return bool(phrase) and any(name.words.startswith(phrase) for name in self._about.names)

    def _flag(self) -> int:
        by = self._one_of(_BY_PROGRAMME)
        if by:
            return self._set("by", "programme", len(by.split()))
        word = self.words[self._at]
        if word == "cohort":
            return self._set("cohort", word, 1)
        if word in _FLAGS:
            self.show.add(_FLAGS[word])
            return 1
        return 0

    def _metric(self) -> int:
        phrase = self._one_of((*METRICS, *_TWO_WORDS))
        if phrase not in METRICS:
            return 0
        if self.metric not in (None, METRICS[phrase]):
            self._refuse(Usage(why="twice", words=phrase, nearest=(str(self.metric), METRICS[phrase])))
        self.metric = METRICS[phrase]
        return len(phrase.split())

    def _longest_period(self, skip: int = 0) -> str:
        here = (self._phrase(count, skip) for count in range(_LONGEST_PERIOD, 0, -1))
        return next((one for one in here if one and self._about.is_period(one)), "")

    def _period(self) -> int:
        phrase = self._longest_period()
        return self._set("period", phrase, len(phrase.split())) if phrase else 0

    def _not_answered(self) -> int:
        phrase = self._one_of(_NOT_ANSWERED)
        if phrase:
            self._refuse(Usage(why="not_answered", words=phrase))
        return len(phrase.split())

    def _filler(self) -> int:
        return 1 if self.words[self._at] in _FILLERS else 0
