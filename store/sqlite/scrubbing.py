"""Taking removed words out of the file: the full-text index keeps them until its segments are merged, and the
write-ahead log keeps the old pages until it is started anew. Both are done in small steps between commits.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.sqlite.transaction import OnSqlite


def scrub(open_: OnSqlite) -> bool:
    """Do one step; gives whether the next can follow at once. A full disk, or a reader that still sees the old pages,
    leaves it `owing`: to be tried after the next commit, or at the next start.
    """
    open_.owing = True
    try:
        if not open_.one("removal.scrub_asked"):
            open_.owing = False
        elif _merge(open_):
            return True
        else:
            open_.owing = not _truncate(open_)
    except sqlite3.OperationalError:
        if open_.connection.in_transaction:
            open_.connection.execute("rollback")
    return False


def _merge(open_: OnSqlite) -> bool:
    """Merge a little of the index; gives whether there is more."""
    connection = open_.connection
    connection.execute("begin immediate")
    before = connection.total_changes
    open_.run("scrub.step" if open_.scrubbing else "scrub.start")
    # The index reports its work as changes; fewer than two says that nothing was left to merge.
    open_.scrubbing = connection.total_changes - before >= 2
    connection.execute("commit")
    return open_.scrubbing


def _truncate(open_: OnSqlite) -> bool:
    """Start the log anew and note that all is done; gives whether it could be."""
    connection = open_.connection
    connection.execute("pragma busy_timeout = 0")
    busy, _, _ = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    connection.execute("pragma busy_timeout = 5000")
    if not busy:
        open_.run("removal.scrubbed")
    return not busy
