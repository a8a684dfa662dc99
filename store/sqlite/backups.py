"""Copies of the file: a backup of live data, and putting one back."""

from __future__ import annotations

import os
import sqlite3
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from sqlite3 import Connection

from bot.errors import StoreDamaged, StoreError, StoreFull, StoreNewer
from bot.texts import memory as words
from store.migrations import steps
from store.queries import query
from store.sqlite import beside, connecting
from store.sqlite.failures import meaning
from store.sqlite.locking import refuse_network, take_lock
from store.sqlite.migrating import migrate, schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much a copy holds; `again`: how many mentions wait to be taken out again, as they were since."""

    mentions: int
    themes: int
    insights: int
    signals: int
    entries: int
    again: int = 0


def backup(path: Path, target: Path) -> Held:
    """Write a checked copy of the data to `target`, replacing what is there; works while another process writes.

    Raises:
        NotFound: there is no data.
        StoreFull: the copy cannot be written.
        StoreDamaged: the data or the copy fails its check.
    """
    if target.exists() and path.exists() and target.samefile(path):
        raise StoreError(what=words.onto_itself(target))
    part = copy(path, _part(target))
    with ExitStack() as stack:
        stack.callback(part.unlink, missing_ok=True)
        held = verify(part)
        part.replace(target)
    _sync(target.parent)
    return held


def restore(source: Path, path: Path) -> Held:
    """Put a backup in place of the data, in one step; what is there now is replaced.

    What the file beside the data tells of the time since holds: who was taken out waits in the inbox to be taken out
    again, and what was posted is not posted again.

    Raises:
        NotFound: there is no such backup.
        StoreBusy: a process works with the data.
        StoreNewer: a later version wrote the backup.
        StoreDamaged: the backup fails its check.
        StoreFull: the disk is full or read-only.
    """
    refuse_network(path.parent)
    verify(source)
    with ExitStack() as stack:
        lock = take_lock(path)
        stack.callback(lock.close)
        part = copy(source, _part(path))
        stack.callback(part.unlink, missing_ok=True)
        again = _brought_up(part, path)
        held = replace(verify(part), again=again)
        _clear_log(path)
        part.replace(path)
        _sync(path.parent)
    return held


def _brought_up(part: Path, path: Path) -> int:
    """Bring the copy to what happened since it was made. A copy of an older schema is brought there first."""
    try:
        with closing(connecting.writing(part)) as made:
            if schema(made) < steps()[-1].number:
                migrate(made, steps(), fp=_nothing, done=_nothing)
            again = beside.apply(made, beside.read(beside.place(path)))
            made.execute("pragma journal_mode = delete").fetchone()
    except sqlite3.Error as error:
        raise meaning(error, str(part)) from error
    _sync(part)
    return again


def _nothing(step: object) -> None:
    """Told to nobody."""


def set_aside(path: Path, target: Path) -> None:
    """Write a copy of data of an older schema to `target`. Raises as `backup`."""
    part = copy(path, _part(target))
    with closing(connecting.reading(part)) as made:
        connecting.check_whole(made, part)
    part.replace(target)
    _sync(target.parent)


def copy(path: Path, target: Path) -> Path:
    """Write the data as it stands now to `target`, in one piece; gives `target`."""
    whole = False
    try:
        target.unlink(missing_ok=True)
        with closing(connecting.reading(path)) as live, closing(sqlite3.connect(target)) as made:
            live.backup(made)
            made.execute("pragma journal_mode = delete").fetchone()
        _sync(target)
        whole = True
    except sqlite3.Error as error:
        raise meaning(error, str(path)) from error
    except OSError as error:
        raise StoreFull(what=words.not_writable(target), remedy=words.make_writable()) from error
    finally:
        if not whole:
            for end in ("", "-journal"):
                with suppress(OSError):
                    target.with_name(target.name + end).unlink(missing_ok=True)
    return target


def verify(path: Path) -> Held:
    """Check a copy: its pages, its references, and that its figures agree with its rows. Gives how much it holds.

    Raises:
        NotFound: there is no such file.
        StoreNewer: a later version wrote it.
        StoreDamaged: it fails a check.
    """
    try:
        with closing(connecting.reading(path)) as copied:
            connecting.check_ours(copied, path)
            found, known = schema(copied), steps()[-1].number
            if found > known:
                raise StoreNewer(where=str(path), found=found, known=known, remedy=words.newer_remedy())
            _check(copied, path)
            mentions, themes, insights, signals, entries = _counts(copied, "held")
    except sqlite3.Error as error:
        raise meaning(error, str(path)) from error
    return Held(mentions=mentions, themes=themes, insights=insights, signals=signals, entries=entries)


def _check(copied: Connection, path: Path) -> None:
    (found,) = copied.execute("pragma integrity_check(1)").fetchone()
    if found != "ok":
        raise StoreDamaged(where=str(path), what=str(found), remedy=words.restore_backup())
    if copied.execute("pragma foreign_key_check").fetchone() is not None:
        raise StoreDamaged(where=str(path), what=words.loose_ends(), remedy=words.restore_backup())
    for rows, figure in (("rows", "rolled_up"), ("mentions", "indexed")):
        (held,), (counted,) = _counts(copied, rows), _counts(copied, figure)
        if held != counted:
            raise StoreDamaged(where=str(path), what=words.differs(counted, held), remedy=words.restore_backup())


def _counts(copied: Connection, name: str) -> tuple[int, ...]:
    found: tuple[int, ...] = copied.execute(query(f"check.{name}")).fetchone()
    return found


def _clear_log(path: Path) -> None:
    """Bring the old file's log into it and remove it: a log beside another file would be played into that one."""
    if path.exists():
        with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as old:
            old.execute("pragma wal_checkpoint(truncate)").fetchone()
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _part(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
