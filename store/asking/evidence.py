"""Counting and listing mentions (port `Evidence`)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

from bot.model.changes import Told
from bot.model.insight import InsightId
from bot.model.mention import Author, Engagement, Mention, MentionId, Untrusted
from bot.model.people import PersonId
from bot.model.rows import Counts, Row, Rows
from bot.model.service import Outcome, Turn
from bot.ports.memory import Full, Visible
from store.asking.reading import Reads, Snapshot
from store.codec import load
from store.columns import SEPARATOR, as_list, instant, micros
from store.rollups import ALL
from store.where import condition

FACETS = ("source", "sentiment", "language", "kind", "theme", "department", "group")
HOURLY = ("theme", "group", "source")
MANY = "theme"
"""The dimension whose names are too many to read past."""
ALL_ROWS = 2**62
PAST = "m.state = 'live' and +m.source = :source and m.at < :until and m.arrived < :until"
THESE = "m.id in (select value from json_each(:ids))"


class EvidenceReads(Reads):
    """Figures and the rows behind them, by one condition."""

    def _condition(self, rows: Rows, visible: Visible) -> tuple[str, dict[str, object]]:
        where, values = condition(rows, visible)
        if rows.text is not None:
            values["text"] = self._readers.all_words(rows.text)
        return where, values

    async def count(self, rows: Rows, *, visible: Visible = None) -> Counts:
        """How many mentions, distinct voices and copies the set holds (see the port)."""
        where, values = self._condition(rows, visible)
        ((mentions, people, copies),) = await self._ask(lambda view: view.where("evidence.count", where, values))
        return Counts(mentions=mentions, people=people, copies=copies)

    async def listed(
        self, rows: Rows, *, visible: Visible = None, limit: int = 20, offset: int = 0, newest: bool = False
    ) -> Sequence[Row]:
        """The mentions of the set (see the port); limit 0 gives all."""
        where, values = self._condition(rows, visible)
        page = {**values, "limit": limit or ALL_ROWS, "offset": offset}
        name = "evidence.newest" if newest else "evidence.oldest"
        return await self._ask(lambda view: [row_of(row) for row in view.where(name, where, page)])

    async def facets(self, rows: Rows, by: str, *, visible: Visible = None) -> Mapping[str, int]:
        """Counts by one word (see the port); '' stands for no theme and for triage."""
        (found,) = await self.facets_each([rows], by, visible=visible)
        return found

    async def facets_each(
        self, sets: Sequence[Rows], by: str, *, visible: Visible = None
    ) -> Sequence[Mapping[str, int]]:
        """The facets of several sets (see the port)."""
        if by not in FACETS:
            raise ValueError(by)
        conditions = [self._condition(rows, visible) for rows in sets]
        return await self._ask(
            lambda view: [dict(view.where(f"evidence.by_{by}", where, values)) for where, values in conditions]
        )

    async def full(self, ids: Collection[MentionId]) -> Sequence[Full]:
        """These mentions with vectors and reasons (see the port)."""
        return await self._ask(lambda view: full_of(view, ids))

    async def turns(self, rows: Rows, *, visible: Visible = None) -> Sequence[Turn]:
        """The turns of service conversations among the set (see the port)."""
        where, values = self._condition(rows, visible)
        return await self._ask(lambda view: [_turn(row) for row in view.where("evidence.turns", where, values)])

    async def past(self, source: str, until: datetime, *, limit: int = 500) -> Sequence[Row]:
        """Live mentions of a source said and come in before (see the port)."""
        values = {"source": source, "until": micros(until), "limit": limit or ALL_ROWS, "offset": 0}
        return await self._ask(lambda view: [row_of(row) for row in view.where("evidence.oldest", PAST, values)])

    async def mentions(self, after: MentionId, limit: int) -> Sequence[tuple[MentionId, Mention]]:
        """Live mentions as they were heard (see the port)."""
        rows = await self._ask(lambda view: view.rows("evidence.mentions", after=after, limit=limit or ALL_ROWS))
        return [(MentionId(row[0]), _mention_of(row[1:])) for row in rows]

    async def series(
        self, by: Literal["theme", "department", "group", "source", "all"], names: Collection[str], *,
        unit: Literal["day", "hour"], since: str, until: str,
    ) -> Mapping[str, Mapping[str, Mapping[str, int]]]:  # fmt: skip
        """From the rollups (see the port); every name that was asked for is there."""
        if unit == "hour" and by not in HOURLY:
            raise ValueError(by)
        asked = [ALL] if by == "all" else sorted(set(names))
        rows = await self._ask(lambda view: _rolled_up(view, by, asked, unit=unit, since=since, until=until))
        found = {name: dict(sorted(json.loads(units).items())) for name, units in rows}
        return {name: found.get(name, {}) for name in asked}

    async def customers(self, insight: InsightId) -> Sequence[tuple[Row, Told | None]]:
        """The insight's customers, with whether told (see the port)."""

        def question(view: Snapshot) -> Sequence[tuple[Row, Told | None]]:
            found = view.rows("evidence.customers", insight=insight)
            rows = {row.id: row for row in rows_of(view, [MentionId(one[0]) for one in found])}
            return [(rows[MentionId(number)], _told(insight, told)) for number, *told in found]

        return await self._ask(question)


