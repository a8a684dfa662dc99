"""A typed question to the ledger: slots in any order, names matched exactly or by a unique beginning, never guessed.

What cannot be read is answered with usage: what was not understood, and the nearest questions that can be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import cast, get_args

from bot.model.answer import Metric
from bot.model.ledger import BenefitKind
from bot.model.people import Department, Programme
from bot.roi.accepted import clash
from bot.roi.asked import SUBJECTS, Asked, By, Show, Usage
from bot.roi.dated import with_dates
from bot.roi.names import Known, Slot, Terms, known, words_of
from bot.roi.nearest import near, nearest_phrases
from bot.roi.periods import LAST_YEAR, PREVIOUS, find_period, previous, read_period, year_before
from bot.roi.said import question_of
from bot.roi.slots import Reader
from bot.roi.typed import About, Typed, read_entry
from bot.texts import questions as texts

_I = re.compile(r"^i(?:'ve| have)?\s+(?=spent|logged|paid)", re.IGNORECASE)
_MOST_WORDS = 40
_MOST_OFFERS = 3
METRICS: tuple[Metric, ...] = get_args(Metric)
_OF_WORTH = ("kind", "channel", "topic")
"""Splits that only worth knows."""


def parse(
    text: str,
    *,
    programmes: Sequence[Programme],
    departments: Sequence[Department],
    today: date,
    fiscal_start: int,
    terms: Terms = Terms(),  # noqa: B008 - frozen
) -> Asked | Typed | Usage:
    """The question that the words ask, the entry that they record, or why they do neither."""
    about = known(programmes, departments, today, fiscal_start, terms=terms)
    said = _I.sub("", text.strip())
    entry = read_entry(said, About(programmes=tuple(programmes), today=today, fiscal_start=fiscal_start))
    if entry is not None:
        return entry
    words = words_of(text)
    if not words or words == ["help"]:
        return Usage(why="help")
    if len(words) > _MOST_WORDS:
        return Usage(why="not_understood", words=" ".join(words)[:60] + " …")
    words, as_of = _as_of(with_dates(words, today), about)
    if isinstance(as_of, Usage):
        return as_of
    if as_of is None:
        return _read(words, about, depth=0)
    found = _read(words or ["roi"], replace(about, today=as_of), depth=0)
    if isinstance(found, Usage):
        return found
    dated = replace(found, as_of=as_of)
    return replace(dated, question=question_of(dated))


def _as_of(words: list[str], about: Known) -> tuple[list[str], date | Usage | None]:
    """The words without `as of DAY`, and the day."""
    for at in range(len(words) - 2):
        if words[at : at + 2] != ["as", "of"]:
            continue
        period = find_period(words[at + 2], today=about.today, fiscal_start=about.fiscal_start)
        if period is None or period.unit != "day" or period.start is None or period.start > about.today:
            return words, Usage(why="day", words=" ".join(words[at : at + 4]))
        return [*words[:at], *words[at + 3 :]], period.start
    return words, None


def _read(words: Sequence[str], about: Known, *, depth: int) -> Asked | Usage:
    reader = Reader(words, about)
    reader.read()
    refusal = reader.refusal
    if refusal is not None and refusal.why != "twice":
        return refusal
    if reader.unread:
        if reader.slots.get("what") == "unit_cost" and "outcome" not in reader.slots:
            typed = " ".join(words[at] for at in reader.unread)
            return Usage(why="no_outcome", words=typed, nearest=about.terms.outcomes)
        return _not_understood(words, reader.unread, about, depth)
    if refusal is not None:
        return refusal
    if not reader.slots and not reader.several:
        return Usage(why="not_understood", words=" ".join(words))
    asked = _asked(reader)
    wrong = clash(asked, about, " ".join(words))
    if wrong is not None:
        return wrong
    asked = replace(asked, question=question_of(asked))
    return replace(asked, canonical=_canonical(asked, about))


def _asked(reader: Reader) -> Asked:
    slots = reader.slots
    what = slots.get("what") or _implied(slots)
    return Asked(
        metric=what if what in METRICS else "roi",
        subject=what if what in SUBJECTS else None,
        programme=slots.get("programme"),
        department=slots.get("department"),
        topic=slots.get("topic"),
        insight=slots.get("insight"),
        group=slots.get("group"),
        change=slots.get("change"),
        outcome=slots.get("outcome"),
        role=slots.get("role"),
        kind=cast(BenefitKind | None, slots.get("kind")),
        period=slots.get("period"),
        compare=slots.get("compare"),
        versus=slots.get("versus"),
        by=cast(By | None, slots.get("by")),
        currency=slots.get("currency"),
        credit=tuple(one for one in ("last", "first", "linear") if one in reader.several.get("credit", ())),
        cohort="cohort" in slots,
        show=frozenset(cast(Show, one) for one in reader.several.get("show", ())),
    )


def _implied(slots: dict[str, str]) -> str:
    """What is asked about where only other slots are filled."""
    if "change" in slots:
        return "effect"
    if "group" in slots or slots.get("by") == "hour":
        return "mood"
    worth = "kind" in slots or "topic" in slots or "insight" in slots or slots.get("by") in _OF_WORTH
    return "benefit" if worth else "unit_cost" if "outcome" in slots else "roi"


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


def _canonical(asked: Asked, about: Known) -> str:
    named: tuple[tuple[Slot, str | None], ...] = (("programme", asked.programme), ("department", asked.department))
    names = [about.titles[slot, name] for slot, name in named if name is not None]
    return texts.canonical(
        asked=texts.Called(
            what=asked.subject or asked.metric, kind=asked.kind, topic=asked.topic, insight=asked.insight,
            group=asked.group, change=asked.change, outcome=asked.outcome, role=asked.role,
        ),
        names=names,
        versus=None if asked.versus is None else about.titles["programme", asked.versus],
        period=_period_words(asked.period, about),
        compare=None if asked.compare is None else _compare_words(asked, about),
        extra=texts.extra_words(by=asked.by, cohort=asked.cohort, credit=asked.credit, currency=asked.currency),
        as_of=about.today,
    )  # fmt: skip


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


__all__ = ["METRICS", "Asked", "Terms", "Usage", "parse", "question_of"]
