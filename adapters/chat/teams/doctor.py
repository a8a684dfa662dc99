"""Looking at the Teams bot as an admin would: its token, its tenants, its channels; each fault with its remedy."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from adapters.chat.teams.login import Tokens
from adapters.chat.teams.room import Client, path_to
from bot.errors import Closed, Refused, RemoteError, WrongCredential
from bot.texts import teams_doctor as texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at: how it is, and what to do where it is not well."""

    state: Literal["ok", "warning", "fault"]
    words: str
    fix: str = ""


async def examine(
    *, tokens: Tokens, clients: Mapping[str, Client], channels: Mapping[str, Collection[str]]
) -> AsyncIterator[Finding]:
    """What is found of the bot, its tenants and their channels.

    Args:
        tokens: give the bot's own token.
        clients: ask the connector of each tenant.
        channels: the ids of the channels that settings name, by tenant.
    """
    try:
        await tokens.token()
    except WrongCredential as wrong:
        yield Finding(state="fault", words=str(wrong), fix=texts.fix_credential())
        return
    except RemoteError as wrong:
        yield Finding(state="fault", words=str(wrong), fix=texts.fix_reach())
        return
    yield Finding(state="ok", words=texts.token_works())
    for tenant, client in clients.items():
        for channel in sorted(channels.get(tenant, ())):
            yield await _channel(channel, client)


async def _channel(channel: str, client: Client) -> Finding:
    try:
        page = await client.call("GET", f"{path_to(channel, 'pagedmembers')}?pageSize=50")
    except Closed as wrong:
        fix = texts.fix_unheard() if wrong.data.get("code") == "not_heard_from" else texts.fix_channel(channel)
        return Finding(state="fault", words=f"{channel}: {wrong}", fix=fix)
    except Refused as wrong:
        return Finding(state="fault", words=f"{channel}: {wrong}", fix=texts.fix_channel(channel))
    except RemoteError as wrong:
        return Finding(state="fault", words=f"{channel}: {wrong}", fix=texts.fix_reach())
    return Finding(state="ok", words=texts.channel_works(channel, len(page.get("members") or ())))
