"""Looking at a workspace as an admin would: token, scopes, Socket Mode, channels; each fault with its remedy."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from adapters.chat.slack.manifest import SCOPES
from adapters.chat.slack.room import Account
from bot.errors import Closed, Refused, RemoteError, WrongCredential
from bot.texts import slack as texts


class Asked(Protocol):
    """A client that also knows which scopes its token was granted, once it has called."""

    @property
    def scopes(self) -> frozenset[str] | None:
        """The scopes of the token as Slack told them with its last answer, None where it did not."""
        ...

    async def call(self, method: str, **arguments: object) -> Mapping[str, Any]:
        """As `room.Client`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at: how it is, and what to do where it is not well."""

    state: Literal["ok", "warning", "fault"]
    words: str
    fix: str = ""


async def examine(
    account: Account, *, bot: Asked, app: Asked | None, channels: Collection[str]
) -> AsyncIterator[Finding]:  # fmt: skip
    """What is found of a workspace.

    Args:
        account: the workspace.
        bot: calls with its bot token.
        app: calls with its app token, where events come by Socket Mode.
        channels: the ids of its channels that settings name.
    """
    try:
        known = await bot.call("auth.test")
    except WrongCredential as wrong:
        yield Finding(state="fault", words=str(wrong), fix=texts.fix_token(account.team))
        return
    except RemoteError as wrong:
        yield Finding(state="fault", words=str(wrong), fix=texts.fix_reach())
        return
    if known.get("team_id") != account.team:
        words = texts.other_team(account.team, str(known.get("team_id")))
        yield Finding(state="fault", words=words, fix=texts.fix_team(str(known.get("team_id"))))
        return
    yield Finding(state="ok", words=texts.token_works(str(known.get("team") or account.team)))
    for finding in _scopes(bot.scopes):
        yield finding
    if app is not None:
        yield await _socket(account, app)
    for channel in sorted(channels):
        yield await _channel(channel, bot)


def _scopes(granted: frozenset[str] | None) -> list[Finding]:
    if granted is None:
        return [Finding(state="warning", words=texts.scopes_unknown())]
    missing = [(scope, why) for scope, why in SCOPES.items() if scope not in granted]
    if not missing:
        return [Finding(state="ok", words=texts.scopes_granted(len(SCOPES)))]
    return [
        Finding(state="warning", words=texts.scope_missing(scope, why), fix=texts.fix_scope()) for scope, why in missing
    ]


async def _socket(account: Account, app: Asked) -> Finding:
    try:
        await app.call("apps.connections.open")
    except WrongCredential as wrong:
        return Finding(state="fault", words=str(wrong), fix=texts.fix_app_token(account.team))
    except RemoteError as wrong:
        return Finding(state="fault", words=str(wrong), fix=texts.fix_socket())
    return Finding(state="ok", words=texts.socket_works())


async def _channel(channel: str, bot: Asked) -> Finding:
    try:
        known = (await bot.call("conversations.info", channel=channel))["channel"]
    except (Refused, Closed) as wrong:
        return Finding(state="fault", words=f"{channel}: {wrong}", fix=texts.fix_channel(channel))
    except RemoteError as wrong:
        return Finding(state="fault", words=f"{channel}: {wrong}", fix=texts.fix_reach())
    name = str(known.get("name") or channel)
    if known.get("is_archived"):
        return Finding(state="fault", words=texts.archived(name), fix=texts.fix_archived(name))
    if not known.get("is_member"):
        return Finding(state="fault", words=texts.not_invited(name), fix=texts.fix_not_invited(name))
    if known.get("is_ext_shared"):
        return Finding(state="ok", words=texts.shared_outside(name))
    return Finding(state="ok", words=texts.channel_works(name))
