"""An insight as a card: the root message of its own, and its entry in a digest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from bot.delivery.buttons import actions
from bot.delivery.views import CardView, Stand
from bot.model.insight import InsightKind, Routed
from bot.model.message import Block, Entry, Header, Line, Message, Quote, Span, Spark, Text
from bot.model.rows import Rows
from bot.texts import cards as texts
from bot.texts import figures
from bot.texts.pages import source_name
from bot.texts.routing import ask_for_help

Tone = Literal["bad", "warn", "good", "calm"]
_TONES: dict[InsightKind, Tone] = {
    "spike": "bad", "risk": "bad", "emerging": "warn", "repeat": "warn", "silence": "warn", "raised": "warn",
    "request": "calm", "praise": "good",
}  # fmt: skip
_WEEK = timedelta(days=7)
_PAST = timedelta(hours=6)  # so long nothing of a sudden rise was left: it is over, though it is still watched
_DESK_REASON = re.compile(r"[\d,]+ wrote to the help desk")
_BETWEEN = Span(text=" · ", style="faint")
_DOUBLED = 2
_ENOUGH_TO_GROW = 5
_FIRST_WEEKS = 3


def card(view: CardView) -> Message:
    """The root message of an insight in a place: everything, with two buttons and a menu."""
    shown = entry(view, 0)
    blocks: tuple[Block | None, ...] = (
        Header(text=shown.badge),
        Text(line=shown.title),
        Text(line=shown.figures),
        _drivers(view),
        shown.spark,
        shown.quote,
        Text(line=shown.why) if shown.why else None,
        shown.actions,
    )
    whole = tuple(block for block in blocks if block is not None)
    return Message(blocks=whole, summary=plain_entry(shown), insight=view.insight.id)


def entry(view: CardView, number: int) -> Entry:
    """The insight as entry `number` of a digest."""
    insight = view.insight
    growing = trend(view) is not None
    badge = texts.badge(
        insight.kind,
        status=insight.status,
        over=not insight.open or view.now - insight.numbers.until > _PAST,
        again=insight.level > 1,
        growing=growing,
        judged=bool(view.effect),
    )
    return Entry(
        number=number,
        insight=insight.id,
        badge=badge,
        tone="good" if insight.status in ("fixed", "told", "measured") else _TONES[insight.kind],
        title=title(view),
        figures=_figures(view),
        spark=_spark(view),
        quote=_quote(view),
        why=_why(view),
        actions=actions(view),
    )


def rows(view: CardView) -> Rows:
    """Exactly the mentions that the card's figures count."""
    numbers = view.insight.numbers
    return Rows(insight=view.insight.id, since=numbers.since, until=numbers.until)


def plain(line: Line) -> str:
    """A line as plain words, for summaries (each surface escapes a summary as a whole)."""
    return "".join(span.text if isinstance(span.text, str) else span.text.raw for span in line)


def plain_entry(shown: Entry) -> str:
    """An entry as plain words: the same content in the same order."""
    quote = f"“{shown.quote.text.raw}” {plain(shown.quote.origin)}." if shown.quote else ""
    figures_ = plain(shown.figures)
    head = f"{shown.badge}: {plain(shown.title)}"
    # A topic may be named by a whole sentence of somebody's.
    ended = head if head.endswith((".", "!", "?", "…")) else f"{head}."
    parts = [ended, f"{figures_}." if figures_ else "", quote, plain(shown.why)]
    number = f"{shown.number}. " if shown.number else ""
    return number + " ".join(part for part in parts if part)


def title(view: CardView) -> Line:
    """The topic, which opens its page, and the window of a sudden rise."""
    insight = view.insight
    if insight.kind == "silence" and insight.source:
        return (Span(text=source_name(insight.source), style="strong"),)
    named = Span(text=view.name or insight.label, style="strong", topic=insight.theme)
    if insight.kind != "spike":
        return (named,)
    window = figures.window(insight.numbers.since, insight.numbers.until, view.zone)
    return (named, Span(text=f" {window}", style="plain"))


def trend(view: CardView) -> tuple[float, date] | None:
    """What it was a week when its series began, where a wish or praise has at least doubled since; else None."""
    spark = view.spark
    if view.insight.kind not in ("request", "praise") or spark is None or spark.unit != "week":
        return None
    known = [value for value in spark.values if value is not None]
    first = [value for value in spark.values[:_FIRST_WEEKS] if value is not None]
    if len(known) <= _FIRST_WEEKS or not first or spark.values[-1] is None:
        return None
    then, last = sum(first) / len(first), spark.values[-1]
    begun = (spark.until - len(spark.values) * _WEEK).astimezone(view.zone).date()
    return (then, begun) if last >= _ENOUGH_TO_GROW and last >= _DOUBLED * then else None