def _turn(row: tuple[Any, ...]) -> Turn:
    number, source, conversation, voice, author, at, text, channel, rest = row
    return Turn(
        id=MentionId(number), case=(source, conversation or f"#{number}"), voice=voice,
        author=None if author is None else Untrusted(author), at=instant(at), text=Untrusted(text), channel=channel,
        outcome=_outcome(load(rest)) if rest else None,
    )  # fmt: skip


def _outcome(rest: Any) -> Outcome | None:
    """What a help desk's source said of the conversation beside its turn; None where it said nothing."""
    said = rest.get("service") if isinstance(rest, Mapping) else None
    if not isinstance(said, Mapping):
        return None
    answer, satisfaction = said.get("answer"), said.get("satisfaction")
    return Outcome(
        status=str(said.get("status", "")), first_response=_minutes(said.get("first_response_minutes")),
        resolution=_minutes(said.get("resolution_minutes")),
        answer=Untrusted(answer) if isinstance(answer, str) and answer.strip() else None,
        satisfaction=satisfaction if isinstance(satisfaction, str) else None,
    )  # fmt: skip


def _minutes(said: object) -> float | None:
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) and said >= 0 else None


def _mention_of(row: tuple[Any, ...]) -> Mention:
    (
        source, source_id, at, text, kind, author, author_name, followers, url, conversation, in_reply_to, likes,
        reposts, replies, channel, said_language, rating, edited, digest, visibility, marks, rest,
    ) = row  # fmt: skip
    return Mention(
        source=source, source_id=source_id, at=instant(at), text=Untrusted(text), kind=kind,
        author=None if author is None else Author(id=author, name=Untrusted(author_name), followers=followers),
        url=None if url is None else Untrusted(url), conversation=conversation, in_reply_to=in_reply_to,
        engagement=Engagement(likes=likes, reposts=reposts, replies=replies), channel=channel, language=said_language,
        rating=rating, edited=instant(edited), digest=digest, visibility=visibility,
        marks=tuple(marks.split(SEPARATOR)) if marks else (), rest=load(rest) if rest else {},
    )  # fmt: skip


def _rolled_up(
    view: Snapshot, by: str, names: list[str], *, unit: Literal["day", "hour"], since: str, until: str
) -> list[tuple[Any, ...]]:
    """Each name that has mentions, with its units and their moods as JSON."""
    wanted = as_list(names)
    first, last = (since, until) if unit == "day" else (int(since), int(until))
    if by != MANY:
        return view.rows(f"rollup.{unit}s", dimension=by, names=wanted, since=first, until=last)
    span = view.row(f"rollup.span_{unit}", dimension=by) or (None, None)
    units = as_list(_hours(span, int(since), int(until)) if unit == "hour" else _days(span, since, until))
    return view.rows(f"rollup.each_{unit}", dimension=by, names=wanted, units=units)


def _hours(span: tuple[Any, ...], since: int, until: int) -> list[int]:
    first, last = span
    return [] if first is None else list(range(max(since, first), min(until, last + 1)))


def _days(span: tuple[Any, ...], since: str, until: str) -> list[str]:
    if span[0] is None:
        return []
    first, last = (date.fromisoformat(day) for day in span)
    days = ((first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1))
    return [day for day in days if since <= day < until]


def _told(insight: InsightId, found: list[Any]) -> Told | None:
    mention, person, at, told = found
    if mention is None:
        return None
    return Told(insight=insight, mention=mention, person=PersonId(person), at=instant(at), told=bool(told))


def rows_of(view: Snapshot, ids: Collection[MentionId]) -> Sequence[Row]:
    """These mentions as rows, by time; also removed ones."""
    page = {"ids": as_list(list(ids)), "limit": ALL_ROWS, "offset": 0}
    return [row_of(row) for row in view.where("evidence.oldest", THESE, page)]


def full_of(view: Snapshot, ids: Collection[MentionId]) -> Sequence[Full]:
    """These mentions with vectors and reasons, by id; removed ones are left out."""
    wanted = as_list(list(ids))
    groups = defaultdict[int, list[tuple[str, str]]](list)
    for mention, name, reason in view.rows("evidence.groups", ids=wanted):
        groups[mention].append((name, reason))
    rows = {row.id: row for row in rows_of(view, ids)}
    found = [
        Full(
            row=rows[MentionId(number)], vector=vector, voice=voice, harm=harm,
            departments=tuple((name, probability, why) for name, probability, why in json.loads(departments)),
            groups=tuple(groups.get(number, ())),
        )
        for number, vector, voice, harm, departments in view.rows("evidence.full", ids=wanted)
    ]  # fmt: skip
    return sorted(found, key=lambda full: full.row.id)


def row_of(row: tuple[Any, ...]) -> Row:
    """A row of `evidence.oldest` or `evidence.newest`."""
    (
        number, source, source_id, at, kind, text, author, url, state, reason, language, sentiment, confidence, intent,
        department, theme, copy_of, copies, conversation, in_reply_to, edited, visibility, author_id, followers, rating,
    ) = row  # fmt: skip
    return Row(
        id=number, source=source, source_id=source_id, at=instant(at), kind=kind, text=Untrusted(text),
        author=None if author is None else Untrusted(author), url=None if url is None else Untrusted(url),
        state=state, reason=reason, language=language, sentiment=sentiment, confidence=confidence, intent=intent,
        department=department, theme=theme, copy_of=copy_of, copies=copies, conversation=conversation,
        in_reply_to=in_reply_to, edited=edited > at, visibility=visibility, author_id=author_id,
        followers=followers, rating=rating,
    )  # fmt: skip
