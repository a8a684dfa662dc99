"""`teams`: what Teams must be told of this app."""

from __future__ import annotations

import uuid
from pathlib import Path
from urllib.parse import urlsplit

import click

from bot.cli.world import World, passed, words
from bot.compose.teams import app_package
from bot.texts import teams_package as texts


@click.group()
def teams() -> None:
    """Set Earshot up in Microsoft Teams.

    Example: earshot teams package --app-id ID -o earshot.zip
    """


@teams.command()
@click.option("--app-id", required=True, metavar="ID", help="The bot's application id.")
@click.option("--website", metavar="URL", help="Your own page about Earshot (else workspace.url).")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="The ZIP to write.")  # fmt: skip
@click.option("--mentions-only", is_flag=True, help="Ask for no right to read messages that do not mention Earshot.")
@passed
def package(world: World, app_id: str, website: str | None, output: Path, *, mentions_only: bool) -> None:
    """Write the app package: manifest and icons, to be uploaded to Teams.

    Example: earshot teams package --app-id 00000000-0000-0000-0000-000000000000 -o earshot.zip
    """
    try:
        known = str(uuid.UUID(app_id))
    except ValueError as wrong:
        raise click.BadParameter(texts.app_id_wanted(), param_hint="--app-id") from wrong
    page = website or world.given().settings.workspace.url or ""
    if urlsplit(page).scheme != "https":
        raise click.BadParameter(texts.website_wanted(), param_hint="--website")
    output.write_bytes(app_package(known, website=page, hears=not mentions_only))
    words(texts.packed(str(output)))
