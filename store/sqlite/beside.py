"""What must outlive a backup that is put back: who was taken out since, and what was posted since.

A file beside the database, one JSON object a line, written before the transaction that it tells of. It holds no text
and no address: of what was taken out the keyed hash of its key, of what was posted its key and the platform's id, and
of an insight parts of the keyed hashes of what it stands on, by which it is known again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from sqlite3 import Connection

from bot.model.changes import Change, MarkPost, RemoveMention
from bot.model.delivery import Delivery
from bot.model.insight import Insight, InsightId
from store.asking.reading import Snapshot
from store.changing.since import Told, bring, sketch, strength
from store.changing.transaction import keyed
from store.codec import load_as
from store.columns import micros
from store.sqlite.transaction import OnSqlite


def place(path: Path) -> Path:
    """Where the file of this database lies."""
    return path.with_name(f"{path.name}.beside")


Stands = Callable[[InsightId], Mapping[str, object]]
"""What an insight is known again by: its kind (`what`), and a sketch of what it stands on (`said`)."""


def tells(changes: Sequence[Change]) -> bool:
    """Whether the file keeps anything of these changes."""
    return any(
        _stays(one) if isinstance(one, RemoveMention) else isinstance(one, MarkPost) and one.delivery is not None
        for one in changes
    )


def lines(changes: Sequence[Change], key: bytes, *, stands: Stands) -> str:
    """What of these changes the file keeps; '' for most."""
    return "".join(f"{json.dumps(one, separators=(',', ':'))}\n" for one in _kept(changes, key, stands))


def stands_on(view: Snapshot, insight: InsightId, key: bytes) -> Mapping[str, object]:
    """What an insight is known again by, as it stands now."""
    row = view.row("record.held_insight", id=insight)
    if row is None:
        return {}
    keys = [(source, source_id) for source, source_id in view.rows("restore.evidence", insight=insight)]
    return {"what": load_as(Insight, row[0]).kind, "said": sketch(keys, key)}


def _kept(changes: Sequence[Change], key: bytes, stands: Stands) -> Iterator[Mapping[str, object]]:
    for change in changes:
        if isinstance(change, RemoveMention) and _stays(change):
            yield {
                "removed": keyed(key, *change.key), "state": change.state, "reason": change.reason,
                "at": micros(change.at),
            }  # fmt: skip
        elif isinstance(change, MarkPost) and change.delivery is not None:
            number = change.delivery.insight
            more = stands(number) if number is not None else {}
            yield {"posted": change.delivery.key, **_row(change.delivery), **more}


def _stays(change: RemoveMention) -> bool:
    """A source that is asked again says again what it took back, so keys that were never held need no line."""
    return change.state == "forgotten" or (change.state == "deleted" and change.id is not None)


def _row(one: Delivery) -> Mapping[str, object]:
    return {
        "kind": one.kind, "platform": one.place.platform, "workspace": one.place.workspace,
        "channel": one.place.channel, "message_id": one.message_id, "at": micros(one.at), "insight": one.insight,
        "level": one.level, "day": one.day,
    }  # fmt: skip


def append(path: Path, said: str) -> None:
    """Write lines at the end, durably. Raises OSError."""
    with path.open("ab") as file:
        if file.tell() and not _ended(path):
            file.write(b"\n")  # a crash cut the last line short
        file.write(said.encode())
        file.flush()
        os.fsync(file.fileno())


def _ended(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"


def read(path: Path) -> Told | None:
    """What the file says; None where there is none. A line that a crash cut short says nothing."""
    if not path.exists():
        return None
    told = Told()
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        one = _line(line)
        if "removed" in one:
            before = told.removed.get(str(one["removed"]))
            if before is None or strength(before) <= strength(one):
                told.removed[str(one["removed"])] = one
        elif "posted" in one:
            told.posted[str(one["posted"])] = one
    return told


def _line(line: str) -> Mapping[str, object]:
    try:
        one = json.loads(line)
    except ValueError:
        return {}
    return one if isinstance(one, dict) else {}


def apply(connection: Connection, told: Told | None) -> int:
    """Bring a backup to what happened since (see `changing.since`), in one transaction."""
    open_ = OnSqlite(connection)
    open_.begin()
    again = bring(open_, told)
    open_.commit()
    return again
