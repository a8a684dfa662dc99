"""From a mapping (file and environment, merged by compose) to settings: all errors at once, each with its remedy."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from pydantic import BaseModel, ValidationError

from bot.config.crossed import crossed
from bot.config.settings import Settings
from bot.errors import ConfigError


def read_settings(raw: Mapping[str, object], *, origins: Mapping[str, str] | None = None) -> Settings:
    """The settings a mapping holds. `origins` says where a dotted key came from (file or variable).

    Raises:
        ConfigError: with every problem found, each with its place and what would be right.
    """
    origins = origins or {}
    try:
        settings = Settings.model_validate(dict(raw))
    except ValidationError as wrong:
        problems = [_problem(error, origins) for error in wrong.errors()]
        raise _config_error(problems) from wrong
    problems = crossed(settings)
    if problems:
        raise _config_error(problems)
    return settings


def known_keys() -> tuple[str, ...]:
    """Every setting as a dotted key; lists of tables are written `departments[].name`."""
    return tuple(sorted(_keys(Settings, "")))


def _keys(section: type[BaseModel], prefix: str) -> list[str]:
    found = []
    for name, spec in section.model_fields.items():
        inner = _section_of(spec.annotation)
        many = "[]" if str(spec.annotation).startswith("tuple") and inner else ""
        if inner:
            found += _keys(inner, f"{prefix}{name}{many}.")
        else:
            found.append(f"{prefix}{name}")
    return found


def _section_of(annotation: object) -> type[BaseModel] | None:
    for candidate in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def _problem(error: Mapping[str, object] | object, origins: Mapping[str, str]) -> tuple[str, str, str]:
    assert isinstance(error, Mapping)
    loc = error["loc"]
    assert isinstance(loc, tuple)
    dotted = ".".join(str(part) if not isinstance(part, int) else f"[{part + 1}]" for part in loc).replace(".[", "[")
    top = ".".join(str(part) for part in loc if not isinstance(part, int))
    where = origins.get(top) or origins.get(str(loc[0])) or "settings"
    if error["type"] == "extra_forbidden":
        here = _siblings(loc)
        near = difflib.get_close_matches(str(loc[-1]), here, n=1, cutoff=0.4)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(sorted(here))}."
        return (where, f"there is no setting {dotted!r}", hint)
    if error["type"] == "missing":
        return (where, f"{dotted} is missing", "Add it.")
    message = str(error["msg"]).removeprefix("Value error, ")
    found = error.get("input")
    joined = f"{dotted} = {found!r} {message}" if message.startswith("is ") else f"{dotted} = {found!r}: {message}"
    return (where, joined, "Correct the value.")


def _siblings(loc: tuple[object, ...]) -> list[str]:
    section: type[BaseModel] = Settings
    for part in loc[:-1]:
        if isinstance(part, str) and part in section.model_fields:
            section = _section_of(section.model_fields[part].annotation) or section
    return list(section.model_fields)


def _config_error(problems: list[tuple[str, str, str]]) -> ConfigError:
    where, what, remedy = problems[0]
    rest = "".join(f"\n{place}: {more}. {help_}" for place, more, help_ in problems[1:])
    return ConfigError(where=where, what=what, remedy=remedy + rest)
