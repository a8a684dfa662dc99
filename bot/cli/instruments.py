"""`spikes`, `summarise`, `match` and `preview`: one stage on a file, for calibration and for outside judges."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli.lines import Lines
from bot.cli.opening import text_of
from bot.cli.world import World, document, lines, passed, run, words
from bot.errors import BadInput
from bot.texts import terminal as texts


@click.command()
@click.argument("file", metavar="FILE.csv")
@click.option("--threshold", type=float, help="Score from which a rise is one (default: as in the product).")
def spikes(file: str, *, threshold: float | None) -> None:
    """Find sudden rises in a series (CSV of timestamp,value): JSON lines of {at, score}, one for each onset.

    Example: earshot spikes volume.csv
    """
    from bot.themes.spikes import THRESHOLD, scan

    names: dict[datetime, str] = {}
    values: list[tuple[datetime, float]] = []
    for at, name, value in _series(Path(file)):
        names[at] = name
        values.append((at, value))
    found = scan(values, threshold=THRESHOLD if threshold is None else threshold)
    lines({"at": names[at], "score": score} for at, score in found)


def _series(path: Path) -> Iterator[tuple[datetime, str, float]]:
    """Moments as they are written and as instants (UTC without offset), with values; an empty one is a gap."""
    bad = 0
    for number, row in enumerate(csv.reader(text_of(path).splitlines()), start=1):
        if not row or (number == 1 and not row[0][:1].isdigit()):
            continue
        try:
            at = datetime.fromisoformat(row[0].strip())
            value = float(row[1]) if row[1].strip() else float("nan")
        except (ValueError, IndexError):
            bad += 1
            if bad <= texts.TRIED:
                words(texts.bad_point(number))
            continue
        yield (at if at.tzinfo else at.replace(tzinfo=UTC)), row[0].strip(), value


@click.command()
@click.argument("file", default="-")
@click.option("--words", "most", type=click.IntRange(1, 1000), default=60, help="At most so many words (60).")
def summarise(file: str, *, most: int) -> None:
    """Summarise texts of one topic (JSONL of {id, text}, on standard input without FILE), each sentence a quote.

    Gives {headline, sentences: [{text, cites}]}; what cannot be proven by a text is left out.

    Example: earshot summarise --words 40 < topic.jsonl
    """
    document(run(_summary(file, most)))


async def _summary(file: str, most: int) -> dict[str, object]:
    from bot.compose.summaries import summary

    found = list(Lines(file))
    ids = [one.get("id", number) for number, one in enumerate(found, start=1)]
    headline, sentences = await summary([one["text"] for one in found], words=most)
    return {
        "headline": headline,
        "sentences": [{"text": text, "cites": [ids[cite] for cite in cites]} for text, cites in sentences],
    }


@click.command()
@click.argument("query")
@click.argument("file", default="-")
def match(query: str, *, file: str) -> None:
    """Show which texts a keyword query matches (JSONL of {id, text}, on standard input without FILE), and why.

    Mention JSON may be given too: then source, language, author, kind, rating and url can be asked for.

    Example: earshot match 'lumo NEAR/3 hot -ad' < texts.jsonl
    """
    from bot.listening.groups import About, Matcher

    matcher = Matcher([("query", query)])
    lines(
        {"id": one.get("id"), "reason": reason}
        for one in Lines(file)
        for _, reason in matcher.matches(one["text"], About.json(one))
    )


@click.command()
@click.argument("file", default="-")
@click.option(
    "--platform", type=click.Choice(("terminal", "workspace", "slack", "teams")), default="terminal",
    help="Where it would be posted.",
)  # fmt: skip
@passed
def preview(world: World, file: str, *, platform: str) -> None:
    """Show what would be posted for an insight that quotes a mention (mention JSON lines, on standard input).

    Example: earshot preview --platform workspace < mentions.jsonl
    """
    from bot.compose.previews import preview as payload
    from bot.listening.intake import read_mention
    from bot.model.mention import Mention

    given = world.given()
    departments = given.settings.departments
    department = departments[0].name if departments else "support"
    zone, now = ZoneInfo(given.settings.organisation.timezone), datetime.now(UTC)
    for number, one in enumerate(Lines(file, needs=()), start=1):
        try:
            mention = read_mention(one, where=f"line {number}", arrived=now)
        except BadInput as wrong:
            words(str(wrong))
            continue
        if isinstance(mention, Mention):
            said = payload(mention, platform, department=department, zone=zone, now=now)
            lines([{"id": mention.source_id, "payload": said}])
