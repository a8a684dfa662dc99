"""Slack, put together: its manifest, and (where it is configured) the adapter with all it needs."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib.util import find_spec
from typing import Any

from adapters import charts
from adapters.chat import slack
from adapters.chat.slack import Room, manifest, written
from adapters.sources import slack_channel
from adapters.web import read_body
from bot.compose.ears import Ears
from bot.config import Settings
from bot.errors import ConfigError
from bot.flow import channels
from bot.flow.desk import FlowDesk
from bot.flow.raised import reworded
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.listening.strict_json import read_json
from bot.model.people import Place
from bot.model.views import Check
from bot.ports.world import Chat, Item, Source
from bot.texts import slack as texts

PLATFORM = slack.PLATFORM


def manifest_text(*, url: str | None, as_json: bool) -> str:
    """The app manifest to be given to Slack: for Socket Mode, or for events over HTTP at `url`."""
    return written(manifest(url=url), "json" if as_json else "yaml")


def accounts(settings: Settings) -> tuple[slack.Account, ...]:
    """The workspaces that the settings name."""
    return tuple(
        slack.Account(
            team=one.team,
            bot_token=one.bot_token.get_secret_value(),
            app_token=one.app_token.get_secret_value() if one.app_token else "",
            signing_secret=one.signing_secret.get_secret_value() if one.signing_secret else "",
        )
        for one in settings.slack.all_workspaces()
    )


@asynccontextmanager
async def connected(
    *,
    desk: FlowDesk,
    tools: Tools,
    standing: Standing,
    heard: Callable[[], None],
    up: Callable[[str], None],
) -> AsyncIterator[tuple[Chat, slack.Slack]]:
    """Slack while the block lasts: the chat, and what else of it is mounted and run.

    Raises:
        ConfigError: Slack's libraries are not installed.
    """
    settings = tools.settings
    if find_spec("slack_bolt") is None:
        raise ConfigError(where="slack", what=texts.not_installed(), remedy=texts.install_it())
    ears = _Ears(tools=tools, standing=standing)
    room = partial(
        _room,
        desk=desk, answers=desk, directory=desk, store=tools.store, clock=tools.clock, secrets=tools.secrets,
        charts=charts.connect(), organisation=settings.organisation.name, zone=tools.zone,
        url=settings.workspace.url or "", enrol=settings.slack.enrol, listens=ears.listens, overhear=ears.overhear,
    )  # fmt: skip
    opening = slack.connect(
        accounts=accounts(settings), room=room, read=read_json, body=read_body, holds=ears.holds, heard=heard, up=up,
        chance=random.random, clock=tools.clock, api_url=settings.slack.api_url,
    )  # fmt: skip
    async with opening as found:
        yield found


def _room(clients: Mapping[str, Any], **rest: Any) -> Room:
    return Room(clients=clients, **rest)


def sources(app: slack.Slack, *, standing: Standing) -> Sequence[Source]:
    """The channels in which a member had us listen, each with its history."""
    return [
        slack_channel.connect(_channel(one), call=app.bots[one.place.workspace].call)
        for one in channels.all_listened(PLATFORM, standing=standing)
        if one.place.workspace in app.bots
    ]


async def examined(app: slack.Slack, settings: Settings) -> list[Check]:
    """What a doctor finds of each workspace and of the channels that the settings name there."""
    named = [Place.read(text) for department in settings.departments for text in department.channels]
    places = [*named, Place.read(settings.organisation.notices)]
    found = []
    for account in app.accounts:
        ids = {one.channel for one in places if (one.platform, one.workspace) == (PLATFORM, account.team)}
        found += [
            Check(name=f"slack {account.team}", state=one.state, words=one.words, fix=one.fix)
            for one in await app.examine(account.team, ids)
        ]
    return found


def _channel(one: channels.Listened) -> slack_channel.Channel:
    return slack_channel.Channel(
        team=one.place.workspace, channel=one.place.channel, source=one.source, visibility=one.visibility,
        outside=one.outside, since=one.since,
    )  # fmt: skip


class _Ears(Ears):
    """What is said in Slack where we listen."""

    async def overhear(self, place: Place, said: Mapping[str, Any]) -> None:
        """Take in what was said, edited or deleted there."""
        one = channels.listened(place, standing=self._standing)
        mention = slack_channel.mention_of(said, _channel(one)) if one is not None else None
        if mention is not None:
            item = Item(position=str(mention["id"]), mention=mention)
            await channels.overhear([item], tools=self._tools, standing=self._standing)
        again = slack_channel.again(said, read=partial(slack.plain, named=partial(self._named, place.workspace)))
        if again is not None:
            await reworded(place, again[0], again[1], tools=self._tools, standing=self._standing)

    def _named(self, team: str, user: str) -> str:
        person = self._standing.organisation.person(f"{PLATFORM}:{team}/{user}")
        return person.name if person is not None else ""
