"""What is recorded by typing it: hours, money, a change. Questions to the ledger are read in `question`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from bot.errors import UnknownPeriod
from bot.model.answer import Period
from bot.model.people import Programme
from bot.roi.asked import Usage
from bot.roi.periods import read_period

MOST_HOURS = Decimal(1000)
CATEGORIES: dict[str, tuple[str, ...]] = {
    "listening": ("listening", "reading", "sorting", "monitoring"),
    "moderation": ("moderation", "moderating"),
    "answering": ("answering", "replying", "answers", "replies"),
    "audience": ("audience", "lists", "friends", "connections", "networking", "growing", "community"),
    "content": ("content", "writing", "posting", "article"),
    "fixing": ("fixing", "fix"),
    "analysis": ("analysis", "analysing", "analyzing", "reporting"),
    "training": ("training", "learning"),
    "running": ("running", "server", "hosting", "licence", "license", "setup"),
}
"""What time and money go into, with the words that mean it; building an audience is one of them.

`running` is what it takes to run Earshot itself.
"""
_AMOUNT = r"[0-9]{1,9}(?:[.,][0-9]{1,4})?"
_DURATION = re.compile(
    r"(?:spent|log|logged)\s+(?:"
    r"(?P<hours>[0-9]{1,6}(?:[.,][0-9]{1,4})?)\s*(?:hours|hour|hrs|hr|h)(?:\s*(?P<rest>[0-9]{1,2})\s*(?:minutes|min|m)?)?"
    r"|(?P<minutes>[0-9]{1,6})\s*(?:minutes|min|m))(?:\s+(?P<tail>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_PAID = re.compile(
    rf"(?:cost|spent|paid|pay|bought)\s+(?:(?P<sign>[€$£¥])\s*(?P<a>{_AMOUNT})|(?P<b>{_AMOUNT})\s*(?P<after>[€$£¥])"
    rf"|(?P<c>{_AMOUNT})\s*(?P<code>[a-z]{{3}}|euros?|dollars?|pounds?)|(?P<code1>[a-z]{{3}})\s*(?P<d>{_AMOUNT}))"
    r"(?:\s+(?P<tail>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_CHANGED = re.compile(r"changed\s+(?P<what>\S.*)", re.IGNORECASE | re.DOTALL)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "euro": "EUR", "euros": "EUR", "dollar": "USD",
          "dollars": "USD", "pound": "GBP", "pounds": "GBP"}  # fmt: skip
_CURRENCIES = frozenset("eur usd gbp jpy chf pln czk sek nok dkk huf ron bgn cad aud nzd inr brl zar try cny".split())
_RATE = re.compile(rf"[€$£]?({_AMOUNT})[€$£]?")
_DATE_LIKE = re.compile(r"[0-9].*|(mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(day)?", re.IGNORECASE)
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Hours that somebody worked, to be kept as a cost. `programme` None is the default one."""

    hours: Decimal
    programme: str | None
    day: date
    rate: Decimal | None = None
    note: str = ""
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """Money that was spent, to be kept as a cost. `programme` None is the default one."""

    amount: Decimal
    currency: str
    programme: str | None
    day: date
    category: str | None = None
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Something that was done differently from a day on. `programme` None is all of them."""

    what: str
    programme: str | None
    day: date


Typed: TypeAlias = Spent | Paid | Changed


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an entry is read against."""

    programmes: tuple[Programme, ...]
    today: date
    fiscal_start: int = 1

    def names(self) -> tuple[tuple[str, str], ...]:
        """Names as they may be typed, in small letters, each with the programme it means."""
        return tuple((" ".join(_words(name)), one.id) for one in self.programmes for name in (one.id, one.name))

    def period(self, phrase: str) -> Period | None:
        """The period that the words mean, None if they mean none."""
        try:
            return read_period(phrase, today=self.today, fiscal_start=self.fiscal_start, launch=self.today)
        except UnknownPeriod:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Details:
    """What stands behind the amount, as far as it was read."""

    programme: str | None = None
    day: date
    rate: Decimal | None = None
    note: str = ""


def read_entry(text: str, about: About) -> Typed | Usage | None:
    """The entry that the words record, why they record none, or None where they are no entry at all."""
    said = text.strip()
    hours = _DURATION.fullmatch(said)
    if hours is not None:
        return _spent(hours, about)
    paid = _PAID.fullmatch(said)
    if paid is not None and (currency := _currency(paid)):
        return _paid(paid, currency, about)
    changed = _CHANGED.fullmatch(said)
    if changed is not None and about.period(" ".join(_words(changed["what"]))) is None:
        return _changed(changed["what"], about)
    return None


def category_of(words: str) -> str | None:
    """The category that a word or its beginning means, None if it means none or several."""
    first = words.casefold()
    found = {name for name, said in CATEGORIES.items() if first in said}
    return found.pop() if len(found) == 1 else None


def _spent(match: re.Match[str], about: About) -> Spent | Usage:
    if match["minutes"] is not None:
        hours = Decimal(match["minutes"]) / 60
    else:
        hours = Decimal(match["hours"].replace(",", ".")) + Decimal(match["rest"] or 0) / 60
    if not 0 < hours <= MOST_HOURS:
        return Usage(why="hours", words=match[0].strip()[:60])
    found = _details((match["tail"] or "").split(), about, rate=True)
    if isinstance(found, Usage):
        return found
    note, category = _sorted(found.note)
    return Spent(
        hours=hours, programme=found.programme, day=found.day, rate=found.rate, note=note, category=category
    )  # fmt: skip


