"""What the doctor says: how each thing is, and what to do where it is not well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.texts.figures import counted, named
from bot.texts.terminal import add_channel


def head() -> tuple[str, ...]:
    """The columns of the list of checks."""
    return ("", "what", "how it is")


def verdict(faults: int, warnings: int) -> str:
    """The last line."""
    if faults:
        return f"{counted(faults, 'fault')}: not ready."
    return "Ready." if not warnings else f"Ready, with {counted(warnings, 'warning')}."


def settings(file: str) -> str:
    """The settings can be read."""
    return f"read from {file}" if file else "no earshot.toml: defaults and environment"


def fix_settings() -> str:
    """What to do about settings."""
    return "Correct them; docs/settings.md lists them all."


def not_writable(place: str) -> str:
    """The folder cannot be written."""
    return f"{place} cannot be written"


def fix_folder() -> str:
    """What to do about it."""
    return "Give this user the right to write there, or choose another folder with --data."


def free(number: int) -> str:
    """How much room the disk has."""
    return f"{number / (1 << 30):,.1f} GiB free"


def fix_disk() -> str:
    """What to do about a full disk."""
    return "Free some disk space: when it is full, nothing more is taken in."


def no_departments() -> str:
    """Nothing can be routed."""
    return "none: nothing is routed or posted"


def fix_departments() -> str:
    """What to do about it."""
    return "Add [[departments]] to earshot.toml, each with about, examples and channels."


def departments(number: int) -> str:
    """All can be reached."""
    return f"{counted(number, 'department')}, each with a channel"


def unreachable(names: Sequence[str]) -> str:
    """Departments without a channel."""
    return f"{named(names)} cannot be reached: no channel"


def fix_channels() -> str:
    """What to do about it."""
    return add_channel()


def vague(names: Sequence[str]) -> str:
    """Departments of which nothing is known."""
    return f"nothing is known of what {named(names)} cares about"


def fix_vague() -> str:
    """What to do about it."""
    return "Say it under about, with a few examples; or teach it: earshot teach FILE"


def languages() -> str:
    """Mood is read in all of them."""
    return "mood is read in all of them"


def unread(codes: Sequence[str]) -> str:
    """Languages without a model."""
    return f"mood is not read in {named(codes)}: counted, but not scored"


def fix_languages() -> str:
    """What to do about it."""
    return "Nothing to do: totals show how much was not scored."


def plain(version: str) -> str:
    """The reader, its files whole, without the quality extra."""
    return f"{version}, vectors of its own table, its files as they were measured; the extra quality is not set up"


def encoder_ready(version: str) -> str:
    """The encoder of the quality extra lies there, and is not used."""
    return f"{version}, vectors of its own table; the encoder lies ready: earshot reread --vectors quality"


def by_encoder(version: str) -> str:
    """The reader with the quality extra."""
    return f"{version}, vectors of the encoder, all files as they were measured"


def damaged(names: Sequence[str]) -> str:
    """Files of the reader are not what their records say."""
    return f"not as measured: {named(names)}"


def fix_damaged() -> str:
    """What to do about it."""
    return "Install Earshot again: files of its reader were changed."


def data_open(path: str, notes: Sequence[str]) -> str:
    """The data could be opened for writing."""
    return "; ".join([f"{path} opened for writing and checked", *notes])


def data_served(path: str) -> str:
    """Another Earshot has it."""
    return f"{path} is served by a running Earshot"


def fix_data() -> str:
    """What to do about it."""
    return "Do what the sentence above says, then run the doctor again."


def fix_group() -> str:
    """What to do about a query."""
    return 'Correct the query of the keyword group, for example: lumo OR "lumo phone"'


def clock(now: datetime) -> str:
    """The machine's clock."""
    return f"{now:%Y-%m-%d %H:%M} UTC"


def clock_back(latest: datetime) -> str:
    """The clock was set back."""
    return f"it stands before {latest:%Y-%m-%d %H:%M} UTC, when something was heard"


def clock_wrong(now: datetime) -> str:
    """The clock cannot be right."""
    return f"it says {now:%Y-%m-%d}"


def fix_clock() -> str:
    """What to do about it."""
    return "Set the machine's clock (NTP): digests and charts go by it."


def dead(number: int) -> str:
    """Posts that were given up on."""
    return f"{counted(number, 'post')} given up on"


def fix_dead() -> str:
    """What to do about them."""
    return "See why: earshot outbox dead list; then replay or drop them."


def closed(route: str) -> str:
    """A channel or workspace that takes no posts."""
    return route


def fix_closed() -> str:
    """What to do about it."""
    return "Do what it says, then: earshot outbox retry (Earshot also tries by itself, at least every 15 minutes)."


def waiting(number: int) -> str:
    """The outbox is well."""
    return f"{counted(number, 'post')} waiting"


def sources(number: int) -> str:
    """No source is silent."""
    return f"{counted(number, 'source')}, none silent"


def silent(name: str, since: datetime, zone: tzinfo) -> str:
    """A source says nothing."""
    return f"{name} is silent since {since.astimezone(zone):%-d %B %H:%M}"


def fix_silent() -> str:
    """What to do about it."""
    return "Look at the source itself; until it speaks, totals leave it out."


def unknown_owner(source: str, owner: str) -> str:
    """A source's owner is nobody known."""
    return f"{source} belongs to {owner}, who is not among the people"


def fix_owner() -> str:
    """What to do about it."""
    return "Correct sources.owner, or add the person under [[people]]."
