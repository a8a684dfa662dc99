"""`themes` and `insights`: what mentions are about, and what was found worth saying."""

from __future__ import annotations

from collections.abc import Sequence

import click

from bot.cli.opening import reading
from bot.cli.world import World, as_json, document, passed, run, show, words
from bot.compose.app import App
from bot.compose.environment import Given
from bot.model.insight import Insight
from bot.model.mention import Untrusted
from bot.model.message import Line, Message, Span, Table
from bot.model.rows import Rows
from bot.model.theme import Theme
from bot.texts import cards, pages
from bot.texts import operating as texts


@click.command()
@click.option("--members", is_flag=True, help="With --json: the mentions of each topic as SOURCE and ID.")
@as_json
@passed
def themes(world: World, *, members: bool, json_: bool) -> None:
    """List the topics that mentions are about, the largest first.

    Example: earshot themes --json --members
    """
    found = run(_themes(world.given(), members=members))
    if json_ or members:
        document([one for _, one in found])
    elif found:
        show(_themes_table([one for one, _ in found]))
    else:
        words(texts.no_themes())


_Counted = tuple[Theme, int, int]


async def _themes(given: Given, *, members: bool) -> list[tuple[_Counted, dict[str, object]]]:
    async with reading(given) as app:
        found = []
        for theme in await app.store.themes(("theme",)):
            rows = Rows(theme=theme.id)
            counts = await app.store.count(rows)
            said: dict[str, object] = {
                "id": theme.id, "label": theme.label.raw, "name": theme.name, "mentions": counts.mentions,
                "people": counts.people, "born": theme.born.isoformat(), "seen": theme.seen.isoformat(),
            }  # fmt: skip
            if members:
                listed = await app.store.listed(rows, limit=0)
                said["members"] = [{"source": row.source, "id": row.source_id} for row in listed]
            found.append(((theme, counts.mentions, counts.people), said))
        return sorted(found, key=lambda one: (-one[0][1], one[0][0].id))


def _themes_table(found: Sequence[_Counted]) -> Message:
    rows = tuple(
        _row(
            str(theme.id), Untrusted(theme.name or theme.label.raw), pages.count(mentions), pages.count(people),
            f"{theme.born:%Y-%m-%d}", f"{theme.seen:%Y-%m-%d}",
        )
        for theme, mentions, people in found
    )  # fmt: skip
    return Message(blocks=(Table(head=texts.themes_head(), rows=rows),), summary="")


@click.command()
@as_json
@passed
def insights(world: World, *, json_: bool) -> None:
    """List what was found worth saying, the newest first, with its numbers, status and departments.

    Example: earshot insights
    """
    found = run(_insights(world.given()))
    if json_:
        document([said for _, said in found])
    elif found:
        show(_insights_table([one for one, _ in found]))
    else:
        words(texts.no_insights())


async def _insights(given: Given) -> list[tuple[Insight, dict[str, object]]]:
    async with reading(given) as app:
        found = sorted(await app.store.insights(), key=lambda one: (one.found, one.id), reverse=True)
        return [(one, await _insight_json(one, app)) for one in found]


async def _insight_json(one: Insight, app: App) -> dict[str, object]:
    keys = {row.id: f"{row.source}:{row.source_id}" for row in await app.store.listed(Rows(insight=one.id), limit=0)}
    numbers = one.numbers
    return {
        "id": one.id, "kind": one.kind, "label": one.label.raw, "theme": one.theme, "source": one.source,
        "mentions": numbers.mentions, "people": numbers.people, "copies": numbers.copies, "usual": numbers.usual,
        "since": numbers.since.isoformat(), "until": numbers.until.isoformat(), "severity": one.severity,
        "level": one.level, "open": one.open, "status": one.status, "programme": one.programme,
        "departments": [
            {"name": each.department, "reason": each.reason, "probability": each.probability}
            for each in one.departments if each.active
        ],
        "drivers": [
            {"dimension": each.dimension, "value": each.value, "difference": each.difference} for each in one.drivers
        ],
        "sentences": [
            {"text": each.quote.raw, "cites": [keys[cite] for cite in each.cites if cite in keys]}
            for each in one.sentences
        ],
        "dropped": one.dropped, "evidence": sorted(keys.values()), "visibility": one.visibility,
        "found": one.found.isoformat(), "updated": one.updated.isoformat(),
    }  # fmt: skip


def _insights_table(found: Sequence[Insight]) -> Message:
    rows = tuple(
        _row(
            str(one.id), cards.BADGES[one.kind], one.label, pages.count(one.numbers.mentions),
            pages.count(one.numbers.people), pages.STATUSES[one.status], ", ".join(one.active),
            f"{one.found:%Y-%m-%d}",
        )
        for one in found
    )  # fmt: skip
    return Message(blocks=(Table(head=texts.insights_head(), rows=rows),), summary="")


def _row(*cells: str | Untrusted) -> tuple[Line, ...]:
    return tuple((Span(text=cell),) for cell in cells)
