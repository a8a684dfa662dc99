"""What themes ask (port `Theming`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from bot.model.mention import MentionId, Untrusted
from bot.model.theme import Theme, ThemeEvent, ThemeId
from bot.ports.memory import Spoken
from store.asking.evidence import ALL_ROWS
from store.asking.reading import Reads, Snapshot
from store.columns import EVER, as_list, instant, micros


class ThemingReads(Reads):
    """Themes, what happened to them, and their mentions."""

    async def themes(self, states: Collection[str] = ("candidate", "theme")) -> Sequence[Theme]:
        """Themes in these states (see the port)."""
        rows = await self._ask(lambda view: view.rows("theming.in_states", states=as_list(sorted(states))))
        return [_theme(row) for row in rows]

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

    async def assigned(self, since: datetime) -> Sequence[tuple[MentionId, ThemeId, str, str, datetime, bool]]:
        """Live mentions with their themes (see the port)."""
        rows = await self._ask(lambda view: view.rows("theming.assigned", since=micros(since)))
        return [
            (MentionId(number), ThemeId(theme), source, voice, instant(at), bool(copy))
            for number, theme, source, voice, at, copy in rows
        ]


def _theme(row: tuple[Any, ...]) -> Theme:
    number, state, label, name, born, seen, mentions, voices, centre, weight, merged_into = row
    return Theme(
        id=number, state=state, label=Untrusted(label), name=name, born=instant(born), seen=instant(seen),
        mentions=mentions, voices=voices, centre=centre, weight=weight, merged_into=merged_into,
    )  # fmt: skip
