"""What must outlive a backup that is put back: who was taken out since, and what was posted since.

A file beside the database, one JSON object a line, written before the transaction that it tells of. It holds no text
and no address: of what was taken out the keyed hash of its key, of what was posted its key and the platform's id.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import Connection

from bot.model.changes import Change, MarkPost, RemoveMention
from bot.model.delivery import Delivery
from bot.texts import memory as words
from store.changing.removal import STRENGTH
from store.changing.transaction import keyed
from store.codec import dump
from store.columns import micros
from store.sqlite.transaction import OnSqlite

AGAIN = "remove"
"""The kind of the inbox events that take out again what a backup brought back."""
NOTED = (RemoveMention, MarkPost)
"""The changes of which the file may keep something."""


@dataclass(slots=True)
class Told:
    """What the file says: removals by the hash of their key, the strongest of each; deliveries by key, the newest."""

    removed: dict[str, Mapping[str, object]] = field(default_factory=dict)
    posted: dict[str, Mapping[str, object]] = field(default_factory=dict)


def place(path: Path) -> Path:
    """Where the file of this database lies."""
    return path.with_name(f"{path.name}.beside")


def lines(changes: Sequence[Change], key: bytes) -> str:
    """What of these changes the file keeps; '' for most."""
    return "".join(f"{json.dumps(one, separators=(',', ':'))}\n" for one in _kept(changes, key))


def _kept(changes: Sequence[Change], key: bytes) -> Iterator[Mapping[str, object]]:
    for change in changes:
        if isinstance(change, RemoveMention) and _stays(change):
            yield {
                "removed": keyed(key, *change.key), "state": change.state, "reason": change.reason,
                "at": micros(change.at),
            }  # fmt: skip
        elif isinstance(change, MarkPost) and change.delivery is not None:
            yield {"posted": change.delivery.key, **_row(change.delivery)}


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
            if before is None or _strength(before) <= _strength(one):
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


def _strength(one: Mapping[str, object]) -> int:
    return STRENGTH.get(str(one.get("state")), 0)


def apply(connection: Connection, told: Told | None) -> int:
    """Bring a backup to what happened since: gives how many mentions wait in its inbox to be taken out again.

    Keys that were closed since are closed; a mention that is there again gets an inbox event, because what was learned
    from it and what quotes it has to go as well. Posts that were done since are marked so, and so is, where no file
    tells (None), every post that was waiting: it may have been posted, and nothing is said twice.
    """
    open_ = OnSqlite(connection)
    open_.begin()
    again = 0
    if told is None:
        open_.run("restore.settle_waiting", error=words.perhaps_posted())
    else:
        again = _remove(open_, told)
        _mark(open_, told)
        open_.run("restore.settle_answers", error=words.answers_late())
    open_.commit()
    return again


def _remove(open_: OnSqlite, told: Told) -> int:
    wanted = {
        hashed: one
        for hashed, one in told.removed.items()
        if STRENGTH.get(open_.one("removal.closed_one", hash=hashed) or "live", 0) < _strength(one)
    }
    if not wanted:
        return 0
    again = 0
    for source, source_id in open_.run("restore.keys").fetchall():
        one = wanted.pop(open_.hashed(source, source_id), None)
        if one is not None:
            payload = {"source": source, "id": source_id, "state": one["state"], "reason": one["reason"]}
            open_.run(
                "post.receive", event_id=f"{AGAIN}:{one['removed']}:{one['at']}", kind=AGAIN, payload=dump(payload),
                at=one["at"],
            )  # fmt: skip
            again += 1
    for hashed, one in wanted.items():
        open_.run("removal.close", hash=hashed, mention=None, state=one["state"], reason=one["reason"], at=one["at"])
    return again


def _mark(open_: OnSqlite, told: Told) -> None:
    """What was posted since. An insight that the backup does not know keeps its number free for another."""
    known = {number for (number,) in open_.run("restore.insights").fetchall()}
    for key, one in told.posted.items():
        if one["insight"] is None or one["insight"] in known:
            row = {name: value for name, value in one.items() if name != "posted"}
            open_.run("post.delivery", key=key, **row)
            open_.run("restore.posted", key=key, **row)
