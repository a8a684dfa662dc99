"""A typed question to the ledger: slots in any order, names matched exactly or by a unique beginning, never guessed.

What cannot be read is answered with usage: what was not understood, and the nearest questions that can be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from bot.errors import UnknownPeriod
from bot.model.answer import Metric, Query
from bot.model.people import Department, Programme
from bot.roi.nearest import nearest_phrases, near
from bot.roi.periods import LAST_YEAR, PREVIOUS, phrases, previous, read_period, year_before
from bot.texts import questions as texts

Show = Literal["cash", "how", "rows", "sources", "sheet"]
Why = Literal["help", "not_understood", "did_you_mean", "ambiguous", "twice", "not_answered", "compare", "hours", "day"]

_METRICS: dict[str, Metric] = {
    **dict.fromkeys(("roi", "return", "return on investment"), "roi"),
    **dict.fromkeys(("net", "profit"), "net"),
    **dict.fromkeys(("benefit", "benefits", "worth", "value", "savings"), "benefit"),
    **dict.fromkeys(("cost", "costs", "spent", "spend", "spending"), "cost"),
    **dict.fromkeys(("intention", "aim", "aims", "goals", "return on intention"), "intention"),
}
_FLAGS: dict[str, Show] = {"cash": "cash", "how": "how", "rows": "rows", "sources": "sources", "sheet": "sheet"}
_NOT_ANSWERED = (
    "npv", "payback", "unit cost", "cost per", "maturity", "deflection", "fixes", "time", "sales", "retention",
    "influence", "spread", "evidence", "usd", "gbp", "chf", "jpy", "first touch", "last touch", "linear",
    "by kind", "by month", "by department", "by channel", "by week", "by person", "by theme",
)  # fmt: skip
"""What the method knows or people ask for, and this version does not answer."""
_FILLERS = frozenset("the in over during our what is was show me give please".split())
_BEFORE_NAME = frozenset({"of", "for", "programme", "department"})
_ALL = ("all", "everything", "all programmes")
_VERSUS = ("vs", "versus", "against", "compared to", "compared with")
_BY_PROGRAMME = ("by programme", "by programmes", "by program")
_LONGEST_PHRASE = 6
_MOST_WORDS = 40
_MOST_OFFERS = 3
_MOST_HOURS = Decimal(1000)
_DURATION = re.compile(
    r"(?:spent|log|logged)\s+(?:(?P<hours>[0-9]+(?:[.,][0-9]+)?)\s*(?:hours|hour|hrs|hr|h)\b?"
    r"\s*(?:(?P<rest>[0-9]{1,2})\s*(?:minutes|min|m)?\b)?|(?P<minutes>[0-9]+)\s*(?:minutes|min|m)\b)(?P<tail>.*)",
    re.IGNORECASE | re.DOTALL,
)
_DATE_LIKE = re.compile(r"[0-9].*|(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that was understood. `canonical` says it in full; `question` reads back to the same question."""

    metric: Metric
    programme: str | None = None
    department: str | None = None
    period: str | None = None
    compare: str | None = None
    by: Literal["programme"] | None = None
    cohort: bool = False
    show: frozenset[Show] = frozenset()
    canonical: str = ""
    question: str = ""

    def query(self, as_of: date | datetime) -> Query:
        """The same question as the evaluator takes it."""
        return Query(
            metric=self.metric,
            as_of=as_of,
            programme=self.programme,
            department=self.department,
            period=self.period,
            compare=self.compare,
            view="cohort" if self.cohort else None,
            by=self.by,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Hours that somebody worked, to be kept as a cost. `programme` None is the default one."""

    hours: Decimal
    programme: str | None
    day: date
    rate: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Why there is no question: `words` as they were typed, `nearest` whole questions or phrases instead."""

    why: Why
    words: str = ""
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """A name as it may be typed, and what it names."""

    words: str
    slot: Literal["programme", "department"]
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _World:
    """What a question is read against."""

    names: tuple[_Name, ...]
    titles: dict[tuple[str, str], str]
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
        words = (*_METRICS, *_FLAGS, *_ALL, "by programme", "cohort", "help", PREVIOUS, LAST_YEAR)
        return (*words, *(name.words for name in self.names), *(phrase.lower() for phrase in phrases(self.today)))


def parse(
    text: str,
    *,
    programmes: Sequence[Programme],
    departments: Sequence[Department],
    today: date,
    fiscal_start: int,
) -> Asked | Spent | Usage:
    """The question that the words ask, the hours that they record, or why they do neither."""
    world = _world(programmes, departments, today, fiscal_start)
    hours = _DURATION.fullmatch(text.strip())
    if hours is not None:
        return _spent(hours, world)
    words = _words(text)
    if not words or words == ["help"]:
        return Usage(why="help")
    if len(words) > _MOST_WORDS:
        return Usage(why="not_understood", words=text.strip()[:60] + " …")
    return _read(words, world, depth=0)


def _world(
    programmes: Sequence[Programme], departments: Sequence[Department], today: date, fiscal_start: int
) -> _World:
    names: dict[_Name, None] = {}
    titles: dict[tuple[str, str], str] = {}
    for programme in programmes:
        titles["programme", programme.id] = programme.name
        for alias in (programme.id, programme.name):
            names[_Name(words=" ".join(_words(alias)), slot="programme", target=programme.id)] = None
    for department in departments:
        titles["department", department.name] = department.name
        names[_Name(words=" ".join(_words(department.name)), slot="department", target=department.name)] = None
    return _World(
        names=tuple(name for name in names if name.words), titles=titles, today=today, fiscal_start=fiscal_start
    )


def _words(text: str) -> list[str]:
    """Words in small letters without the punctuation around them; `..` between dates stays."""
    found = []
    for word in text.casefold().split():
        bare = word.strip(",;:?!\"'“”()[]<>*`")
        if not bare.endswith(".."):
            bare = bare.removesuffix(".")
        if bare:
            found.append(bare)
    return found


class _Reader:
    """Walks over the words once; each slot takes the longest run of words that fits it."""

    def __init__(self, words: Sequence[str], world: _World) -> None:
        self.words = words
        self.world = world
        self.slots: dict[str, str] = {}
        self.show: set[Show] = set()
        self.unread: list[int] = []
        self.refusal: Usage | None = None
        self._at = 0

    def read(self) -> None:
        """Fill the slots; what fits none is left in `unread`, the first problem in `refusal`."""
        steps = (self._after_preposition, self._long_name, self._versus, self._flag, self._metric, self._period,
                 self._short_name, self._not_answered, self._filler, self._beginning)  # fmt: skip
        while self._at < len(self.words):
            taken = next((count for step in steps if (count := step())), 0)
            if not taken:
                self.unread.append(self._at)
            self._at += taken or 1

    def _phrase(self, count: int, *, skip: int = 0) -> str:
        start = self._at + skip
        return " ".join(self.words[start : start + count]) if start + count <= len(self.words) else ""

    def _one_of(self, choices: Sequence[str], *, skip: int = 0) -> str:
        """The longest of these phrases that stands here, or nothing."""
        fitting = [one for one in choices if self._phrase(len(one.split()), skip=skip) == one]
        return max(fitting, key=len, default="")

    def _set(self, slot: str, value: str, count: int) -> int:
        if self.slots.setdefault(slot, value) != value and self.refusal is None:
            self.refusal = Usage(why="twice", words=self._phrase(count), nearest=(self.slots[slot], value))
        return count

    def _after_preposition(self) -> int:
        word = self.words[self._at]
        if word not in _BEFORE_NAME:
            return 0
        slot = word if word in ("programme", "department") else None
        # "of last quarter" is no name: the preposition alone is then passed over.
        name = self._name(skip=1, least=1, slot=slot) or self._start_of_period() or self._name(
            skip=1, least=1, slot=slot, whole=False
        )
        return 1 + (name if name > 0 else 0)

    def _start_of_period(self) -> int:
        return -1 if self._longest_period(skip=1) else 0

    def _name(self, *, skip: int = 0, least: int, slot: str | None = None, whole: bool = True) -> int:
        """How many words name something here; also sets the slot or asks back where several things fit."""
        for count in range(_LONGEST_PHRASE, least - 1, -1):
            phrase = self._phrase(count, skip=skip)
            if not phrase or (not whole and len(phrase) < 3):
                continue
            if slot is None and phrase in _ALL:
                return self._scope("all", "", count)
            fitting = {
                (name.slot, name.target): None
                for name in self.world.names
                if (name.words == phrase if whole else name.words.startswith(phrase)) and slot in (None, name.slot)
            }
            if len(fitting) > 1 and self.refusal is None:
                rest = [*self.words[: self._at], *self.words[self._at + skip + count :]]
                offers = tuple(" ".join((*rest, one, *_words(target))) for one, target in fitting)
                self.refusal = Usage(why="ambiguous", words=phrase, nearest=offers)
            if fitting:
                found, target = next(iter(fitting))
                return self._scope(found, target, count)
        return 0

    def _scope(self, slot: str, target: str, count: int) -> int:
        if self.slots.get("scope", slot) != slot and "all" in (slot, self.slots["scope"]) and self.refusal is None:
            self.refusal = Usage(why="twice", words="all")
        self.slots["scope"] = slot
        return count if slot == "all" else self._set(slot, target, count)

    def _long_name(self) -> int:
        return self._name(least=2)

    def _short_name(self) -> int:
        return self._name(least=1)

    def _beginning(self) -> int:
        return self._name(least=1, whole=False)

    def _versus(self) -> int:
        word = self._one_of(_VERSUS)
        if not word:
            return 0
        skip = len(word.split())
        phrase = self._one_of((PREVIOUS, LAST_YEAR), skip=skip) or self._longest_period(skip=skip)
        if phrase:
            return self._set("compare", phrase, skip + len(phrase.split()))
        before = dict(self.slots)
        named = self._name(skip=skip, least=1)
        self.slots = before
        if named and self.refusal is None:
            self.refusal = Usage(why="not_answered", words=self._phrase(skip + named), nearest=("by programme",))
        return skip + named if named else 0

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
        phrase = self._one_of((*_METRICS, "unit cost", "cost per"))
        return self._set("metric", _METRICS[phrase], len(phrase.split())) if phrase in _METRICS else 0

    def _longest_period(self, *, skip: int = 0) -> str:
        phrases_here = (self._phrase(count, skip=skip) for count in range(4, 0, -1))
        return next((one for one in phrases_here if one and self.world.is_period(one)), "")

    def _period(self) -> int:
        phrase = self._longest_period()
        return self._set("period", phrase, len(phrase.split())) if phrase else 0

    def _not_answered(self) -> int:
        phrase = self._one_of(_NOT_ANSWERED)
        if phrase and self.refusal is None:
            self.refusal = Usage(why="not_answered", words=phrase)
        return len(phrase.split())

    def _filler(self) -> int:
        return 1 if self.words[self._at] in _FILLERS else 0


def _read(words: Sequence[str], world: _World, *, depth: int) -> Asked | Usage:
    reader = _Reader(words, world)
    reader.read()
    if reader.refusal is not None and reader.refusal.why != "twice":
        return reader.refusal
    if reader.unread:
        return _not_understood(words, reader.unread, world, depth)
    if reader.refusal is not None:
        return reader.refusal
    slots = reader.slots
    if not slots and not reader.show:
        return Usage(why="not_understood", words=" ".join(words))
    if slots.get("compare") in (PREVIOUS, LAST_YEAR) and "period" not in slots:
        offer = f"{' '.join(words[: words.index(slots['compare'].split()[0])])}".rsplit(" ", 1)[0]
        return Usage(why="compare", words=slots["compare"], nearest=(f"{offer} last quarter vs {slots['compare']}",))
    asked = Asked(
        metric=next((metric for metric in _METRICS.values() if metric == slots.get("metric")), "roi"),
        programme=slots.get("programme"),
        department=slots.get("department"),
        period=slots.get("period"),
        compare=slots.get("compare"),
        by="programme" if "by" in slots else None,
        cohort="cohort" in slots,
        show=frozenset(reader.show),
    )
    return replace(asked, canonical=_canonical(asked, world), question=_question(asked))


def _not_understood(words: Sequence[str], unread: Sequence[int], world: _World, depth: int) -> Usage:
    """What was not understood, with whole questions beside it where little is missing to one."""
    run = [unread[0]]
    while run[-1] + 1 in unread:
        run.append(run[-1] + 1)
    typed = " ".join(words[at] for at in run)
    vocabulary = world.vocabulary()
    offers: dict[str, None] = {}
    if depth < _MOST_OFFERS:
        for start, end, phrase in near(words, unread[0], vocabulary):
            mended = [*words[:start], *phrase.split(), *words[end:]]
            again = Usage(why="help") if mended == ["help"] else _read(mended, world, depth=depth + 1)
            if isinstance(again, Asked) or again.why == "help":
                offers[" ".join(mended)] = None
            elif again.why == "did_you_mean":
                offers |= dict.fromkeys(again.nearest)
    if offers:
        return Usage(why="did_you_mean", words=typed, nearest=tuple(offers)[:_MOST_OFFERS])
    return Usage(why="not_understood", words=typed, nearest=nearest_phrases(typed, vocabulary)[:_MOST_OFFERS])


def _question(asked: Asked) -> str:
    """The question in words that read back to it."""
    parts = [asked.metric]
    if asked.programme is not None:
        parts.append(f"programme {asked.programme}")
    if asked.department is not None:
        parts.append(f"department {asked.department}")
    parts += [asked.period] if asked.period is not None else []
    parts += [f"vs {asked.compare}"] if asked.compare is not None else []
    parts += [f"by {asked.by}"] if asked.by is not None else []
    parts += ["cohort"] if asked.cohort else []
    return " ".join((*parts, *sorted(asked.show)))


def _canonical(asked: Asked, world: _World) -> str:
    names = [
        world.titles[slot, target]
        for slot, target in (("programme", asked.programme), ("department", asked.department))
        if target is not None
    ]
    return texts.canonical(
        metric=asked.metric,
        names=names,
        period=_period_words(asked.period, world),
        compare=None if asked.compare is None else _compare_words(asked, world),
        by=asked.by,
        cohort=asked.cohort,
        as_of=world.today,
    )


def _period_words(phrase: str | None, world: _World) -> str:
    if phrase is None:
        return texts.all_time()
    if phrase == "since launch":
        return phrase
    period = read_period(phrase, today=world.today, fiscal_start=world.fiscal_start)
    return texts.period_words(period.start, period.end, phrase)


def _compare_words(asked: Asked, world: _World) -> str:
    assert asked.compare is not None
    relative = {PREVIOUS: previous, LAST_YEAR: year_before}.get(asked.compare)
    if relative is None:
        return _period_words(asked.compare, world)
    if asked.period in (None, "since launch"):
        return asked.compare
    try:
        period = relative(read_period(str(asked.period), today=world.today, fiscal_start=world.fiscal_start))
    except (ValueError, OverflowError):
        return asked.compare
    return texts.period_words(period.start, period.end, asked.compare)


def _spent(match: re.Match[str], world: _World) -> Spent | Usage:
    if match["minutes"] is not None:
        hours = Decimal(match["minutes"]) / 60
    else:
        hours = Decimal(match["hours"].replace(",", ".")) + Decimal(match["rest"] or 0) / 60
    if not 0 < hours <= _MOST_HOURS:
        return Usage(why="hours", words=match[0].strip()[:60])
    found = Spent(hours=hours, programme=None, day=world.today)
    return _details(match["tail"].split(), found, world)
