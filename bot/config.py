"""Settings: a pure function from a mapping (file and environment, merged by compose) to frozen values.

An unknown key is an error that names the nearest known one; all errors are told at once. The
values of the organisation (departments, people, groups ...) are those of `bot.model.people`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from bot.errors import ConfigError
from bot.model.people import Department, Group, Person, PersonId, Place, Programme, SourceSpec

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLATFORMS = ("workspace", "slack", "terminal")
"""The platforms a channel may name: those this version can post to."""


def _zone(name: object) -> str:
    try:
        ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError) as wrong:
        raise ValueError("is not a time zone; write an IANA name such as Europe/Berlin") from wrong
    return str(name)


def _clock(text: object) -> str:
    try:
        return time.fromisoformat(str(text)).strftime("%H:%M")
    except ValueError as wrong:
        raise ValueError("is not a time of day; write it as 09:00") from wrong


def _place(text: object) -> str:
    try:
        place = Place.read(str(text))
    except ValueError as wrong:
        raise ValueError("is not a channel; write platform:channel, for example workspace:support") from wrong
    if place.platform not in PLATFORMS:
        known = " or ".join(PLATFORMS)
        raise ValueError(f"is on the platform {place.platform!r}, which is not configured; use {known}")
    return str(text)


Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Zone = Annotated[str, BeforeValidator(_zone)]
HourMinute = Annotated[str, BeforeValidator(_clock)]
ChannelName = Annotated[str, BeforeValidator(_place)]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Organisation(_Section):
    """Who uses this deployment. `timezone` rules the day and hour of every count and of ROI."""

    name: str = "Our organisation"
    timezone: Zone = "UTC"
    languages: tuple[str, ...] = ("en",)
    notices: ChannelName = "workspace:admin"


class DepartmentSettings(_Section):
    """One department: what it cares about, where it is reached, when its digest comes."""

    name: Name
    about: str = ""
    examples: tuple[str, ...] = ()
    channels: tuple[ChannelName, ...] = ()
    digest: HourMinute = "09:00"
    digest_days: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri")
    timezone: Zone | None = None


class PersonSettings(_Section):
    """One colleague; `ids` name them on each platform."""

    name: Name
    ids: tuple[str, ...] = ()
    department: str | None = None
    role: Literal["viewer", "editor", "finance", "admin"] = "viewer"


class SourceSettings(_Section):
    """One source: a module under adapters/sources, its owner, and when its silence is worth a word."""

    name: Name
    owner: str | None = None
    groups: tuple[str, ...] = ()
    silent_after_hours: Annotated[float, Field(gt=0)] = 24.0
    retention_days: Annotated[int, Field(gt=0)] | None = None


class GroupSettings(_Section):
    """One keyword group."""

    name: Name
    query: Annotated[str, Field(min_length=1)]


class ProgrammeSettings(_Section):
    """One programme: an effort with an aim and an owner."""

    id: Name
    name: str = ""
    owner: str | None = None
    departments: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class Posting(_Section):
    """When Earshot may speak: root posts a channel and day, quiet hours (local), and what an alert needs."""

    per_day: Annotated[int, Field(ge=1)] = 5
    quiet_from: HourMinute = "20:00"
    quiet_until: HourMinute = "07:00"
    alert_severity: Annotated[float, Field(ge=0, le=1)] = 0.6
    alert_mentions: Annotated[int, Field(ge=1)] = 10
    alert_people: Annotated[int, Field(ge=1)] = 5


class Web(_Section):
    """Where the server listens. `edge_port`: chats and hooks answer there and nowhere else."""

    port: Annotated[int, Field(ge=0, le=65535)] = 8765
    host: str = "127.0.0.1"
    edge_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    single_port: bool = False
    metrics_token: SecretStr | None = None


class WorkspaceSettings(_Section):
    """The local workspace; `url` is where browsers reach it, if not at the server's own address."""

    url: str | None = None


class SlackWorkspace(_Section):
    """One Slack workspace: its team id and the secrets of the internal app that is installed there."""

    team: Annotated[str, Field(pattern=r"^[TE][A-Z0-9]{2,}$")]
    bot_token: SecretStr
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None


class SlackSettings(_Section):
    """Slack. One workspace is named by `team` and its secrets, several by `workspaces`.

    With an app token events come by Socket Mode and no public address is needed; else over HTTP, signed.
    `enrol`: who is met in Slack for the first time becomes a viewer; without it an admin names everyone.
    """

    api_url: str = "https://slack.com/api/"
    team: Annotated[str, Field(pattern=r"^[TE][A-Z0-9]{2,}$")] | None = None
    bot_token: SecretStr | None = None
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    workspaces: tuple[SlackWorkspace, ...] = ()
    enrol: bool = True

    def all_workspaces(self) -> tuple[SlackWorkspace, ...]:
        """Every workspace, the one of the short form first; none where Slack is not configured."""
        if self.team is None or self.bot_token is None:
            return self.workspaces
        first = SlackWorkspace(
            team=self.team, bot_token=self.bot_token, app_token=self.app_token, signing_secret=self.signing_secret
        )
        return (first, *self.workspaces)


class StoreSettings(_Section):
    """Where memory is: a `sqlite:///path` address; without it `earshot.db` in the data folder."""

    url: str | None = None


class Retention(_Section):
    """How long text is kept."""

    days: Annotated[int, Field(gt=0)] = 400


class RoiSettings(_Section):
    """What the ROI method needs to know of this organisation (defaults are placeholders until set)."""

    base_currency: str = "EUR"
    fiscal_year_start_month: Annotated[int, Field(ge=1, le=12)] = 1
    hourly_rates: dict[str, str] = Field(default_factory=dict)
    default_hourly_rate: str | None = None
    cost_per_contact: dict[str, str] = Field(default_factory=dict)
    gross_margin: str | None = None
    incremental_share: str | None = None
    realisation: str | None = None


