"""A program whose commands are loaded when they are called; its help needs none of them."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, NamedTuple

import click

from bot.errors import BadQuery, BadQuestion, ConfigError, EarshotError, RemoteError, UnknownPeriod

FAILED, USAGE, CONFIGURATION, REMOTE, INTERRUPTED = 1, 2, 3, 4, 130


class Place(NamedTuple):
    """Where a command is: its module, its name there, and the line that the program's help shows."""

    module: str
    name: str
    help: str


class Shelf(MutableMapping[str, click.Command]):
    """Commands by name; taking one down loads its module."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places
        self._taken: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._taken:
            place = self._places[name]
            found = getattr(importlib.import_module(place.module), place.name)
            assert isinstance(found, click.Command)
            self._taken[name] = found
        return self._taken[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._taken[name] = command

    def __delitem__(self, name: str) -> None:
        del self._taken[name]

    def __iter__(self) -> Iterator[str]:
        yield from {**self._places, **self._taken}

    def __len__(self) -> int:
        return len({**self._places, **self._taken})


class Program(click.Group):
    """A group over a shelf that ends every error of ours as one sentence and an exit code."""

    def __init__(self, *args: Any, places: Mapping[str, Place], **more: Any) -> None:
        super().__init__(*args, **more)
        self.places = places
        self.commands = Shelf(places)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a newcomer meets them."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands from the shelf's own lines, loading none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in self.places.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; what it raises becomes words on standard error and an exit code."""
        try:
            return super().invoke(ctx)
        except EarshotError as wrong:
            click.echo(str(wrong), err=True)
            ctx.exit(code_of(wrong))
        except KeyboardInterrupt:
            from bot.texts.terminal import interrupted

            click.echo(interrupted(), err=True)
            ctx.exit(INTERRUPTED)


def code_of(wrong: EarshotError) -> int:
    """The exit code of an error."""
    if isinstance(wrong, ConfigError):
        return CONFIGURATION
    if isinstance(wrong, RemoteError):
        return REMOTE
    return USAGE if isinstance(wrong, BadQuestion | UnknownPeriod | BadQuery) else FAILED
