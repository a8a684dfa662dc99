"""What the documentation says there is: commands, settings, adapters. `test_docs.py` compares it with what there is."""

import dataclasses
import re
import types
import typing
from collections.abc import Iterator

import click

_HEADING = re.compile(r"^#{2,4} `earshot ([^`]+)`", re.MULTILINE)
_ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
# In prose and in code blocks: `earshot`, its global options, then a word that must be a command.
_MENTION = re.compile(r"(?:^|[`$ ])earshot((?: --(?:data|config)[= ]\S+)*)((?: [a-z][a-z-]*)+)", re.MULTILINE)
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def commands(group: click.Command, path: str = "") -> Iterator[str]:
    """Every command below `group` by its words: `import`, `sources`, `sources add`."""
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            if not command.hidden:
                yield f"{path}{name}"
                yield from commands(command, f"{path}{name} ")


def options(group: click.Command, command: str) -> set[str]:
    """The long options of one command."""
    for word in command.split():
        assert isinstance(group, click.Group)
        group = group.commands[word]
    return {opt for param in group.params for opt in param.opts if opt.startswith("--")}


def settings(kind: type, path: str = "") -> Iterator[str]:
    """Every setting below a settings value by its dotted name; a list's entries by the name of the list."""
    hints = typing.get_type_hints(kind)
    for field in dataclasses.fields(kind):
        inner = _dataclass_in(hints[field.name])
        if inner is None:
            yield f"{path}{field.name}"
        else:
            yield from settings(inner, f"{path}{field.name}.")


def _dataclass_in(hint: object) -> type | None:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        # A value from the model (a price, a time of day) is one setting; a section of the settings is many.
        return hint if hint.__module__.startswith("bot.config") else None
    if typing.get_origin(hint) is types.UnionType or typing.get_args(hint):
        return next(filter(None, map(_dataclass_in, typing.get_args(hint))), None)
    return None


def documented_commands(text: str) -> list[str]:
    """The commands that docs/commands.md has a heading for, without their arguments."""
    return [" ".join(_words(heading)) for heading in _HEADING.findall(text)]


def sections(text: str) -> dict[str, str]:
    """Each documented command with the text below its heading."""
    parts = _HEADING.split(text)
    return {" ".join(_words(heading)): body for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


def rows(text: str) -> list[str]:
    """The names in the first column of a page's tables."""
    return _ROW.findall(text)


def mentioned_commands(text: str) -> set[str]:
    """Every `earshot WORDS` in code, as the words that follow; only its first or first two are the command."""
    return {words.strip() for code in _CODE.findall(text) for _, words in _MENTION.findall(code)}


def _words(heading: str) -> Iterator[str]:
    for word in heading.split():
        if not re.fullmatch(r"[a-z][a-z-]*", word):
            return
        yield word
