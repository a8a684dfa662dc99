"""One process thinks: an operating-system lock beside the database, which goes with the process however it ends."""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import suppress
from pathlib import Path

from bot.errors import ConfigError, StoreBusy, StoreFull
from bot.texts import memory as words

NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph", "glusterfs", "lustre",
     "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.glusterfs", "davfs", "fuse.davfs2"}
)  # fmt: skip
"""File systems on which locks and fsync cannot be trusted."""

MOUNTS = Path("/proc/mounts")
_CLEAN = b"closed\n"
_OCTAL = re.compile(r"\\([0-7]{3})")


class Lock:
    """The held lock; closing it lets the next process think. `clean`: the last holder closed in good order."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.clean = os.read(descriptor, len(_CLEAN)) == _CLEAN
        os.ftruncate(descriptor, 0)

    def close(self, *, clean: bool = True) -> None:
        """Let go. The file stays: removing it would let two processes lock two files of one name."""
        with suppress(OSError):  # a full disk: the next start checks more than it must
            os.pwrite(self._descriptor, _CLEAN if clean else b"", 0)
        os.close(self._descriptor)


def lock_path(database: Path) -> Path:
    """The file that is locked for this database."""
    return database.with_name(f"{database.name}.lock")


def take_lock(database: Path) -> Lock:
    """The lock of this database.

    Raises:
        StoreBusy: another process holds it.
        StoreFull: the folder cannot be written.
    """
    path = lock_path(database)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreFull(what=words.not_writable(path.parent), remedy=words.make_writable()) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise StoreBusy(what=words.held(path), remedy=words.stop_other()) from error
    return Lock(descriptor)


def is_held(database: Path) -> bool:
    """Whether a process holds the lock of this database. It is only looked at: nothing is made, nothing is kept."""
    try:
        descriptor = os.open(lock_path(database), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def refuse_network(folder: Path, mounts: Path = MOUNTS) -> None:
    """Check that the folder is on a local disk, where the system says so.

    Raises:
        ConfigError: it is on a network file system.
    """
    kind = file_system(folder, mounts)
    if kind in NETWORK:
        raise ConfigError(where=str(folder), what=words.network_disk(kind), remedy=words.local_disk())


def file_system(folder: Path, mounts: Path = MOUNTS) -> str:
    """The kind of the file system a folder is on ('' where the system does not list its mounts)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    place = folder.resolve()
    found, kind = Path(), ""
    for line in lines:
        _, where, what, *_ = line.split(" ")
        mount = Path(_OCTAL.sub(lambda octal: chr(int(octal.group(1), 8)), where))
        if place.is_relative_to(mount) and len(mount.parts) >= len(found.parts):
            found, kind = mount, what
    return kind
