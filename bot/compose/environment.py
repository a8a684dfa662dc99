"""File and environment -> one mapping, with the origin of each key. The file is the floor."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.compose import failpoints
from bot.compose.kinds import check as check_source
from bot.config import Settings, known_keys, read_settings
from bot.errors import BadQuery, ConfigError
from bot.listening.groups import check
from bot.texts import operating as words

SHORT = {
    "EARSHOT_PORT": "http.port", "EARSHOT_EDGE_PORT": "http.edge_port", "DATABASE_URL": "store.url",
    "SLACK_BOT_TOKEN": "slack.bot_token", "SLACK_APP_TOKEN": "slack.app_token",
    "SLACK_SIGNING_SECRET": "slack.signing_secret", "MicrosoftAppId": "teams.app_id",
    "MicrosoftAppPassword": "teams.app_password", "MicrosoftAppTenantId": "teams.tenant_id",
    "MicrosoftAppType": "teams.app_type",
}  # fmt: skip
"""Names that stand for one setting; the vendors' usual ones among them."""

SECRETS = ("bot_token", "app_token", "signing_secret", "app_password", "metrics_token", "secret", "seal_key")
"""Settings that may lie in a file of their own, named by the setting with `_file` behind it."""

PLACES = ("EARSHOT_DATA", "EARSHOT_CONFIG", failpoints.VARIABLE)
"""Names that are no settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the outside gave: the settings, where each key came from, the folder of the state, a failpoint."""

    settings: Settings
    origins: Mapping[str, str]
    data: Path
    file: Path | None
    failpoint: str = ""


def gather(environ: Mapping[str, str], *, data: Path | None = None, config: Path | None = None) -> Given:
    """The settings from `config` (else EARSHOT_CONFIG, ./earshot.toml, DATA/earshot.toml) and the environment.

    Raises:
        ConfigError: with every problem found.
    """
    folder = data or Path(environ.get("EARSHOT_DATA") or "earshot-data")
    file = _file(environ, config, folder)
    raw, origins = _read_file(file) if file else ({}, {})
    for name, value in sorted(environ.items()):
        dotted = _dotted(name)
        if dotted is not None:
            secret = name.endswith("_FILE") and name not in SHORT
            _put(raw, dotted, _read_secret(name, value) if secret else value)
            origins[dotted] = name
    settings = read_settings(raw, origins=origins)
    _check_groups(settings, origins)
    _check_sources(settings, origins)
    return Given(
        settings=settings, origins=origins, data=folder, file=file,
        failpoint=environ.get(failpoints.VARIABLE, ""),
    )  # fmt: skip


def _check_groups(settings: Settings, origins: Mapping[str, str]) -> None:
    """Nothing, if the query of each keyword group can be read.

    Raises:
        ConfigError: it names the settings, each with the place in its query.
    """
    problems = []
    for number, group in enumerate(settings.groups, 1):
        try:
            check(group.name, group.query, [(one.name, one.query) for one in settings.groups])
        except BadQuery as wrong:
            problems.append(f"groups[{number}].query (of {group.name!r}) cannot be read: {wrong}")
    if problems:
        where = origins.get("groups.query") or origins.get("groups", "settings")
        raise ConfigError(where=where, what="\n".join(problems), remedy=words.correct_queries())


def _check_sources(settings: Settings, origins: Mapping[str, str]) -> None:
    """Nothing, if each source can be set up.

    Raises:
        ConfigError: the first that cannot, with what it needs.
    """
    where = origins.get("sources", "settings")
    for given, spec in zip(settings.sources, settings.all_sources(), strict=True):
        check_source(spec, where=where, named=given.kind is not None)


def _file(environ: Mapping[str, str], config: Path | None, folder: Path) -> Path | None:
    named = config or (Path(environ["EARSHOT_CONFIG"]) if environ.get("EARSHOT_CONFIG") else None)
    if named is not None:
        if not named.is_file():
            raise ConfigError(
                where=str(named), what="this configuration file does not exist", remedy="Correct the path."
            )
        return named
    return next((path for path in (Path("earshot.toml"), folder / "earshot.toml") if path.is_file()), None)


def _read_file(file: Path) -> tuple[dict[str, object], dict[str, str]]:
    try:
        raw: dict[str, object] = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as wrong:
        raise ConfigError(where=str(file), what=f"this is not TOML: {wrong}", remedy="Correct that line.") from wrong
    except UnicodeDecodeError as wrong:
        raise ConfigError(where=str(file), what="this file is not UTF-8", remedy="Save it as UTF-8.") from wrong
    except OSError as wrong:
        what = f"cannot be read ({wrong.strerror})"
        raise ConfigError(where=str(file), what=what, remedy="Give this user the right to read it.") from wrong
    _secrets(raw, file)
    return raw, {key: str(file) for key in _leaves(raw)}


def _secrets(raw: dict[str, object], file: Path) -> None:
    """Puts the secrets in place that the file says lie in files of their own (`bot_token_file = "/run/..."`)."""
    for key, value in list(raw.items()):
        inner = value if isinstance(value, list) else [value]
        for one in inner:
            if isinstance(one, dict):
                _secrets(one, file)
        stem = key.removesuffix("_file")
        if stem in SECRETS and stem != key and isinstance(value, str):
            raw[stem] = _read_secret(f"{key} in {file}", value)
            del raw[key]


def _leaves(raw: Mapping[str, object], prefix: str = "") -> list[str]:
    found = []
    for key, value in raw.items():
        found.append(prefix + key)
        if isinstance(value, dict):
            found += _leaves(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    found += _leaves(one, f"{prefix}{key}.")
    return found


def _dotted(name: str) -> str | None:
    """The setting an environment variable stands for; None where it is none of ours."""
    if name in SHORT or name.removesuffix("_FILE") in SHORT:
        return SHORT.get(name) or SHORT[name.removesuffix("_FILE")]
    if not name.startswith("EARSHOT_") or name in PLACES:
        return None
    bare = name.removeprefix("EARSHOT_")
    known = {key.replace(".", "__").upper(): key for key in known_keys() if "[]" not in key}
    for candidate in (bare, bare.removesuffix("_FILE")):
        if candidate in known:
            return known[candidate]
    section, _, rest = bare.partition("__")
    for key in known_keys():
        if "[]" in key and section.lower() == key.split("[")[0] and not rest:
            return section.lower()
    names = [*SHORT, *PLACES, *("EARSHOT_" + key for key in known)]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else "See docs/settings.md for all of them."
    raise ConfigError(where="environment", what=f"{name} is not a setting", remedy=hint)


def _read_secret(name: str, path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as wrong:
        what = f"{name} names {path}, which cannot be read ({wrong.strerror})"
        raise ConfigError(where="environment", what=what, remedy="Correct the path.") from wrong


def _put(raw: dict[str, object], dotted: str, value: str) -> None:
    *sections, last = dotted.split(".")
    inside = raw
    for section in sections:
        deeper = inside.setdefault(section, {})
        if not isinstance(deeper, dict):
            return
        inside = deeper
    inside[last] = _typed(value)


def _typed(value: str) -> object:
    """Lists and tables are written as JSON in a variable; all else stays text for the settings to read."""
    if value[:1] in "[{":
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            return value
    return value
