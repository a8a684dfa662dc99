"""What the doctor says of a Teams bot."""

from __future__ import annotations


def token_works() -> str:
    """The bot's own credentials were taken."""
    return "the bot's credentials work"


def fix_credential() -> str:
    """What to do about credentials that were refused."""
    return "Copy app id, tenant id and secret from the bot's page in Azure again."


def fix_reach() -> str:
    """What to do where Microsoft cannot be reached."""
    return "Try again; if it stays so, let this machine reach login.microsoftonline.com and smba.trafficmanager.net."


def fix_unheard() -> str:
    """What to do where nothing came from the tenant yet."""
    return "Install the app in the team and write @Earshot hello there: Earshot learns from that where to post."


def fix_channel(channel: str) -> str:
    """What to do about a channel that Teams does not show us."""
    return f"Correct the id {channel}, or install the app in that team."


def channel_works(channel: str, people: int) -> str:
    """The channel can be posted to."""
    return f"{channel} can be posted to ({people} people)"
