"""The yardsticks of the write measurement: scripts as one would write them for this one job, without a store."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import sqlite_utils

from bot.model.changes import KeepMention

MIGRATIONS = Path(__file__).parent.parent / "store" / "migrations"
PRAGMAS = (
    "pragma journal_mode = wal", "pragma synchronous = full", "pragma secure_delete = on",
    "pragma cache_size = -65536", "pragma temp_store = memory", "pragma foreign_keys = on",
)  # fmt: skip


def _micros(at: datetime) -> int:
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86400 + since.seconds) * 1000000 + since.microseconds


def open_raw(path: Path) -> sqlite3.Connection:
    """A new file with our pragmas and the table of mentions with its indices, and nothing else."""
    connection = _open(path)
    connection.execute("pragma foreign_keys = off")  # the other tables are not there
    for statement in _statements():
        if " mention " in statement and "virtual" not in statement:
            connection.execute(statement)
    return connection


def open_same(path: Path) -> sqlite3.Connection:
    """A new file with our pragmas and our schema."""
    connection = _open(path)
    for statement in _statements():
        connection.execute(statement)
    return connection


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return connection


def _statements() -> list[str]:
    files = sorted(MIGRATIONS.glob("*.sql"))
    return [one for file in files for one in file.read_text(encoding="utf-8").split(";\n")]


def _row(keep: KeepMention, voice: int) -> tuple[object, ...]:
    said, reading, author, theme = keep.mention, keep.reading, keep.mention.author, keep.assignment
    assert author is not None and theme is not None and said.url is not None
    return (
        keep.id, "live", _micros(said.at), said.source, said.kind, reading.sentiment, keep.department, theme.theme,
        theme.cosine, theme.threshold, keep.copy_of, voice, said.visibility, reading.language, keep.day, keep.hour,
        said.source_id,
        _micros(keep.arrived), _micros(said.edited), said.digest, said.conversation, said.in_reply_to, author.id,
        author.name.raw, author.followers, said.url.raw, said.channel, said.language, said.rating,
        said.engagement.likes, said.engagement.reposts, said.engagement.replies, "\n".join(said.marks), "", None,
        said.text.raw, json.dumps(said.rest) if said.rest else "", keep.shard,
    )  # fmt: skip


def write_same(connection: sqlite3.Connection, batch: Sequence[KeepMention], voices: dict[str, int]) -> None:
    """Exactly the rows, indices, full text and rollups that the store writes, in one transaction."""
    mentions, readings, words, groups, new = [], [], [], [], []
    days: Counter[tuple[str, str, str, str]] = Counter()
    hours: Counter[tuple[str, int, str, str]] = Counter()
    for keep in batch:
        said, reading, theme = keep.mention, keep.reading, keep.assignment
        assert theme is not None
        voice = voices.get(keep.voice)
        if voice is None:
            voice = voices[keep.voice] = len(voices) + 1
            new.append((voice, keep.voice))
        mentions.append(_row(keep, voice))
        words.append((keep.id, said.text.raw))
        readings.append((
            keep.id, reading.score, reading.confidence, reading.intent, reading.reader, reading.harm,
            json.dumps([[d.department, d.probability, d.reason] for d in reading.departments], ensure_ascii=False),
            reading.vector, keep.signature,
        ))  # fmt: skip
        days["all", keep.day, "all", reading.sentiment] += 1
        days["source", keep.day, said.source, reading.sentiment] += 1
        days["department", keep.day, keep.department or "", reading.sentiment] += 1
        days["theme", keep.day, str(theme.theme), reading.sentiment] += 1
        hours["source", keep.hour, said.source, reading.sentiment] += 1
        hours["theme", keep.hour, str(theme.theme), reading.sentiment] += 1
        for match in keep.groups:
            groups.append((keep.id, match.group, match.version, match.reason))
            days["group", keep.day, match.group, reading.sentiment] += 1
            hours["group", keep.hour, match.group, reading.sentiment] += 1
    connection.execute("begin immediate")
    connection.executemany("insert into voice values (?, ?)", new)
    connection.executemany(
        "insert into mention values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        mentions,
    )
    connection.executemany("insert into mention_text (rowid, text) values (?, ?)", words)
    connection.executemany("insert into reading values (?,?,?,?,?,?,?,?,?)", readings)
    connection.executemany("insert into mention_group values (?,?,?,?)", groups)
    connection.executemany(
        "insert into rollup_day values (?,?,?,?,?) on conflict do update set mentions = mentions + excluded.mentions",
        [(*key, count) for key, count in days.items()],
    )
    connection.executemany(
        "insert into rollup_hour values (?,?,?,?,?) on conflict do update set mentions = mentions + excluded.mentions",
        [(*key, count) for key, count in hours.items()],
    )
    connection.execute("commit")


def write_bare(connection: sqlite3.Connection, batch: Sequence[KeepMention]) -> None:
    """The mentions' own rows, in one transaction."""
    connection.execute("begin immediate")
    connection.executemany(
        "insert into mention values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        [_row(keep, keep.id) for keep in batch],
    )
    connection.execute("commit")


def write_utils(database: sqlite_utils.Database, batch: Sequence[KeepMention]) -> None:
    """The mentions' own rows by upsert_all, in one transaction; triggers write the full text."""
    database.table("mention").upsert_all([flat(keep) for keep in batch], pk="id", batch_size=len(batch))


def flat(keep: KeepMention) -> dict[str, object]:
    """The mention's own row, flat, as sqlite-utils takes it."""
    said, author = keep.mention, keep.mention.author
    assert author is not None and said.url is not None
    return {
        "id": keep.id, "state": "live", "at": _micros(said.at), "source": said.source, "kind": said.kind,
        "sentiment": keep.reading.sentiment, "department": keep.department,
        "theme": keep.assignment.theme if keep.assignment else None, "copy_of": keep.copy_of, "voice": keep.voice,
        "visibility": said.visibility, "language": keep.reading.language, "day": keep.day, "hour": keep.hour,
        "source_id": said.source_id, "arrived": _micros(keep.arrived), "edited": _micros(said.edited),
        "digest": said.digest, "conversation": said.conversation, "author": author.id, "author_name": author.name.raw,
        "followers": author.followers, "url": said.url.raw, "text": said.text.raw,
    }  # fmt: skip


def open_utils(path: Path, first: KeepMention) -> sqlite_utils.Database:
    """The mention table alone, with our indices on it and full text by trigger."""
    connection = sqlite3.connect(path)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    database = sqlite_utils.Database(connection)
    table = database.table("mention")
    table.insert(flat(first), pk="id")
    table.create_index(["source", "source_id"], unique=True)
    for columns in (["at"], ["theme", "at"], ["voice"]):
        table.create_index(columns)
    table.enable_fts(["text"], create_triggers=True, tokenize="unicode61 remove_diacritics 2")
    return database