def _figures(view: CardView) -> Line:
    insight, numbers, counted = view.insight, view.insight.numbers, rows(view)
    if insight.kind == "silence":
        return _joined([Span(text=texts.nothing_since(numbers.since, view.zone))])
    grown = trend(view)
    weekly = insight.kind not in ("spike", "risk") and abs(numbers.until - numbers.since - _WEEK) < timedelta(hours=26)
    begun = numbers.since.astimezone(view.zone).date()
    who = Span(text=texts.people(numbers.people), opens=counted)
    parts: list[Span] = []
    if weekly:
        recent = view.now - numbers.until < _WEEK
        words = texts.last_week(numbers.mentions) if recent else texts.week_from(numbers.mentions, begun)
        parts += [Span(text=words, style="strong", opens=counted)]
        if grown is not None:
            parts.append(Span(text=texts.rate_then(*grown)))
        elif numbers.usual is not None:
            parts.append(Span(text=texts.usual(numbers.usual)))
        if view.whole is not None and view.whole.people > numbers.people:
            who = Span(text=texts.people_so_far(view.whole.people), opens=Rows(insight=insight.id))
        parts.append(Span(text=texts.fixed_on(view.fixed)) if view.fixed is not None else who)
    else:
        parts += [Span(text=texts.mentions(numbers.mentions), style="strong", opens=counted), who]
        if insight.kind in ("risk", "emerging", "request", "raised"):
            parts.append(Span(text=texts.new_since(begun)))
        elif numbers.usual is not None:
            short = numbers.until - numbers.since < timedelta(days=1)
            when = figures.part_of_day(numbers.since, view.zone) if short else ""
            parts.append(Span(text=texts.usual(numbers.usual, when)))
    if numbers.copies:
        copies = Rows(insight=insight.id, since=numbers.since, until=numbers.until, copies="copies")
        parts.append(Span(text=texts.reposts(numbers.copies), opens=copies))
    return _joined(parts)


def _drivers(view: CardView) -> Text | None:
    """Which sources a rise came from; their differences add up to it."""
    parts = [(source_name(one.value), one.difference) for one in view.insight.drivers if one.difference]
    return Text(line=(Span(text=texts.driven(parts)),)) if parts else None


def _joined(parts: Sequence[Span]) -> Line:
    line: list[Span] = []
    for part in parts:
        line += [_BETWEEN, part] if line else [part]
    return tuple(line)


def _spark(view: CardView) -> Spark | None:
    if view.spark is None or not any(value is not None for value in view.spark.values):
        return None
    return Spark(values=view.spark.values, alt=texts.spark(view.spark.values, view.spark.unit))


def _quote(view: CardView) -> Quote | None:
    quote = view.quote
    if quote is None or not quote.text:
        return None
    clock = view.insight.kind in ("spike", "risk")
    origin = texts.said(source_name(quote.source), quote.at, clock=clock, now=view.now, zone=view.zone)
    return Quote(text=quote.text, origin=(Span(text=origin, style="faint"),))


def _why(view: CardView) -> Line:
    """Why it is here, how it stands here and elsewhere, and what became of a fix."""
    insight = view.insight
    own = next((stand for stand in view.stands if stand.department == view.department), None)
    sentences: list[Line] = [_because(view)]
    if own is not None and own.status != "new":
        sentences.append((Span(text=texts.stands(own.status, own.person, own.at, now=view.now, zone=view.zone)),))
    sentences += _also(view, [stand for stand in view.stands if stand is not own])
    if view.effect:
        sentences.append(view.effect)
    elif insight.status == "fixed" and view.fixed is not None and view.judged is not None:
        today = view.now.astimezone(view.zone).date()
        sentences.append((Span(text=texts.too_early(view.fixed, today, view.judged)),))
    return _spaced(sentences)


def _because(view: CardView) -> Line:
    if view.department is None:
        return (Span(text=texts.nobodys()),)
    routed: Routed | None = next((one for one in view.insight.departments if one.department == view.department), None)
    if routed is None or not routed.reason:
        return ()
    if _DESK_REASON.fullmatch(routed.reason):
        if not view.service:  # they did, but not in the time that the card counts
            return (Span(text=texts.here_because(ask_for_help())),)
        numbers = view.insight.numbers
        wrote = Rows(insight=view.insight.id, kind="service", since=numbers.since, until=numbers.until)
        return (
            Span(text=texts.here_because_begins()),
            Span(text=texts.wrote(view.service), opens=wrote),
            Span(text=texts.wrote_to_help_desk()),
        )
    return (Span(text=texts.here_because(routed.reason)),)


def _also(view: CardView, others: Sequence[Stand]) -> list[Line]:
    """What other departments did; those that did nothing yet in one sentence."""
    lines: list[Line] = []
    acted = [stand for stand in others if stand.status != "new"]
    for stand in acted:
        platform = stand.platform if stand.platform != view.home else ""
        words = texts.also_in(stand.department, stand.status, stand.at, platform, now=view.now, zone=view.zone)
        lines.append((Span(text=words),))
    waiting = [stand.department for stand in others if stand.status == "new"]
    if waiting:
        lines.append((Span(text=texts.has_it_too(waiting)),))
    return lines


def _spaced(sentences: Sequence[Line]) -> Line:
    line: list[Span] = []
    for sentence in sentences:
        if line and sentence:
            line.append(Span(text=" "))
        line += sentence
    return tuple(line)
