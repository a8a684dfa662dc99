"""What intake asks (port `Listening`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.changes import BadItem, Gap, KeepSource
from bot.model.mention import Known
from bot.ports.memory import Recent
from store.asking.reading import Reads, Snapshot
from store.changing.transaction import keyed
from store.columns import instant, instant_or_none, micros


class ListeningReads(Reads):
    """Keys, copies, sources and gaps."""

    async def known(self, keys: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Known]:
        """What is held of these keys (see the port)."""

        def question(view: Snapshot) -> Mapping[tuple[str, str], Known]:
            row = view.row("meta.get", name="key")
            secret = str(row[0]).encode() if row else b""
            any_closed = view.row("removal.any_closed") == (1,)
            found = {}
            for key in keys:
                known = _live(view, key) or (_closed(view, keyed(secret, *key)) if any_closed else None)
                if known is not None:
                    found[key] = known
            return found

        return await self._ask(question)

    async def under(self, source: str, beginning: str) -> Sequence[str]:
        """The ids of a source's live mentions that begin so (see the port)."""
        rows = await self._ask(
            lambda view: view.rows(
                "listening.under", source=source, beginning=beginning, behind=beginning + "\U0010ffff"
            )
        )
        return [source_id for (source_id,) in rows]

    async def authors(self, source: str, name: str) -> Sequence[str]:
        """The ids of authors of this id or name (see the port)."""
        rows = await self._ask(lambda view: view.rows("listening.authors", source=source, author_name=name))
        return [author for (author,) in rows]

    async def recent(self, since: datetime) -> Sequence[Recent]:
        """Public, live mentions with a signature (see the port)."""
        rows = await self._ask(lambda view: view.rows("listening.recent", since=micros(since)))
        return [
            Recent(id=number, copy_of=copy_of, signature=signature, voice=voice, at=instant(at), theme=theme)
            for number, copy_of, signature, voice, at, theme in rows
        ]

    async def sources(self) -> Sequence[KeepSource]:
        """How each source stands (see the port)."""
        rows = await self._ask(lambda view: view.rows("listening.sources"))
        return [
            KeepSource(
                name=name, cursor=cursor, polled=instant_or_none(polled), newest=instant_or_none(newest), error=error,
                state=state, through=instant_or_none(through), due=instant_or_none(due),
                failing=instant_or_none(failing), done=done,
                every=None if every is None else timedelta(microseconds=every),
            )
            for name, cursor, polled, newest, error, state, through, due, failing, done, every in rows
        ]  # fmt: skip

    async def gaps(self, since: datetime) -> Sequence[Gap]:
        """Gaps that are open or ended since (see the port)."""
        rows = await self._ask(lambda view: view.rows("listening.gaps", since=micros(since)))
        return [
            Gap(source=source, start=instant(start), end=instant_or_none(end), cause=cause)
            for source, start, end, cause in rows
        ]

    async def bad_items(self, since: datetime, *, limit: int) -> Sequence[BadItem]:
        """What could not be read since, newest first (see the port)."""
        rows = await self._ask(lambda view: view.rows("listening.bad_items", since=micros(since), limit=limit))
        return [
            BadItem(source=source, position=position, reason=reason, at=instant(at))
            for source, position, reason, at in rows
        ]


def _live(view: Snapshot, key: tuple[str, str]) -> Known | None:
    row = view.row("listening.known", source=key[0], source_id=key[1])
    if row is None:
        return None
    number, edited, digest = row
    return Known(id=number, edited=instant(edited), digest=digest, state="live")


def _closed(view: Snapshot, hashed: str) -> Known | None:
    row = view.row("listening.closed", hash=hashed)
    if row is None:
        return None
    number, state, at = row
    return Known(id=number, edited=None, digest=None, state=state, closed=instant(at))
