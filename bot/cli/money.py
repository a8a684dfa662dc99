"""`roi`: a question to the living ledger, or the evaluation of a ledger and a query from files."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.world import World, as_json, colours, data, passed, run, width
from bot.errors import BadFile, BadQuestion
from bot.texts import terminal as texts

if TYPE_CHECKING:
    from bot.compose.environment import Given


@click.command()
@click.argument("question", nargs=-1)
@click.option("--as-of", "as_of", metavar="T", help="As it was known at this date or time (default: now).")
@click.option("--ledger", metavar="FILE", help="A ledger as JSON, evaluated alone; needs --query.")
@click.option("--query", metavar="FILE", help="The question as JSON.")
@as_json
@passed
def roi(
    world: World, question: tuple[str, ...], *, as_of: str | None, ledger: str | None, query: str | None, json_: bool
) -> None:
    """Answer what acting on mentions was worth; without QUESTION, how to ask.

    The answer is read from the living ledger, and the read is kept in the audit log. With --ledger and --query two
    files are evaluated alone and the answer is JSON.

    Example: earshot roi listening desk last quarter
    """
    if bool(ledger) != bool(query):
        raise BadQuestion(what=texts.both_files(), remedy="")
    if ledger and query:
        if question:
            raise BadQuestion(what=texts.question_or_ledger(), remedy="")
        data(_evaluated(Path(ledger), Path(query)).rstrip("\n"))
        return
    _ask(world.given(), " ".join(question), as_of, json_=json_)


def _evaluated(ledger: Path, query: Path) -> str:
    from bot.roi import dump, evaluate, read_ledger, read_query

    return dump(evaluate(read_ledger(_json(ledger)), read_query(_json(query))))


def _json(path: Path) -> Mapping[str, object]:
    """A JSON object of a file, numbers exact.

    Raises:
        BadFile: it cannot be read, or is no JSON object.
    """
    try:
        value = json.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except OSError as wrong:
        what = texts.unreadable(wrong.strerror or "")
        raise BadFile(where=str(path), what=what, remedy=texts.make_readable()) from wrong
    except UnicodeDecodeError as wrong:
        raise BadFile(where=str(path), what=texts.not_utf8(), remedy=texts.save_utf8()) from wrong
    except (ValueError, RecursionError) as wrong:
        raise BadFile(where=str(path), what=texts.no_json(str(wrong)), remedy=texts.correct_json()) from wrong
    if not isinstance(value, dict):
        raise BadFile(where=str(path), what=texts.no_object(), remedy=texts.correct_json())
    return value


def _ask(given: Given, question: str, as_of: str | None, *, json_: bool) -> None:
    from bot.cli.asking import perform
    from bot.cli.opening import operator

    payload = {
        "question": question, "as_of": _moment(as_of, given) if as_of else None, "person": operator(),
        "width": width(), "colour": colours(sys.stdout.isatty()),
    }  # fmt: skip
    result = run(perform(given, "roi", payload))
    if not result["understood"]:
        # Usage: what can be asked is words, not data.
        click.echo(str(result["text"]), err=True)
        click.get_current_context().exit(0 if question in ("", "help") else 2)
    if json_ and result["answer"] is None:
        # Counts have no fields of the method: their words are the data.
        data(json.dumps({"text": str(result["text"])}, ensure_ascii=False))
        return
    data(str(result["answer" if json_ else "text"]).rstrip("\n"))


def _moment(text: str, given: Given) -> str:
    """The instant of a date (its end, in the organisation's zone) or of a time with offset.

    Raises:
        BadQuestion: it is neither.
    """
    from zoneinfo import ZoneInfo

    try:
        if len(text) == 10:
            return datetime.combine(
                date.fromisoformat(text), time.max, ZoneInfo(given.settings.organisation.timezone)
            ).isoformat()
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise BadQuestion(what=texts.no_moment(text), remedy=texts.moment_looks()) from wrong
    if moment.tzinfo is None:
        raise BadQuestion(what=texts.no_moment(text), remedy=texts.moment_looks())
    return moment.astimezone(UTC).isoformat()
