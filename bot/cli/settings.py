"""`config`: the settings and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import click

from bot.cli.opening import reading
from bot.cli.world import World, as_json, data, document, passed, run, show
from bot.compose.environment import Given
from bot.compose.memory import is_there
from bot.model.mention import Untrusted
from bot.model.message import Message, Span, Table
from bot.texts import operating as texts

_NAMED = ("department:", "person:", "group:")


@click.group()
def config() -> None:
    """Show the settings and where each comes from."""


@config.command("show")
@as_json
@passed
def show_(world: World, *, json_: bool) -> None:
    """List every setting with its value and its origin: file, variable, default, or added by a colleague.

    Example: earshot config show
    """
    given = world.given()
    found = [*_settings(given), *run(_added(given))]
    if json_:
        document([{"key": key, "value": value, "origin": origin} for key, value, origin in found])
        return
    rows = tuple(
        ((Span(text=key),), (Span(text=Untrusted(_shown(value))),), (Span(text=origin),))
        for key, value, origin in found
    )
    show(Message(blocks=(Table(head=texts.config_head(), rows=rows),), summary=""))


@config.command()
@passed
def export(world: World) -> None:
    """Write the settings as a file that Earshot reads, secrets left out.

    Example: earshot config export > earshot.toml
    """
    said = world.given().settings.model_dump(mode="json", exclude_none=True)
    data("\n".join(_toml(said)).strip())


_Setting = tuple[str, object, str]


def _settings(given: Given) -> Iterator[_Setting]:
    """Each setting with its value and origin; secrets are masked by their type."""
    for section, value in given.settings.model_dump(mode="json").items():
        if isinstance(value, list):
            origin = _origin(given, section)
            if not value:
                yield section, [], origin
            for number, one in enumerate(value, start=1):
                for key, inner in one.items():
                    yield f"{section}[{number}].{key}", inner, origin
        else:
            for key, inner in value.items():
                yield f"{section}.{key}", inner, _origin(given, f"{section}.{key}")


def _origin(given: Given, key: str) -> str:
    return given.origins.get(key) or texts.default()


async def _added(given: Given) -> list[_Setting]:
    """What colleagues added since: the last event of each department, person and group that still stands."""
    if not is_there(given):
        return []
    async with reading(given) as app:
        names = {one.id: one.name for one in app.standing.organisation.all_people}
        last = {event.subject: event for event in await app.store.setting_events()}
    return [
        (subject, dict(event.new), texts.added(names.get(event.person, "") if event.person else "", event.at))
        for subject, event in sorted(last.items())
        if subject.startswith(_NAMED) and event.new is not None
    ]


def _shown(value: object) -> str:
    if isinstance(value, str):
        return value
    return "-" if value is None else json.dumps(value, ensure_ascii=False)


def _toml(said: Mapping[str, object]) -> Iterator[str]:
    for section, value in said.items():
        if isinstance(value, list):
            for one in value:
                yield f"\n[[{section}]]"
                yield from _lines(one)
        elif isinstance(value, Mapping):
            lines = list(_lines(value))
            if lines:
                yield f"\n[{section}]"
                yield from lines


def _lines(table: Mapping[str, object]) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            inside = ", ".join(f"{_text(name)} = {_text(inner)}" for name, inner in value.items())
            yield f"{key} = {{ {inside} }}" if inside else f"{key} = {{}}"
        elif not any(word in key for word in ("token", "secret", "password", "seal_key")):
            yield f"{key} = {_text(value)}"


def _text(value: object) -> str:
    # JSON's strings, numbers and lists are TOML's too, but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
