"""What themes ask (port `Theming`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.model.mention import MentionId, Untrusted
from bot.model.shards import ToPlace, Waits
from bot.model.theme import Theme, ThemeEvent, ThemeId
from bot.ports.memory import Spoken
from store.asking.evidence import ALL_ROWS
from store.asking.reading import Reads, Snapshot
from store.codec import load
from store.columns import EVER, as_list, instant, micros


class ThemingReads(Reads):
    """Themes, what happened to them, and their mentions."""

    async def themes(
        self, states: Collection[str] = ("candidate", "theme"), *, shard: int | None = None
    ) -> Sequence[Theme]:
        """Themes in these states (see the port)."""
        named = as_list(sorted(states))
        rows = await self._ask(lambda view: view.rows("theming.in_states", states=named, shard=shard))
        return [_theme(row) for row in rows]

    async def themes_beside(self, shard: int) -> Sequence[Theme]:
        """Themes of other shards (see the port)."""
        named = as_list(["candidate", "merged", "theme"])
        rows = await self._ask(lambda view: view.rows("theming.named", states=named, shard=shard, nothing=b""))
        return [_theme(row) for row in rows]

    async def to_place(self, shard: int, *, limit: int) -> Sequence[ToPlace]:
        """What waits in a shard (see the port)."""
        rows = await self._ask(lambda view: view.rows("placing.waiting", shard=shard, limit=limit))
        return [
            ToPlace(id=number, kind=kind, mention=mention, theme=theme, at=instant(at), body=load(body) if body else {})
            for number, kind, mention, theme, at, body in rows
        ]

    async def waits(self, now: datetime) -> Sequence[Waits]:
        """How much waits in each shard (see the port)."""
        rows = await self._ask(lambda view: view.rows("placing.depths"))
        return [
            Waits(shard=shard, waiting=waiting, age=max(0.0, (micros(now) - since) / 1_000_000))
            for shard, waiting, since in rows
        ]

    async def shards_of(self, mentions: Collection[MentionId]) -> Mapping[MentionId, int]:
        """In which shards these mentions are (see the port)."""
        rows = await self._ask(lambda view: view.rows("placing.shards_of", ids=as_list(list(mentions))))
        return {MentionId(number): shard for number, shard in rows}

    async def dealt(self, since: datetime) -> Mapping[MentionId, int]:
        """Live mentions of other shards than the first (see the port)."""
        rows = await self._ask(lambda view: view.rows("placing.dealt", since=micros(since)))
        return {MentionId(number): shard for number, shard in rows}

    async def theme(self, theme: ThemeId) -> Theme | None:
        """The theme, also a merged one (see the port)."""
        row = await self._ask(lambda view: view.row("theming.one", id=theme))
        return None if row is None else _theme(row)

    async def theme_events(self, theme: ThemeId) -> Sequence[ThemeEvent]:
        """What happened to a theme (see the port)."""
        rows = await self._ask(lambda view: view.rows("theming.events", theme=theme))
        return [
            ThemeEvent(theme=number, kind=kind, other=other, at=instant(at), detail=detail)
            for number, kind, other, at, detail in rows
        ]

    async def members(self, theme: ThemeId, *, since: datetime | None = None, limit: int = 500) -> Sequence[Spoken]:
        """The newest live mentions of a theme (see the port)."""
        first = EVER if since is None else micros(since)

        def question(view: Snapshot) -> Sequence[Spoken]:
            rows = view.rows("theming.members", theme=theme, since=first, limit=limit or ALL_ROWS)
            return [
                Spoken(
                    id=MentionId(number), at=instant(at), day=day, text=Untrusted(text), language=language,
                    copy_of=copy_of, voice=voice, vector=vector,
                )
                for number, at, day, text, language, copy_of, voice, vector in rows
            ]  # fmt: skip

        return await self._ask(question)

    async def assigned(
        self, since: datetime, *, shard: int | None = None
    ) -> Sequence[tuple[MentionId, ThemeId, str, str, datetime, bool]]:
        """Live mentions with their themes (see the port)."""
        rows = await self._ask(lambda view: view.rows("theming.assigned", since=micros(since), shard=shard))
        return [
            (MentionId(number), ThemeId(theme), source, voice, instant(at), bool(copy))
            for number, theme, source, voice, at, copy in rows
        ]


def _theme(row: tuple[Any, ...]) -> Theme:
    number, state, label, name, born, seen, mentions, voices, centre, weight, merged_into, shard = row
    return Theme(
        id=number, state=state, label=Untrusted(label), name=name, born=instant(born), seen=instant(seen),
        mentions=mentions, voices=voices, centre=centre, weight=weight, merged_into=merged_into,
        shard=shard,
    )  # fmt: skip