class Settings(_Section):
    """All settings as given; the organisation's own things are read through the methods."""

    organisation: Organisation = Organisation()
    departments: tuple[DepartmentSettings, ...] = ()
    people: tuple[PersonSettings, ...] = ()
    sources: tuple[SourceSettings, ...] = ()
    groups: tuple[GroupSettings, ...] = ()
    programmes: tuple[ProgrammeSettings, ...] = ()
    posting: Posting = Posting()
    http: Web = Web()
    workspace: WorkspaceSettings = WorkspaceSettings()
    slack: SlackSettings = SlackSettings()
    store: StoreSettings = StoreSettings()
    retention: Retention = Retention()
    roi: RoiSettings = RoiSettings()

    def all_departments(self) -> tuple[Department, ...]:
        """The departments as the domain knows them."""
        return tuple(
            Department(
                name=one.name,
                about=one.about,
                examples=one.examples,
                channels=tuple(Place.read(place) for place in one.channels),
                digest=one.digest,
                digest_days=tuple(DAYS.index(day) for day in one.digest_days),
                timezone=one.timezone,
            )
            for one in self.departments
        )

    def all_people(self) -> tuple[Person, ...]:
        """The people named in the settings; without ids they are `workspace:` and their name in small letters."""
        found = []
        for one in self.people:
            ids = one.ids or (f"workspace:{one.name.lower().replace(' ', '-')}",)
            found.append(Person(id=PersonId(ids[0]), name=one.name, ids=ids, department=one.department, role=one.role))
        return tuple(found)

    def all_groups(self) -> tuple[Group, ...]:
        """The keyword groups named in the settings."""
        return tuple(Group(name=one.name, query=one.query) for one in self.groups)

    def all_sources(self) -> tuple[SourceSpec, ...]:
        """The sources named in the settings."""
        return tuple(
            SourceSpec(
                name=one.name,
                owner=one.owner,
                groups=one.groups,
                silent_after_hours=one.silent_after_hours,
                retention_days=one.retention_days,
            )
            for one in self.sources
        )

    def all_programmes(self) -> tuple[Programme, ...]:
        """The programmes; the first one is the default. Without any there is one, named after the organisation."""
        named = tuple(
            Programme(
                id=one.id, name=one.name or one.id, owner=one.owner, departments=one.departments, groups=one.groups
            )
            for one in self.programmes
        )
        return named or (Programme(id="listening", name="Listening"),)


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
    problems = _crossed(settings)
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


def _crossed(settings: Settings) -> list[tuple[str, str, str]]:
    """Problems between settings: names and channels used twice, people in unknown departments."""
    found: list[tuple[str, str, str]] = []
    owners: dict[str, str] = {}
    names: set[str] = set()
    for department in settings.departments:
        if department.name.casefold() in names:
            found.append(("departments", f"two departments are named {department.name!r}", "Rename one."))
        names.add(department.name.casefold())
        for channel in department.channels:
            if channel in owners:
                what = f"{department.name!r} and {owners[channel]!r} have the same channel {channel!r}"
                found.append(("departments", what, "Give each its own, or merge the departments."))
            owners[channel] = department.name
    ids: dict[str, str] = {}
    known = {department.name for department in settings.departments}
    for person in settings.people:
        if person.department is not None and person.department not in known:
            near = difflib.get_close_matches(person.department, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Departments: {', '.join(sorted(known)) or 'none yet'}."
            found.append(("people", f"{person.name} is in the unknown department {person.department!r}", hint))
        for one in person.ids or (f"workspace:{person.name.lower().replace(' ', '-')}",):
            if one in ids:
                what = f"{one!r} is listed for {ids[one]} and for {person.name}"
                found.append(("people", what, "A person stands once, in one department."))
            ids[one] = person.name
    found += _slack_problems(settings)
    groups = [group.name for group in settings.groups]
    twice = sorted({name for name in groups if groups.count(name) > 1})
    found += [("groups", f"two keyword groups are named {name!r}", "Rename one.") for name in twice]
    return found


def _slack_problems(settings: Settings) -> list[tuple[str, str, str]]:
    """Problems between the Slack workspaces and the channels that name them."""
    found: list[tuple[str, str, str]] = []
    slack = settings.slack
    if (slack.team is None) != (slack.bot_token is None):
        missing, given = ("team", "bot_token") if slack.team is None else ("bot_token", "team")
        found.append(("slack", f"slack.{given} is set without slack.{missing}", f"Set slack.{missing} too."))
    workspaces = slack.all_workspaces()
    teams = [one.team for one in workspaces]
    twice = sorted({team for team in teams if teams.count(team) > 1})
    found += [("slack", f"the Slack workspace {team} is configured twice", "Remove one.") for team in twice]
    found += [
        ("slack", f"the Slack workspace {one.team} has neither an app token nor a signing secret",
         "Set app_token (Socket Mode) or signing_secret (events over HTTP).")
        for one in workspaces if one.app_token is None and one.signing_secret is None
    ]  # fmt: skip
    named = [(f"departments: {one.name}", place) for one in settings.departments for place in one.channels]
    for where, text in [*named, ("organisation.notices", settings.organisation.notices)]:
        place = Place.read(text)
        if place.platform == "slack" and place.workspace not in teams:
            known = f"Slack workspaces: {', '.join(teams)}." if teams else "Set slack.team and slack.bot_token first."
            what = f"the channel {text!r} is in a Slack workspace that is not configured"
            found.append((where, what, f"Write slack:TEAM/CHANNEL. {known}"))
    return found
