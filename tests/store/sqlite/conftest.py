"""Files of SQLite, opened as often as a test needs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from store.sqlite import SqliteStore, connect


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "earshot.db"


@pytest.fixture
def opened() -> Iterator[Callable[..., SqliteStore]]:
    """Opens a file for writing; it is closed with the test."""
    with ExitStack() as stack:

        def open_(
            path: Path, *, say: Callable[[str], None] = lambda sentence: None,
            fp: Callable[[str], None] = lambda name: None,
        ) -> SqliteStore:  # fmt: skip
            store = connect(path, zone="Europe/Berlin", token=lambda: "a-key-of-its-own", say=say, fp=fp)
            return stack.enter_context(closing(store))

        yield open_


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB of its own, where the system lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)
