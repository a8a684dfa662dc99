"""What stands under each heading of the settings, but for the chats."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from bot.config.words import Address, ChannelName, Day, HourMinute, Name, PersonName, Section, Zone


class Organisation(Section):
    """Who uses this deployment. `timezone` rules the day and hour of every count and of ROI."""

    name: str = "Our organisation"
    timezone: Zone = "UTC"
    languages: tuple[str, ...] = ("en",)
    notices: ChannelName = "workspace:admin"


class DepartmentSettings(Section):
    """One department: what it cares about, where it is reached, when its digest comes."""

    name: Name
    about: str = ""
    examples: tuple[str, ...] = ()
    channels: tuple[ChannelName, ...] = ()
    digest: HourMinute = "09:00"
    digest_days: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri")
    timezone: Zone | None = None


class PersonSettings(Section):
    """One colleague; `ids` name them on each platform."""

    name: Name
    ids: tuple[PersonName, ...] = ()
    department: str | None = None
    role: Literal["viewer", "editor", "finance", "admin"] = "viewer"


class SourceSettings(Section):
    """One source: where it is and with which credential, its owner, and when its silence is worth a word.

    `kind` is a module under adapters/sources; without it, the name is. A name that is none stands for what is imported.
    """

    name: Name
    kind: str | None = None
    url: str = ""
    user: str = ""
    secret: SecretStr | None = None
    signing_secret: SecretStr | None = None
    every_minutes: Annotated[float, Field(gt=0)] | None = None
    back_days: Annotated[int, Field(ge=0, le=3650)] = 30
    owner: str | None = None
    groups: tuple[str, ...] = ()
    silent_after_hours: Annotated[float, Field(gt=0)] | None = None
    retention_days: Annotated[int, Field(gt=0)] | None = None
    agreed: bool = False


class GroupSettings(Section):
    """One keyword group."""

    name: Name
    query: Annotated[str, Field(min_length=1)]


class ProgrammeSettings(Section):
    """One programme: an effort with an aim and an owner."""

    id: Name
    name: str = ""
    owner: str | None = None
    departments: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class Posting(Section):
    """When Earshot may speak: root posts a channel and day, quiet hours (local), and what an alert needs."""

    per_day: Annotated[int, Field(ge=1)] = 5
    quiet_from: HourMinute = "20:00"
    quiet_until: HourMinute = "07:00"
    alert_severity: Annotated[float, Field(ge=0, le=1)] = 0.6
    alert_mentions: Annotated[int, Field(ge=1)] = 10
    alert_people: Annotated[int, Field(ge=1)] = 5


class Web(Section):
    """Where the server listens. `edge_port`: chats and hooks answer there and nowhere else.

    More than `most_waiting` events that are not worked off, or an oldest one of more than `longest_wait` seconds, and
    senders are asked to come again later.
    """

    port: Annotated[int, Field(ge=0, le=65535)] = 8765
    host: str = "127.0.0.1"
    edge_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    single_port: bool = False
    most_waiting: Annotated[int, Field(ge=1)] = 20_000
    longest_wait: Annotated[int, Field(ge=1)] = 900
    metrics_token: SecretStr | None = None


class WorkspaceSettings(Section):
    """The local workspace; `url` is where browsers reach it, if not at the server's own address."""

    url: str | None = None


class StoreSettings(Section):
    """Where memory is: `sqlite:///path` or `postgresql://…`; without it `earshot.db` in the data folder.

    `seal_key` seals the credentials of sources that are kept there; without it the key file in the data folder does.
    `shards`: into how many shards thinking is dealt, on a server.
    """

    url: Address | None = None
    seal_key: SecretStr | None = None
    shards: Annotated[int, Field(ge=1, le=64)] = 1


class Retention(Section):
    """How long text is kept."""

    days: Annotated[int, Field(gt=0)] = 400


class RoiSettings(Section):
    """What the ROI method needs to know of this organisation (defaults are placeholders until set)."""

    base_currency: str = "EUR"
    fiscal_year_start_month: Annotated[int, Field(ge=1, le=12)] = 1
    hourly_rates: dict[str, str] = Field(default_factory=dict)
    default_hourly_rate: str | None = None
    cost_per_contact: dict[str, str] = Field(default_factory=dict)
    gross_margin: str | None = None
    incremental_share: str | None = None
    realisation: str | None = None
