"""The digest of one department."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.delivery.cards import entry, plain, plain_entry
from bot.delivery.views import DigestView, ElsewhereView, ToldView
from bot.model.mention import Untrusted
from bot.model.message import Block, Entry, Header, Line, Message, Span, Text
from bot.texts import cards as texts
from bot.texts import figures
from bot.texts.pages import source_name
from bot.texts.sources import back, caught_up

ENTRIES = 5
"""A digest shows at most so many insights."""


def digest(view: DigestView) -> Message | None:
    """The digest, one line on a day without news, None (silence) where nothing was heard and nothing is open."""
    entries = [entry(card, number) for number, card in enumerate(view.cards[:ENTRIES], start=1)]
    sections = [line for line in (_elsewhere(view.elsewhere), _told(view), _missing(view)) if line]
    if not entries and not sections and not view.missed:
        return _quiet(view)
    title = texts.digest_title(view.department, view.day, view.since, late=view.late, zone=view.zone)
    before: list[Line] = [_head(view)]
    if view.missed:
        before.append((Span(text=texts.missed(view.missed), style="bad"),))
    after = [*([_still_open(view)] if view.still_open else []), *sections]
    hint = _hint(view, entries)
    blocks: list[Block] = [Header(text=title), *(Text(line=line) for line in before), *entries]
    blocks += [Text(line=line) for line in after]
    if hint:
        blocks.append(Text(line=hint, faint=True))
    words = [title + ".", *(plain(line) + "." for line in before), *(plain_entry(one) for one in entries)]
    words += [plain(line) for line in (*after, hint) if line]
    return Message(
        blocks=tuple(blocks), summary="\n".join(words), numbered={one.number: one.insight for one in entries}
    )


def with_entries(message: Message, entries: Sequence[Entry]) -> Message:
    """The digest with these entries in place of its own, in its plain words too."""
    fresh = {one.number: one for one in entries}
    summary = message.summary
    blocks: list[Block] = []
    for block in message.blocks:
        if isinstance(block, Entry) and fresh[block.number] != block:
            summary = summary.replace(plain_entry(block), plain_entry(fresh[block.number]))
            block = fresh[block.number]
        blocks.append(block)
    return replace(message, blocks=tuple(blocks), summary=summary)


def _quiet(view: DigestView) -> Message | None:
    """One line, or silence."""
    if not view.counts.mentions and not view.still_open:
        return None
    line = (Span(text=texts.nothing_new()), *_head(view))
    if view.still_open:
        line = (*line, Span(text=" · ", style="faint"), *_still_open(view))
    title = texts.digest_title(view.department, view.day, view.since, late=view.late, zone=view.zone)
    return Message(blocks=(Text(line=(Span(text=f"{title}: "), *line)),), summary=f"{title}: {plain(line)}")


def _head(view: DigestView) -> Line:
    """Mentions, people, and what is usual for the same days."""
    since, until = view.since.astimezone(view.zone), view.until.astimezone(view.zone)
    days = figures.days_between(since.date(), until.date() - timedelta(days=1))
    left_out = [source_name(source) for source in view.left_out]
    return (
        Span(text=texts.mentions(view.counts.mentions), style="strong", opens=view.rows),
        Span(text=texts.head_joint()),
        Span(text=texts.people(view.counts.people), opens=view.rows),
        Span(text=texts.head_usual(view.usual, days, left_out)),
    )


def _still_open(view: DigestView) -> Line:
    """The foremost by name and figures, so that nobody need remember them; the rest as a count of each kind."""
    if not view.foremost:
        return (Span(text=texts.still_open(view.still_open)),)
    rest = Counter(view.still_open)
    line: list[Span] = [Span(text=f"{texts.still_open_head()}  ", style="strong")]
    for one in view.foremost:
        rest[one.kind] -= 1
        line += [
            Span(text=" · " if len(line) > 1 else "", style="faint"), Span(text=one.title, topic=one.topic),
            Span(text=texts.open_kind(one.kind)), Span(text=texts.mentions(one.mentions), opens=one.rows),
            Span(text=texts.open_usual(one.usual, one.week)),
        ]  # fmt: skip
    more = {kind: count for kind, count in rest.items() if count > 0}
    return tuple(span for span in (*line, Span(text=texts.open_rest(more) if more else "")) if span.text != "")


def _elsewhere(others: Sequence[ElsewhereView]) -> Line:
    line: list[Span] = []
    for other in others:
        stand = other.stand
        line.append(Span(text=" · " if line else f"{texts.elsewhere()}  ", style="faint" if line else "strong"))
        line += [Span(text=texts.did(stand.department, stand.status)), Span(text=other.title, topic=other.topic)]
        if stand.status == "declined" and stand.detail:
            line += [Span(text=": “"), Span(text=Untrusted(stand.detail)), Span(text="”")]
    return tuple(line)


def _told(view: DigestView) -> Line:
    line: list[Span] = []
    for one in view.told:
        line.append(Span(text=" · " if line else f"{texts.fixed_and_told()}  ", style="faint" if line else "strong"))
        line += _one_told(one)
    return tuple(line)


def _one_told(one: ToldView) -> list[Span]:
    effect = one.effect or (Span(text=texts.no_effect_yet()),)
    line = [Span(text=one.title), Span(text=f" ({figures.day(one.fixed)}): "), *effect]
    if one.customers:
        ends = "" if plain(tuple(effect)).endswith(".") else "."
        line += [Span(text=f"{ends} "), Span(text=texts.told(one.told, one.customers), opens=one.rows)]
    return line


def _missing(view: DigestView) -> Line:
    line: list[Span] = []
    for gap in view.gaps:
        line.append(Span(text=" · " if line else f"{texts.missing()}  ", style="faint" if line else "strong"))
        line.append(Span(text=texts.silent(source_name(gap.source), gap.since, gap.owner, view.zone)))
    for one in view.back:
        line.append(Span(text=" · " if line else f"{back()}  ", style="faint" if line else "strong"))
        line.append(Span(text=caught_up(source_name(one.source), one.since, one.until, view.zone)))
        line.append(Span(text=figures.counted(one.mentions, "mention"), opens=one.rows))
    return tuple(line)


def _hint(view: DigestView, entries: Sequence[Entry]) -> Line:
    parts = [texts.react_hint(len(entries))] if entries else []
    if entries:
        parts.append(texts.head_counts(view.department))
    if view.dropped:
        parts.append(texts.dropped(view.dropped))
    return (Span(text=" · ".join(parts)),) if parts else ()
