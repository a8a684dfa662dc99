"""`import`: a file of mentions is taken in, resumed where it was left, then Earshot thinks once."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.cli.asking import perform
from bot.cli.opening import operator, progress, text_of
from bot.cli.trying import FORMATS
from bot.cli.world import World, as_json, document, passed, run, show, words
from bot.compose.environment import Given
from bot.compose.files import Opened, open_file, source_of, table_of
from bot.errors import BadFile, StoreFull
from bot.listening.columns import Columns, read_columns, write_columns
from bot.listening.privacy import redact
from bot.model.mention import Untrusted
from bot.model.message import Message, Span, Table
from bot.texts import memory
from bot.texts import terminal as texts


@click.command("import")
@click.argument("file", metavar="FILE|-")
@click.option("--format", "kind", type=FORMATS, help="What the file is, where it does not show.")
@click.option("--map", "mapping", metavar="FILE", help="Which column says what (made by an earlier import).")
@as_json
@passed
def import_(world: World, file: str, *, kind: str | None, mapping: str | None, json_: bool) -> None:
    """Take a file of mentions in (JSONL, CSV, XLSX or mbox, also gzipped; - is standard input), then think once.

    Lines of mention JSON are taken as they are. Columns of any other table are guessed, shown on five rows and saved
    as a small mapping file. Interrupted, it goes on where it was left; the same file again changes nothing. A table of
    orders, or of the figures of a programme (day, figure, count or cost), goes into the ledger.

    Example: earshot import reviews.csv
    """
    given = world.given()
    with _on_disk(file) as path:
        name = texts.standard_input() if file == "-" else Path(file).name
        if mapping is None and _into_ledger(given, path, name=name, kind=kind, json_=json_):
            return
        columns = _columns(given, path, name=name, kind=kind, mapping=mapping)
        payload: dict[str, Any] = {"path": str(path.absolute()), "name": name, "format": kind, "columns": columns}
        with progress(texts.reading_file(name)) as tell:
            result = run(perform(given, "import", payload, tell=tell))
    _report(result, json_=json_)


def _into_ledger(given: Given, path: Path, *, name: str, kind: str | None, json_: bool) -> bool:
    """Take in a table of orders, or of the figures of a programme; False where the file is none."""
    sort = table_of(path, name=name, kind=kind)
    if sort is None:
        return False
    words(texts.into_ledger(sort))
    payload: dict[str, Any] = {"path": str(path.absolute()), "name": name, "format": kind, "person": operator()}
    result: Mapping[str, Any] = run(perform(given, "enter", payload))
    if json_:
        document(result)
    shown = [(str(where), str(why)) for where, why in result["lines"]]
    for line in texts.bad_lines(shown, int(result["bad"])):
        words(line)
    words(str(result["words"]))
    if int(result["bad"]) and not int(result["kept"]) + int(result["unchanged"]):
        click.get_current_context().exit(1)
    return True


@contextmanager
def _on_disk(file: str) -> Iterator[Path]:
    """The file's path; standard input is kept in a file that only this user may read, while it is taken in."""
    if file != "-":
        yield Path(file)
        return
    descriptor, name = tempfile.mkstemp(prefix="earshot-", suffix=".input")
    try:
        with os.fdopen(descriptor, "wb") as kept:
            kept.write(sys.stdin.buffer.read())
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _columns(given: Given, path: Path, *, name: str, kind: str | None, mapping: str | None) -> str | None:
    """The mapping as TOML: the one named, the one saved earlier, or a guess; None for mention JSON.

    Raises:
        BadFile: file or mapping cannot be read, or no column holds texts.
    """
    saved = given.data / "mappings" / f"{source_of(name)}.toml"
    known = Path(mapping) if mapping else saved if saved.is_file() else None
    if known is not None:
        text = text_of(known)
        _open(given, path, name=name, kind=kind, columns=read_columns(text, where=str(known)))
        words(texts.mapping_used(str(known)))
        return text
    opened = _open(given, path, name=name, kind=kind, columns=None)
    if opened.columns is None:
        return None
    return _guessed(opened, opened.columns, saved)


def _open(given: Given, path: Path, *, name: str, kind: str | None, columns: Columns | None) -> Opened:
    zone = given.settings.organisation.timezone
    now = datetime.now(UTC).replace(microsecond=0)
    return open_file(path, name=name, zone=zone, now=now, kind=kind, columns=columns)


def _guessed(opened: Opened, columns: Columns, saved: Path) -> str:
    """Show the guess on five rows, save it, and give it."""
    text = write_columns(columns)
    try:
        saved.parent.mkdir(parents=True, exist_ok=True)
        saved.write_text(text, "utf-8")
    except OSError as wrong:
        raise StoreFull(what=memory.not_writable(saved.parent), remedy=memory.make_writable()) from wrong
    words(texts.guessed_columns([(key, " + ".join(names)) for key, names in columns.columns.items()]))
    show(_sample([columns.shape(row, number) for number, row in enumerate(opened.rows, start=1)]), err=True)
    for doubt in opened.doubts:
        words(doubt)
    words(texts.mapping_saved(str(saved)))
    if "text" not in columns.columns:
        what, remedy = texts.no_text(str(saved))
        raise BadFile(where=saved.stem, what=what, remedy=remedy)
    return text


def _sample(rows: Sequence[Mapping[str, object]]) -> Message:
    def cell(value: object) -> tuple[Span, ...]:
        if isinstance(value, Mapping):
            value = value.get("name") or value.get("id")
        return (Span(text=Untrusted(redact(str(value or "")).text)),)

    shown = tuple(tuple(cell(row.get(key)) for key in texts.guessed_head()) for row in rows)
    return Message(blocks=(Table(head=texts.guessed_head(), rows=shown),), summary="")


def _report(result: Mapping[str, Any], *, json_: bool) -> None:
    if json_:
        document(result)
    shown = [(str(where), str(why)) for where, why in result["lines"]]
    for line in texts.bad_lines(shown, int(result["bad"])):
        words(line)
    kept, unchanged, removed, bad = (int(result[key]) for key in ("kept", "unchanged", "removed", "bad"))
    words(texts.took_in(kept, unchanged, removed, bad) if kept + unchanged + removed + bad else texts.nothing_new())
    words(texts.found(int(result["themes"]), int(result["insights"])))
    if bad and not kept + unchanged + removed:
        click.get_current_context().exit(1)
