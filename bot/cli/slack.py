"""`slack`: what Slack must be told of this app."""

from __future__ import annotations

from urllib.parse import urlsplit

import click

from bot.cli.world import as_json, data
from bot.compose.slack import manifest_text
from bot.texts import slack as texts


@click.group()
def slack() -> None:
    """Set Earshot up in Slack.

    Example: earshot slack manifest
    """


@slack.command()
@click.option("--socket", is_flag=True, help="For Socket Mode: no public address is needed (the default).")
@click.option("--url", metavar="URL", help="For events over HTTP: the public https address of this Earshot.")
@as_json
def manifest(*, socket: bool, url: str | None, json_: bool) -> None:
    """Print the app manifest, to be pasted at api.slack.com/apps.

    Example: earshot slack manifest --url https://earshot.example.com
    """
    if socket and url is not None:
        raise click.UsageError(texts.socket_or_url())
    if url is not None and not _public(url):
        raise click.BadParameter(texts.url_wanted(), param_hint="--url")
    data(manifest_text(url=url, as_json=json_).rstrip("\n"))


def _public(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname) and not parts.query and not parts.fragment