def _paid(match: re.Match[str], currency: str, about: About) -> Paid | Usage:
    amount = next(match[name] for name in ("a", "b", "c", "d") if match[name])
    found = _details((match["tail"] or "").split(), about)
    if isinstance(found, Usage):
        return found
    _, category = _sorted(found.note)
    return Paid(
        amount=Decimal(amount.replace(",", ".")), currency=currency, programme=found.programme, day=found.day,
        category=category, what=found.note,
    )  # fmt: skip


def _currency(match: re.Match[str]) -> str:
    """The code of a currency, '' where the word beside the number names none."""
    said = (match["sign"] or match["after"] or match["code"] or match["code1"]).casefold()
    return _SIGNS.get(said) or (said.upper() if said in _CURRENCIES else "")


def _changed(what: str, about: About) -> Changed | Usage:
    found = _details(what.split(), about)
    if isinstance(found, Usage):
        return found
    if not found.note:
        return Usage(why="not_understood", words=what[:60])
    return Changed(what=found.note, programme=found.programme, day=found.day)


def _sorted(note: str) -> tuple[str, str | None]:
    """The note, and its category where its first word is one; a note that is no more than that is not kept twice."""
    bare = note.removeprefix("on ")
    first, _, rest = bare.partition(" ")
    category = category_of(first)
    return ("" if category is not None and not rest else note), category


def _details(words: Sequence[str], about: About, *, rate: bool = False) -> _Details | Usage:
    """`for PROGRAMME`, `on DATE` and `at RATE` wherever they stand; the rest is the note.

    A programme's whole name also counts where it stands first, or right behind a category.
    """
    found, note = _Details(day=about.today), list[str]()
    at = 0
    while at < len(words):
        taken = _taken(words, at, found, about, rate=rate)
        if isinstance(taken, Usage):
            return taken
        if taken is None and found.programme is None and _leading(note):
            named = _whole_name(words[at:], about)
            taken = (named[0], replace(found, programme=named[1])) if named else None
        if taken is None:
            note.append(words[at])
            at += 1
        else:
            at += taken[0]
            found = taken[1]
    return replace(found, note=" ".join(note))


def _leading(note: Sequence[str]) -> bool:
    return not note or (len(note) == 1 and category_of(note[0]) is not None)


def _taken(
    words: Sequence[str], at: int, found: _Details, about: About, *, rate: bool
) -> tuple[int, _Details] | Usage | None:  # fmt: skip
    """How many words here say programme, day or rate, and what is known then; None if they say none of them."""
    word, rest = words[at].casefold(), _words(" ".join(words[at + 1 : at + 1 + _MOST_WORDS]))
    if word == "for":
        named = _programme(rest, about)
        if isinstance(named, Usage):
            return named
        if found.programme not in (None, named[1]):
            return Usage(why="twice", words="for", nearest=(str(found.programme), named[1]))
        return 1 + named[0], replace(found, programme=named[1])
    day = _day(rest if word == "on" else [word], about)
    if day is not None and (word == "on" or word in ("today", "yesterday")):
        if day > about.today:
            return Usage(why="day", words=day.isoformat())
        return (2 if word == "on" else 1), replace(found, day=day)
    if word == "on" and rest and _DATE_LIKE.fullmatch(rest[0]):
        return Usage(why="day", words=" ".join(rest[:2]))
    said = _RATE.fullmatch(rest[0]) if rate and word == "at" and rest else None
    return None if said is None else (2, replace(found, rate=Decimal(said[1].replace(",", "."))))


def _whole_name(words: Sequence[str], about: About) -> tuple[int, str] | None:
    """The programme whose whole name stands here, and of how many words it is."""
    for count in range(min(len(words), _MOST_WORDS), 0, -1):
        phrase = " ".join(_words(" ".join(words[:count])))
        named = {target for name, target in about.names() if name == phrase}
        if len(named) == 1:
            return count, named.pop()
    return None


def _programme(words: Sequence[str], about: About) -> tuple[int, str] | Usage:
    """The programme that the words begin with, and how many of them name it."""
    names = about.names()
    for count in range(min(len(words), _MOST_WORDS), 0, -1):
        phrase = " ".join(words[:count])
        whole = {target for name, target in names if name == phrase}
        begun = {target for name, target in names if len(phrase) >= 3 and name.startswith(phrase)}
        fitting = whole or begun
        if len(fitting) == 1:
            return count, fitting.pop()
        if fitting:
            return Usage(why="ambiguous", words=phrase, nearest=tuple(sorted(fitting)))
    said = " ".join(words[:2])
    return Usage(why="not_understood", words=said or "for", nearest=tuple(sorted({target for _, target in names})))


def _day(words: Sequence[str], about: About) -> date | None:
    period = about.period(words[0]) if words else None
    return period.start if period is not None and period.unit == "day" else None


def _words(text: str) -> list[str]:
    """Words in small letters without the punctuation around them."""
    bare = (word.strip(",;:?!\"'“”()[]<>*`").removesuffix(".") for word in text.casefold().split())
    return [word for word in bare if word]
