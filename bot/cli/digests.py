"""`digest`: what a department is told on a day."""

from __future__ import annotations

from datetime import datetime

import click

from bot.cli.asking import perform
from bot.cli.opening import reading
from bot.cli.world import World, passed, run, show, words
from bot.compose.environment import Given
from bot.flow.chores import show_digest
from bot.model.message import Message
from bot.texts import terminal as texts


@click.command()
@click.option("--department", required=True, metavar="D", help="Whose digest.")
@click.option("--date", "day", type=click.DateTime(("%Y-%m-%d",)), help="Of which local date (default: today).")
@click.option(
    "--platform", type=click.Choice(("terminal", "workspace", "slack", "teams")),
    help="Only on this platform; terminal shows it here (default: all the department's channels).",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show it and post nothing.")
@passed
def digest(world: World, *, department: str, day: datetime | None, platform: str | None, dry_run: bool) -> None:
    """Post a department's digest of one day to its channels, or show it here.

    A channel gets one digest a local date, however often this is called.

    Example: earshot digest --department support --dry-run
    """
    given = world.given()
    if dry_run or platform == "terminal":
        message = run(_shown(given, department, day, platform or "workspace"))
        if message is None:
            words(texts.digest_silent(department))
        else:
            show(message)
        return
    payload = {"department": department, "date": day.date().isoformat() if day else None, "platform": platform}
    result = run(perform(given, "digest", payload))
    words(texts.digest_posted(department, int(str(result["channels"]))))


async def _shown(given: Given, department: str, day: datetime | None, platform: str) -> Message | None:
    async with reading(given) as app:
        return await show_digest(
            department, day.date() if day else None, platform=platform, tools=app.tools, standing=app.standing
        )
