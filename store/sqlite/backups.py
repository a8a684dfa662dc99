"""Copies of the file: backup of live data, and restore. (Next.)"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from store.sqlite import connecting


def copy(path: Path, target: Path) -> None:
    """Write the data as it stands now to `target`, in one piece and durably; writers go on meanwhile."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    with closing(connecting.reading(path)) as live, closing(sqlite3.connect(part)) as made:
        live.backup(made)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)


def backup(path: Path, target: Path) -> None:
    """A checked copy."""
    copy(path, target)
