"""SQLite: one file, one machine, no server.

`open_store` is how compose opens it, `connect` the same without a task; `backup` and `restore` work on the file.
Changes come in at `writing` (the one writer thread), are written by `applying` and the modules it names, and are read
by `listening`, `evidence`, `theming`, `finding`, `posting`, `keeping` and `room`, one for each stage's port.
"""

from store.sqlite.backups import Held, backup, restore
from store.sqlite.memory import SqliteStore
from store.sqlite.opening import connect, connect_to_read, open_store

__all__ = ["Held", "SqliteStore", "backup", "connect", "connect_to_read", "open_store", "restore"]
