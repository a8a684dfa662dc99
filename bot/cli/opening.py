"""Opening what is there to be read: by a command that changes nothing, also while somebody serves."""

from __future__ import annotations

import asyncio
import getpass
import gzip
import sys
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import BadFile, NotFound
from bot.texts import terminal as texts

if TYPE_CHECKING:
    from bot.compose.app import App
    from bot.compose.environment import Given

_GZIP = b"\x1f\x8b"


class NothingYet(NotFound):
    """There is nothing in {where} yet. {remedy}"""


@asynccontextmanager
async def reading(given: Given) -> AsyncIterator[App]:
    """What is stored, to be read.

    Raises:
        NothingYet: nothing was taken in so far.
    """
    from bot.compose.app import open_app
    from bot.compose.memory import is_there

    if not is_there(given):
        raise NothingYet(where=given.data, remedy=texts.nothing_yet())
    async with open_app(given, write=False) as app:
        yield app


def operator() -> str:
    """Who sits at this terminal, for the audit log."""
    try:
        return f"operator:{getpass.getuser()}"
    except (KeyError, OSError):
        return "operator:unknown"


def text_of(path: Path) -> str:
    """What a text file says, gzipped or not.

    Raises:
        BadFile: it cannot be read.
    """
    try:
        held = path.read_bytes()
        return (gzip.decompress(held) if held.startswith(_GZIP) else held).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as wrong:
        what = texts.unreadable(getattr(wrong, "strerror", None) or str(wrong))
        raise BadFile(where=str(path), what=what, remedy=texts.make_readable()) from wrong
    except UnicodeDecodeError as wrong:
        raise BadFile(where=str(path), what=texts.not_utf8(), remedy=texts.save_utf8()) from wrong


def content(name: str) -> Path | bytes:
    """A file by its name, or what stands on standard input for `-`."""
    return sys.stdin.buffer.read() if name == "-" else Path(name)


@contextmanager
def progress(label: str) -> Iterator[Callable[[float | None], None]]:
    """A bar on standard error where somebody is watching, else nothing."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:
        yield lambda done: bar.update(max(0, int((done or 0) * 1000) - bar.pos))


async def stopped() -> None:
    """Returns when somebody asks this process to stop."""
    import signal

    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()
