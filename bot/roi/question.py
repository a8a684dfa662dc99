"""A typed question to the ledger: slots in any order, names matched exactly or by a unique beginning, never guessed.

What cannot be read is answered with usage: what was not understood, and the nearest questions that can be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.errors import UnknownPeriod
from bot.model.people import Department, Programme
from bot.roi.asked import Asked, Spent, Usage
from bot.roi.nearest import near, nearest_phrases
from bot.roi.periods import LAST_YEAR, PREVIOUS, previous, read_period, year_before
from bot.roi.slots import METRICS, Known, Reader, known, words_of
from bot.texts import questions as texts

_MOST_WORDS = 40
_MOST_OFFERS = 3
_MOST_HOURS = Decimal(1000)
_DURATION = re.compile(
    r"(?:spent|log|logged)\s+(?:"
    r"(?P<hours>[0-9]{1,6}(?:[.,][0-9]{1,4})?)\s*(?:hours|hour|hrs|hr|h)(?:\s*(?P<rest>[0-9]{1,2})\s*(?:minutes|min|m)?)?"
    r"|(?P<minutes>[0-9]{1,6})\s*(?:minutes|min|m))(?:\s+(?P<tail>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_AMOUNT = re.compile(r"[€$£]?([0-9]{1,6}(?:[.,][0-9]{1,4})?)[€$£]?")
_DATE_LIKE = re.compile(r"[0-9].*|(mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(day)?", re.IGNORECASE)


def parse(
    text: str,
    *,
    programmes: Sequence[Programme],
    departments: Sequence[Department],
    today: date,
    fiscal_start: int,
) -> Asked | Spent | Usage:
    """The question that the words ask, the hours that they record, or why they do neither."""
    about = known(programmes, departments, today, fiscal_start)
    hours = _DURATION.fullmatch(text.strip())
    if hours is not None:
        return _spent(hours, about)
    words = words_of(text)
    if not words or words == ["help"]:
        return Usage(why="help")
    if len(words) > _MOST_WORDS:
        return Usage(why="not_understood", words=" ".join(words)[:60] + " …")
    return _read(words, about, depth=0)


def _read(words: Sequence[str], about: Known, *, depth: int) -> Asked | Usage:
    reader = Reader(words, about)
    reader.read()
    if reader.refusal is not None and reader.refusal.why != "twice":
        return reader.refusal
    if reader.unread:
        return _not_understood(words, reader.unread, about, depth)
    if reader.refusal is not None:
        return reader.refusal
    slots = reader.slots
    if reader.metric is None and not slots and not reader.show:
        return Usage(why="not_understood", words=" ".join(words))
    asked = Asked(
        metric=reader.metric or "roi",
        programme=slots.get("programme"),
        department=slots.get("department"),
        period=slots.get("period"),
        compare=slots.get("compare"),
        by="programme" if "by" in slots else None,
        cohort="cohort" in slots,
        show=frozenset(reader.show),
    )
    if asked.compare in (PREVIOUS, LAST_YEAR) and asked.period is None:
        return Usage(why="compare", words=asked.compare, nearest=(question_of(replace(asked, period="last quarter")),))
    return replace(asked, canonical=_canonical(asked, about), question=question_of(asked))


def _not_understood(words: Sequence[str], unread: Sequence[int], about: Known, depth: int) -> Usage:
    """What was not understood, with whole questions beside it where only slips are between them."""
    run = [unread[0]]
    while run[-1] + 1 in unread:
        run.append(run[-1] + 1)
    typed = " ".join(words[at] for at in run)
    vocabulary = about.vocabulary()
    offers: dict[str, None] = {}
    if depth < _MOST_OFFERS:
        for start, end, phrase in near(words, run, vocabulary):
            mended = [*words[:start], *phrase.split(), *words[end:]]
            again = Usage(why="help") if mended == ["help"] else _read(mended, about, depth=depth + 1)
            if isinstance(again, Asked) or again.why == "help":
                offers[" ".join(mended)] = None
            elif again.why == "did_you_mean":
                offers |= dict.fromkeys(again.nearest)
            if len(offers) >= _MOST_OFFERS:
                break
    if offers:
        return Usage(why="did_you_mean", words=typed, nearest=tuple(offers)[:_MOST_OFFERS])
    return Usage(why="not_understood", words=typed, nearest=nearest_phrases(typed, vocabulary))


def question_of(asked: Asked) -> str:
    """The question in words that read back to it."""
    parts: list[str] = [asked.metric]
    parts += [f"programme {asked.programme}"] if asked.programme is not None else []
    parts += [f"department {asked.department}"] if asked.department is not None else []
    parts += [asked.period] if asked.period is not None else []
    parts += [f"vs {asked.compare}"] if asked.compare is not None else []
    parts += [f"by {asked.by}"] if asked.by is not None else []
    parts += ["cohort"] if asked.cohort else []
    return " ".join((*parts, *sorted(asked.show)))


def _canonical(asked: Asked, about: Known) -> str:
    names = []
    if asked.programme is not None:
        names.append(about.titles["programme", asked.programme])
    if asked.department is not None:
        names.append(about.titles["department", asked.department])
    return texts.canonical(
        metric=asked.metric,
        names=names,
        period=_period_words(asked.period, about),
        compare=None if asked.compare is None else _compare_words(asked, about),
        by=asked.by,
        cohort=asked.cohort,
        as_of=about.today,
    )


def _period_words(phrase: str | None, about: Known) -> str:
    if phrase is None:
        return texts.all_time()
    if phrase == "since launch":
        return phrase
    period = read_period(phrase, today=about.today, fiscal_start=about.fiscal_start)
    return texts.period_words(period.start, period.end, phrase)


def _compare_words(asked: Asked, about: Known) -> str:
    relative = {PREVIOUS: previous, LAST_YEAR: year_before}.get(asked.compare or "")
    if relative is None:
        return _period_words(asked.compare, about)
    if asked.period is None or asked.period == "since launch":
        return asked.compare or ""
    try:
        period = relative(read_period(asked.period, today=about.today, fiscal_start=about.fiscal_start))
    except (ValueError, OverflowError):
        return asked.compare or ""
    return texts.period_words(period.start, period.end, asked.compare or "")


def _spent(match: re.Match[str], about: Known) -> Spent | Usage:
    if match["minutes"] is not None:
        hours = Decimal(match["minutes"]) / 60
    else:
        hours = Decimal(match["hours"].replace(",", ".")) + Decimal(match["rest"] or 0) / 60
    if not 0 < hours <= _MOST_HOURS:
        return Usage(why="hours", words=match[0].strip()[:60])
    return _details((match["tail"] or "").split(), Spent(hours=hours, programme=None, day=about.today), about)


def _details(words: list[str], found: Spent, about: Known) -> Spent | Usage:
    """`for PROGRAMME`, `on DATE` and `at RATE` wherever they stand; the rest is the note."""
    note: list[str] = []
    at = 0
    while at < len(words):
        word = words[at].casefold()
        rest = words_of(" ".join(words[at + 1 : at + 7]))
        if word == "for":
            named = _programme(rest, about)
            if isinstance(named, Usage):
                return named
            count, programme = named
            if found.programme not in (None, programme):
                return Usage(why="twice", words="for", nearest=(str(found.programme), programme))
            found, at = replace(found, programme=programme), at + 1 + count
            continue
        day = _day(rest if word == "on" else [word], about)
        if day is not None and (word == "on" or word in ("today", "yesterday")):
            if day > about.today:
                return Usage(why="day", words=day.isoformat())
            found, at = replace(found, day=day), at + (2 if word == "on" else 1)
            continue
        if word == "on" and rest and _DATE_LIKE.fullmatch(rest[0]):
            return Usage(why="day", words=" ".join(rest[:2]))
        rate = _AMOUNT.fullmatch(rest[0]) if word == "at" and rest else None
        if rate is not None:
            found, at = replace(found, rate=Decimal(rate[1].replace(",", "."))), at + 2
            continue
        note.append(words[at])
        at += 1
    return replace(found, note=" ".join(note))


def _programme(words: Sequence[str], about: Known) -> tuple[int, str] | Usage:
    """The programme that the words begin with, and how many of them name it."""
    names = [name for name in about.names if name.slot == "programme"]
    for count in range(min(len(words), 6), 0, -1):
        phrase = " ".join(words[:count])
        whole = {name.target for name in names if name.words == phrase}
        begun = {name.target for name in names if len(phrase) >= 3 and name.words.startswith(phrase)}
        fitting = whole or begun
        if len(fitting) == 1:
            return count, fitting.pop()
        if fitting:
            return Usage(why="ambiguous", words=phrase, nearest=tuple(sorted(fitting)))
    typed = " ".join(words[:2])
    return Usage(why="not_understood", words=typed or "for", nearest=tuple(sorted({name.target for name in names})))


def _day(words: Sequence[str], about: Known) -> date | None:
    if not words:
        return None
    try:
        period = read_period(words[0], today=about.today, fiscal_start=about.fiscal_start)
    except UnknownPeriod:
        return None
    return period.start if period.unit == "day" else None


__all__ = ["METRICS", "Asked", "Spent", "Usage", "parse", "question_of"]
