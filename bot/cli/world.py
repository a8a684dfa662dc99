"""What every command is given: where the state and the settings are, and the two streams it speaks on."""

from __future__ import annotations

import atexit
import gc
import json
import os
import shutil
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from bot.compose.environment import Given
    from bot.model.message import Message

T = TypeVar("T")
NARROWEST, WIDEST = 40, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The folder and the settings file that were named on the command line, if any."""

    data: Path | None
    config: Path | None

    def given(self) -> Given:
        """The settings and where they come from.

        Raises:
            ConfigError: with every problem found.
        """
        from bot.compose.environment import gather

        return gather(os.environ, data=self.data, config=self.config)


def words(text: str) -> None:
    """Say something to the person: on standard error."""
    click.echo(text, err=True)


def data(text: str) -> None:
    """Give data: on standard output."""
    click.echo(text)


def document(value: object) -> None:
    """Give one JSON document."""
    data(json.dumps(value, ensure_ascii=False, indent=2))


def lines(values: Iterable[Mapping[str, object]]) -> None:
    """Give JSON, one object a line."""
    for value in values:
        data(json.dumps(value, ensure_ascii=False))


def show(message: Message, *, err: bool = False) -> None:
    """Draw a message on standard output (or error), as wide as the terminal is."""
    from bot.compose.terminal import draw

    stream = sys.stderr if err else sys.stdout
    click.echo(draw(message, width=width(), colour=colours(stream.isatty())), err=err)


def width() -> int:
    """How many columns there are to write on (COLUMNS, else the terminal's)."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((100, 24)).columns))


def colours(tty: bool) -> bool:
    """Whether colours are wanted: on a terminal that is not dumb, unless NO_COLOR says no."""
    return tty and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def run(work: Coroutine[Any, Any, T]) -> T:
    """The result of asynchronous work."""
    import asyncio

    return asyncio.run(work)


def settle_in() -> None:
    """Set up this process; before numpy is imported."""
    # Vectors here are short: threads for them cost more than they bring.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What is made here is hardly ever part of a cycle: to look for some every 700 values is a tenth of all the work.
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.freeze)  # what is left ends with the process: it is searched no more


def passed(command: Callable[..., None]) -> Callable[..., None]:
    """A command that is handed the `World` first."""
    return click.pass_obj(command)


as_json = click.option("--json", "json_", is_flag=True, help="As JSON.")
