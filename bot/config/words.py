"""Kinds of values in settings: zones, times of day, channels, names."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from bot.model.people import Place

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLATFORMS = ("workspace", "slack", "teams", "terminal")
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
    return str(replace(place, workspace=place.workspace.lower()) if place.platform == "teams" else place)


def _person(text: object) -> str:
    """Teams writes its ids in small letters; portals and people do not always."""
    return str(text).lower() if str(text).lower().startswith("teams:") else str(text)


_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^/@]*(?=@)")


def without_password(address: str) -> str:
    """The address as people may see it."""
    return _PASSWORD.sub(r"\1:**********", address)


Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Zone = Annotated[str, BeforeValidator(_zone)]
HourMinute = Annotated[str, BeforeValidator(_clock)]
ChannelName = Annotated[str, BeforeValidator(_place)]
PersonName = Annotated[str, BeforeValidator(_person)]
TenantName = Annotated[str, BeforeValidator(lambda text: str(text).lower())]
Address = Annotated[str, PlainSerializer(without_password, return_type=str, when_used="json-unless-none")]
"""An address that may hold a password, which is never shown."""
Name = Annotated[str, Field(min_length=1, max_length=80)]


class Section(BaseModel):
    """A table of settings: frozen, and without keys that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")
