"""What the documentation says there is: commands, settings, adapters. `test_docs.py` compares it with what there is."""

import json
import re
import typing
from collections.abc import Iterator

import click
from pydantic import BaseModel

_HEADING = re.compile(r"^#{2,4} `earshot ([^`]+)`", re.MULTILINE)
_ROW = re.compile(r"^\| `([^`]+)` \|(?:.*\| (.*?) \|$)?", re.MULTILINE)
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


def settings(kind: type[BaseModel], path: str = "") -> Iterator[tuple[str, str]]:
    """Every setting below a section with its default as TOML writes it; a list's entries by the name of the list."""
    for name, field in kind.model_fields.items():
        inner = _section_in(field.annotation)
        if inner is None:
            default = None if field.is_required() else field.get_default(call_default_factory=True)
            yield f"{path}{name}", "required" if field.is_required() else as_toml(default)
        else:
            yield from settings(inner, f"{path}{name}.")


def _section_in(hint: object) -> type[BaseModel] | None:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return hint
    return next(filter(None, map(_section_in, typing.get_args(hint))), None)


def as_toml(value: object) -> str:
    """A default as a page shows it; nothing is a dash."""
    if value is None or value == {}:
        return "-"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(as_toml, value))}]"
    return json.dumps(value) if isinstance(value, bool | str | int | float) else str(value)


def documented_commands(text: str) -> list[str]:
    """The commands that docs/commands.md has a heading for, without their arguments."""
    return [" ".join(_words(heading)) for heading in _HEADING.findall(text)]


def sections(text: str) -> dict[str, str]:
    """Each documented command with the text below its heading."""
    parts = _HEADING.split(text)
    return {" ".join(_words(heading)): body for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


def rows(text: str) -> list[tuple[str, str]]:
    """The names in the first column of a page's tables, each with its last column."""
    return [(name, last.strip("`")) for name, last in _ROW.findall(text)]


def mentioned_commands(text: str) -> set[str]:
    """Every `earshot WORDS` in code, as the words that follow; only its first or first two are the command."""
    return {words.strip() for code in _CODE.findall(text) for _, words in _MENTION.findall(code)}


def _words(heading: str) -> Iterator[str]:
    for word in heading.split():
        if not re.fullmatch(r"[a-z][a-z-]*", word):
            return
        yield word
