"""`try`: what Earshot would make of a file, storing nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.opening import content, progress, text_of
from bot.cli.readings import reading_json
from bot.cli.world import World, as_json, lines, passed, run, show, words
from bot.compose.environment import Given
from bot.compose.files import open_file
from bot.compose.instruments import Stage, stage
from bot.errors import BadInput
from bot.listening.columns import read_columns
from bot.listening.intake import read_mention
from bot.listening.privacy import redact
from bot.model.mention import Mention, Untrusted
from bot.model.message import Line, Message, Span, Table
from bot.model.reading import Probability
from bot.ports.world import Item, Source
from bot.routing.router import decide
from bot.texts import terminal as texts
from bot.understanding import Understood

FORMATS = click.Choice(("jsonl", "csv", "xlsx", "mbox"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One mention as it would be understood, its text as it would be shown."""

    mention: Mention
    text: str
    hidden: dict[str, int]
    understood: Understood
    departments: tuple[Probability, ...]


@click.command("try")
@click.argument("file", metavar="FILE|-")
@click.option("--format", "kind", type=FORMATS, help="What the file is, where it does not show.")
@click.option("--map", "mapping", metavar="FILE", help="Which column says what (made by an earlier import).")
@as_json
@passed
def try_(world: World, file: str, *, kind: str | None, mapping: str | None, json_: bool) -> None:
    """Show what Earshot would make of a file (JSONL, CSV, XLSX or mbox; - is standard input), and store nothing.

    For each mention: the text with personal data hidden, mood, intent, department and why, language.

    Example: earshot try reviews.csv
    """
    given = world.given()
    tried, bad = run(_try(given, file, kind, mapping))
    if json_:
        lines(_json(one) for one in tried)
    elif tried:
        show(_table(tried[: texts.TRIED]))
    for line in texts.bad_lines(bad[: texts.TRIED], len(bad)):
        words(line)
    hidden: Counter[str] = Counter()
    for one in tried:
        hidden.update(one.hidden)
    words(texts.tried(len(tried), len(tried) if json_ else min(len(tried), texts.TRIED), len(bad)))
    words(texts.hidden(hidden))
    if not given.settings.departments:
        words(texts.no_departments_yet())
    if bad and not tried:
        click.get_current_context().exit(1)


async def _try(
    given: Given, file: str, kind: str | None, mapping: str | None
) -> tuple[list[Tried], list[tuple[str, str]]]:
    now = datetime.now(UTC).replace(microsecond=0)
    zone = given.settings.organisation.timezone
    columns = read_columns(text_of(Path(mapping)), where=mapping) if mapping else None
    opened = open_file(
        content(file),
        name=texts.standard_input() if file == "-" else file,
        zone=zone,
        now=now,
        kind=kind,
        columns=columns,
    )
    if opened.guessed and opened.columns is not None:
        words(texts.guessed_columns([(key, " + ".join(names)) for key, names in opened.columns.columns.items()]))
    reader = await stage(given)
    tried: list[Tried] = []
    bad: list[tuple[str, str]] = []
    with progress(texts.reading_file(file)) as tell:
        async for items, done in _polled(opened.source):
            mentions = _mentions(items, bad, now)
            tried += _read(mentions, reader)
            tell(done)
    return tried, bad


async def _polled(source: Source) -> AsyncIterator[tuple[Sequence[Item], float | None]]:
    cursor, more = "", True
    while more:
        poll = await source.poll(cursor)
        yield poll.items, poll.done
        cursor, more = poll.cursor, poll.more


def _mentions(items: Sequence[Item], bad: list[tuple[str, str]], now: datetime) -> list[Mention]:
    found: list[Mention] = []
    for item in items:
        try:
            if item.error is not None:
                raise item.error
            one = read_mention(item.mention, where=item.position, arrived=now)
        except BadInput as wrong:
            bad.append((item.position, str(wrong)))
        else:
            found += [one] if isinstance(one, Mention) else []
    return found


def _read(mentions: Sequence[Mention], reader: Stage) -> list[Tried]:
    found = reader.read([one.text.raw for one in mentions])
    tried = []
    for mention, (understood, departments) in zip(mentions, found, strict=True):
        redacted = redact(mention.text.raw)
        counts = {str(kind): number for kind, number in redacted.counts.items()}
        tried.append(
            Tried(
                mention=mention, text=redacted.text, hidden=counts, understood=understood, departments=departments
            )
        )  # fmt: skip
    return tried


def _json(one: Tried) -> dict[str, object]:
    return {
        **reading_json(one.mention.source_id, one.understood, one.departments),
        "source": one.mention.source,
        "text": one.text,
        "hidden": one.hidden,
        "department": decide(one.departments),
        "because": one.departments[0].reason if decide(one.departments) else "",
        "harm": one.understood.harm,
    }


def _table(tried: Sequence[Tried]) -> Message:
    rows = tuple(tuple(_cell(text) for text in _row(one)) for one in tried)
    return Message(blocks=(Table(head=texts.tried_head(), rows=rows),), summary="")


def _row(one: Tried) -> tuple[str | Untrusted, ...]:
    department = decide(one.departments)
    reason = one.departments[0].reason if department else ""
    share = f" {one.departments[0].probability:.0%}" if department else ""
    understood = one.understood
    return (
        Untrusted(one.text), texts.mood(understood.sentiment, understood.confidence), understood.intent,
        f"{department or texts.triage()}{share}", Untrusted(texts.because(reason)), understood.language,
    )  # fmt: skip


def _cell(text: str | Untrusted) -> Line:
    return (Span(text=text),)
