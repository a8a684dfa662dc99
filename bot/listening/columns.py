"""Tables of any shape: which column says what, guessed, corrected by people, kept as a small mapping file."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from zoneinfo import ZoneInfoNotFoundError

from bot.errors import BadFile
from bot.listening.fields import moment_of, zone_of
from bot.texts import files as words

KEYS = (
    "text", "at", "id", "source", "kind", "author", "author_name", "followers", "url", "conversation", "in_reply_to",
    "likes", "reposts", "replies", "channel", "language", "rating", "edited", "visibility", "op",
)  # fmt: skip
"""What a column can be; `author` is the author's id, and name too where no other column is."""

IMPORT = "import:"
"""How the names begin under which places in files are kept; no source of mentions is called so, nor is it silent."""

EPOCH, EPOCH_MS = "epoch", "epoch_ms"
_COUNTS = ("followers", "likes", "reposts", "replies")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_EVERY = re.compile(r"(\d{1,6})\s?(s|m|h|d|w)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_RATING = re.compile(r"(-?\d+(?:[.,]\d+)?)(?:\s?(?:/|of|von|out of)\s?\d+)?(?:\s?(?:stars?|sterne?|★))?", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,3}(?:[,. ]\d{3})+|\d{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column says what. `columns` gives our key its column or columns (texts are joined by line).

    A row without a time gets `start`, and `every` later for each row after the first. `format` is
    a strptime pattern, `epoch` or `epoch_ms`. `department_of` gives a value of the column
    `department_column` its department, kept as a hint for routing under the mention's unknown key
    `department`.
    """

    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str | int | float] = field(default_factory=dict)
    zone: str | None = None
    format: str | None = None
    start: datetime | None = None
    every: timedelta = timedelta(0)
    department_column: str | None = None
    department_of: Mapping[str, str] = field(default_factory=dict)

    def shape(self, row: Mapping[str, object], number: int) -> dict[str, object]:
        """The mention JSON of the `number`th row (from 1). What is wrong with it is left for intake to name."""
        cells = {name: cell for name, cell in flat(row).items() if cell not in (None, "")}
        made: dict[str, object] = dict(self.constants)
        used: set[str] = set()
        for key, names in self.columns.items():
            filled = [name for name in names if name in cells]
            value = _value(key, [cells[name] for name in filled])
            if value is not None:
                used.update(filled)
                made[key] = value
        self._date(made, number)
        _nest(made, "author", {"author": "id", "author_name": "name", "followers": "followers"})
        _nest(made, "engagement", {name: name for name in ("likes", "reposts", "replies")})
        if self.department_column is not None:
            department = self.department_of.get(str(cells.get(self.department_column, "")))
            if department is not None:
                made["department"] = department
        rest = {name: cell for name, cell in cells.items() if name not in used}
        if rest:
            made["columns"] = rest
        if "id" not in made:
            made["id"] = content_id(cells)
        return made

    def _date(self, made: dict[str, object], number: int) -> None:
        for key in ("at", "edited"):
            if isinstance(made.get(key), str | int | float):
                made[key] = timed(str(made[key]), format=self.format, zone=self.zone)
        if "at" not in made and self.start is not None:
            made["at"] = (self.start + (number - 1) * self.every).isoformat()


def content_id(cells: Mapping[str, object]) -> str:
    """An id for a row that has none: the same cells have the same one, in any file."""
    said = json.dumps(cells, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str)
    return "row-" + hashlib.sha256(said.encode()).hexdigest()[:20]


def timed(cell: str, *, format: str | None, zone: str | None) -> str:  # noqa: A002 - as strptime calls it
    """The cell as RFC 3339, or as it stands where it is no such time."""
    cell = cell.strip()
    try:
        if format is None:
            moment = moment_of(cell, zone)
        elif format in (EPOCH, EPOCH_MS):
            moment = datetime.fromtimestamp(float(cell) / (1000 if format == EPOCH_MS else 1), UTC)
        else:
            moment = datetime.strptime(cell, format)  # noqa: DTZ007 - the zone follows
            if moment.tzinfo is None and zone is not None:
                moment = moment.replace(tzinfo=zone_of(zone))
    except (ValueError, OverflowError, OSError):
        return cell
    return cell if moment is None else moment.isoformat()


def flat(row: Mapping[str, object]) -> dict[str, object]:
    """The row with nested objects as columns named by their path: user.name."""
    found: dict[str, object] = {}
    for name, cell in row.items():
        if isinstance(cell, Mapping):
            found.update((f"{name}.{inner}", value) for inner, value in flat(cell).items())
        else:
            found[name] = cell
    return found


def _value(key: str, cells: list[object]) -> object:
    """What the cells say for the key; None where they are empty or say it in no way we read."""
    if not cells:
        return None
    if key == "text":
        return "\n".join(str(cell) for cell in cells)
    cell = cells[0]
    if not isinstance(cell, str):
        return cell
    if key in _COUNTS:
        match = _COUNT.fullmatch(cell.strip())
        return None if match is None else int(re.sub(r"\D", "", cell))
    if key == "rating":
        match = _RATING.fullmatch(cell.strip())
        stars = cell.count("★")
        return float(match[1].replace(",", ".")) if match else float(stars) if stars else None
    if key in ("kind", "op"):
        return cell.strip().lower()
    return cell


def _nest(made: dict[str, object], key: str, names: Mapping[str, str]) -> None:
    parts = {inside: made.pop(name) for name, inside in names.items() if name in made}
    if key == "author":
        parts.setdefault("id", parts.get("name"))
        parts.setdefault("name", parts.get("id"))
        if parts["id"] is None:
            return
    if parts:
        made[key] = parts


# --- the mapping file -----------------------------------------------------------------------------------------------

_PLACES = ("columns", "constants", "time", "departments")


def write_columns(columns: Columns) -> str:
    """The mapping as TOML; `read_columns` gives the same value back."""
    lines = ["[columns]"]
    for key, names in columns.columns.items():
        lines.append(f"{key} = {_toml(names[0] if len(names) == 1 else list(names))}")
    if columns.constants:
        lines += ["", "[constants]", *(f"{key} = {_toml(value)}" for key, value in columns.constants.items())]
    times: dict[str, str | None] = {
        "zone": columns.zone,
        "format": columns.format,
        "start": None if columns.start is None else columns.start.isoformat(),
        "every": _every(columns.every) if columns.every else None,
    }
    if any(times.values()):
        lines += ["", "[time]", *(f"{key} = {_toml(value)}" for key, value in times.items() if value)]
    if columns.department_column is not None:
        lines += ["", "[departments]", f"column = {_toml(columns.department_column)}", "", "[departments.of]"]
        lines += [f"{_toml(value)} = {_toml(name)}" for value, name in columns.department_of.items()]
    return "\n".join(lines) + "\n"


def read_columns(text: str, *, where: str) -> Columns:
    """The mapping that a file says.

    Raises:
        BadFile: it is no TOML, or says something that is not known or cannot be.
    """
    try:
        said = tomllib.loads(text)
        return _columns(said)
    except (tomllib.TOMLDecodeError, ValueError, ZoneInfoNotFoundError) as wrong:
        what, remedy = words.wrong_mapping(str(wrong))
        raise BadFile(where=where, what=what, remedy=remedy) from wrong


def _columns(said: Mapping[str, object]) -> Columns:
    _only(said, _PLACES, "the mapping")
    columns, constants, times, departments = (_table(said, place) for place in _PLACES)
    _only(columns, KEYS, "[columns]")
    _only(constants, KEYS, "[constants]")
    _only(times, ("zone", "format", "start", "every"), "[time]")
    _only(departments, ("column", "of"), "[departments]")
    zone, start, column = (
        _text(part, key) for part, key in ((times, "zone"), (times, "start"), (departments, "column"))
    )
    if zone is not None:
        zone_of(zone)
    began = None if start is None else moment_of(start, zone)
    if start is not None and (began is None or began.tzinfo is None):
        raise ValueError(f"start is {start!r}; expected a time with offset such as 2026-07-06T08:00:00Z")
    return Columns(
        columns={key: _names(key, value) for key, value in columns.items()},
        constants={key: value for key, value in constants.items() if isinstance(value, str | int | float)},
        zone=zone,
        format=_text(times, "format"),
        start=began,
        every=_span(_text(times, "every")),
        department_column=column,
        department_of={key: str(value) for key, value in _table(departments, "of").items()},
    )


def _only(said: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    for key in said:
        if key not in known:
            raise ValueError(f"{where} has the unknown key {key!r}; known are {', '.join(known)}")


def _table(said: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = said.get(key, {})
    if not isinstance(value, Mapping):
        raise ValueError(f"{key} is not a table")
    return value


def _text(said: Mapping[str, object], key: str) -> str | None:
    value = said.get(key)
    if isinstance(value, datetime):
        return value.isoformat()
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key} is not text in quotation marks")
    return value


def _names(key: str, value: object) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()
    if not names or not all(isinstance(name, str) and name for name in names):
        raise ValueError(f"{key} names no column")
    return names


def _span(text: str | None) -> timedelta:
    if text is None:
        return timedelta(0)
    match = _EVERY.fullmatch(text)
    if match is None:
        raise ValueError(f"every is {text!r}; expected a span such as 3h, 90m or 1d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _every(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for letter, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{letter}"
    return f"{seconds}s"


def _toml(value: object) -> str:
    # JSON's strings, lists and numbers are TOML's too, but for one control character that JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def source_of(name: str) -> str:
    """A file's name as the name of a source: `Reviews 2026.csv.gz` is `reviews-2026`."""
    stem = PurePath(name).name.partition(".")[0].lower()
    return _NOT_IN_NAMES.sub("-", stem).strip("-") or "file"


def place_of(name: str, columns: Columns | None) -> str:
    """Under which name the place in a file is kept: the file's name, and its columns where it has some."""
    place = IMPORT + source_of(name)
    if columns is None:
        return place
    # With other columns the same file says something else: it is read from its beginning.
    return f"{place}:{hashlib.sha256(write_columns(columns).encode()).hexdigest()[:8]}"
