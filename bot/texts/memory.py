"""What the store says: why it refuses, what to do about it, and what it did to an older file."""

from __future__ import annotations

from pathlib import Path


def held(lock: Path) -> str:
    """Another process thinks."""
    return f"Another Earshot is working with this data ({lock})"


def lease_lost(name: str) -> str:
    """Another process took over what this one did."""
    return f"Another Earshot took over here ({name})"


def leave_it() -> str:
    """What to do after another process took over."""
    return "Nothing was written; the other one goes on with it"


def gone_meanwhile() -> str:
    """What was to be placed in a topic is gone, or was placed."""
    return "A mention was edited or removed while a topic was chosen for it"


def comes_again() -> str:
    """What to do about that."""
    return "Nothing was written; it is looked at again at once"


def stop_other() -> str:
    """What to do about another process."""
    return "Stop it first, or let it do the work"


def network_disk(kind: str) -> str:
    """The data folder is on a network file system."""
    return f"lies on a network file system ({kind}): neither file locks nor durable writes can be trusted there"


def local_disk() -> str:
    """What to do about a network file system."""
    return "Choose a folder on a local disk with --data"


def disk_full() -> str:
    """The disk is full."""
    return "the disk is full"


def not_writable(place: Path) -> str:
    """The folder or the file cannot be written."""
    return f"{place} cannot be written"


def newer_remedy() -> str:
    """What to do about a file of a newer version."""
    return "Update Earshot, or restore a backup of that version"


def older(found: int, known: int) -> str:
    """The file must be migrated first."""
    return f"the data is of schema {found} and this Earshot reads {known}; `earshot serve` upgrades it"


def backed_up(found: int, backup: Path) -> str:
    """A backup was written before migrating."""
    return f"Schema {found} found; a backup was written to {backup}"


def another_origin(where: str, later: str) -> str:
    """Two databases that are not copies of one."""
    return f"{where} and {later} are not copies of one and the same"


def others_at_work(where: str, found: int, known: int) -> str:
    """The tables are of the version before, and somebody of that version is at work with them."""
    return (
        f"{where} is of schema {found} and this Earshot writes {known}, while others are at work with it; run "
        "`earshot migrate --schema` once, which they outlive, then start this again"
    )


def migrated(number: int, name: str) -> str:
    """One migration was applied."""
    return f"Upgraded to schema {number} ({name})"


def rezoned(before: str, zone: str) -> str:
    """The organisation's time zone changed."""
    return f"The time zone changed from {before} to {zone}; the day of every mention was counted anew"


def not_ours() -> str:
    """The file is some other database."""
    return "it is not an Earshot database"


def too_old_sqlite(found: str, needed: str) -> str:
    """The SQLite library is too old."""
    return f"SQLite {found} is too old; {needed} or later is needed"


def differs(counted: int, rows: int) -> str:
    """A copy does not agree with itself."""
    return f"its figures count {counted} mentions, its rows {rows}"


def loose_ends() -> str:
    """A copy's rows refer to rows that are not there."""
    return "some of its rows belong to rows that are missing"


def onto_itself(target: Path) -> str:
    """A backup was asked for into the data itself."""
    return f"{target} is the data itself; name another file for the backup"


def perhaps_posted() -> str:
    """Why a post that waited when the backup was made is not posted."""
    return "restored from a backup: it may have been posted since"


def answers_late() -> str:
    """Why an answer that waited when the backup was made is not posted."""
    return "restored from a backup: nobody waits for this answer any more"


def restore_backup() -> str:
    """What to do about a damaged file."""
    return "Restore a backup: earshot restore FILE"


def free_disk() -> str:
    """What to do about a full disk."""
    return "Free some disk space; Earshot goes on by itself"


def make_writable() -> str:
    """What to do about a folder or file that cannot be written."""
    return "Let Earshot write there; it goes on by itself"


def read_only() -> str:
    """Something is to be written that was opened for reading."""
    return "the data was opened for reading only"


def stored_value() -> str:
    """Where a value is that cannot be read."""
    return "A stored value"


def closed() -> str:
    """Something is to be written after the end."""
    return "the data was closed"


def unreachable(where: str, error: str) -> str:
    """A database server does not answer."""
    return f"{where} cannot be reached ({error})"


def held_by_other() -> str:
    """Another process writes to the same database."""
    return "Another Earshot is working with this database"


def too_old_postgres(version: str) -> str:
    """The server is older than what is needed."""
    return f"PostgreSQL {int(version) // 10000} is too old"


def update_postgres() -> str:
    """What to do about an old server."""
    return "Use PostgreSQL 15 or newer"


def not_durable(name: str, value: str) -> str:
    """The server says that a commit is done before it is on disk."""
    return f"{name} is {value}: what is accepted could be lost"


def make_durable(name: str) -> str:
    """What to do about a server that may lose commits."""
    return f"Set {name} = on, for the server or for this database"


def nothing_to_move() -> str:
    """The side that is to be copied holds nothing, or only a part."""
    return "There is nothing whole to be moved there"


def target_not_empty() -> str:
    """The side that is to be written holds other data."""
    return "The target holds data already; name an empty file or database"


def not_whole(where: str) -> str:
    """A move was cut off."""
    return f"{where} is not whole: a move into it has not ended; run the same `earshot migrate` again"


def not_the_same(table: str) -> str:
    """What was copied is not what was there."""
    return f"The table {table} is not the same on both sides; nothing was switched over"
