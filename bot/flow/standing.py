"""What the thinking process holds between two batches: rebuilt from the store at start and after a failure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import cast

import numpy as np

from bot.errors import StoreError
from bot.flow.organisation import KINDS, Organisation, organisation
from bot.flow.tools import Tools
from bot.flow.unsaid import unsaid
from bot.insights.tally import Tally
from bot.insights.view import Heard
from bot.listening.copies import CopyFinder
from bot.listening.groups import Matcher
from bot.listening.privacy import redact
from bot.model.changes import Change, KeepSetting, KeepSource, Receive, SettingEvent
from bot.model.insight import InsightId
from bot.model.mention import Mention, MentionId
from bot.model.reading import Intent, Sentiment, written
from bot.model.rows import Rows
from bot.model.shards import number_after, shard_of
from bot.model.signal import NOT_ABOUT_US
from bot.model.theme import Theme, ThemeId
from bot.ports.memory import Full
from bot.routing.learned import Vectors
from bot.routing.relevance import Elsewhere, elsewhere
from bot.routing.router import Router, corrected, make_router
from bot.themes.book import ThemeBook
from bot.themes.label import Vocabulary
from bot.themes.state import BookState, Member

MEMORY_DAYS = 60
"""How far back the counts of themes reach."""

COPY_DAYS = 14
VOCABULARY = 3000
"""So many of the newest mentions say what words are worth."""

BOOK = "book"
REDRAW = "redraw"
"""The kind of inbox event that says that an insight lost evidence and stands in channels as it was."""

UNFINISHED = timedelta(days=2)
"""After a start, themes that were spoken of since are thought of again."""


class Standing:
    """The organisation, the book of themes, the counts, the copies, the router and the keyword groups in memory.

    Owned by the one process that thinks a shard; what takes mentions in and routes them is held by shard 0 alone, and
    of other shards' themes only what they are called. Whoever changes the store through `commit` keeps it
    true; when a commit fails it is rebuilt before the error goes on.
    """

    organisation: Organisation
    book: ThemeBook
    tally: Tally
    copies: CopyFinder
    router: Router
    elsewhere: Elsewhere
    matcher: Matcher

    def __init__(self, *, shard: int = 0, shards: int = 1) -> None:
        self.shard, self.shards = shard, shards
        self._beside: dict[ThemeId, Theme] = {}
        self._dealt: dict[MentionId, int] = {}
        self._themes: dict[MentionId, ThemeId] = {}
        self._events: list[SettingEvent] = []
        self._latest: dict[str, SettingEvent] = {}
        self._taught: tuple[tuple[str, str], ...] = ()
        self._sources: dict[str, datetime] = {}
        self._vocabulary = Vocabulary.of([])
        self._read_through = 0
        self._named: dict[ThemeId, int] = {}
        self._looked_into: dict[ThemeId, int] = {}
        self._day = ""
        self._lately: set[ThemeId] = set()
        self._unmarked: dict[InsightId, MentionId] = {}
        self._unsaid: list[Change] = []
        self.touched: set[ThemeId] = set()
        self.begun: set[str] = set()
        self.later: dict[str, datetime] = {}
        self.dirty: dict[InsightId, tuple[str, ...]] = {}
        self.due = True
        self.budget: Callable[[str], str] = _unknown

    async def load(self, tools: Tools) -> None:
        """Read everything from the store."""
        store, now = tools.store, tools.clock.now()
        self._events, self._latest = [], {}
        self._note(await store.setting_events())
        self.organisation = organisation(tools.settings, self._events)
        if self.shard == 0:
            await self._load_groups(tools)
            await self.load_router(tools)
            self.copies = CopyFinder(await store.recent(now - timedelta(days=COPY_DAYS)))
        if self.shard == 0 and self.shards > 1:
            self._dealt = dict(await store.dealt(now - timedelta(days=COPY_DAYS)))
        await self.load_beside(tools)
        self._sources = {one.name: one.newest for one in await store.sources() if one.newest is not None}
        await self._load_book(tools, now)
        self._unmarked, self._unsaid = {}, []
        await self._load_unfinished(tools, now)

    async def load_organisation(self, tools: Tools) -> None:
        """Read the organisation alone: all that a process needs which takes nothing in."""
        self._events = []
        for kind in KINDS:
            self._note(await tools.store.setting_events(f"{kind}:"))
        self.organisation = organisation(tools.settings, self._events)

    async def load_beside(self, tools: Tools) -> None:
        """Read what the themes of other shards are called and were merged into; nothing where there is one."""
        if self.shard == 0 and self.shards > 1:
            self._beside = {one.id: one for one in await tools.store.themes_beside(self.shard)}

    async def _load_unfinished(self, tools: Tools, now: datetime) -> None:
        """What a process that died may not have thought of: what came in lately, and insights that lost evidence."""
        self.due, self._day = True, ""
        self.touched.update(one.id for one in self.book.themes() if now - one.seen < UNFINISHED)
        for event in await tools.store.pending((REDRAW,)) if self.shard == 0 else ():
            insight = InsightId(int(str(event.payload["insight"])))
            self.dirty[insight] = (*self.dirty.get(insight, ()), event.event_id)

    async def _load_groups(self, tools: Tools) -> None:
        self.matcher = Matcher([(group.name, group.query) for group in self.organisation.groups])

    async def load_router(self, tools: Tools) -> None:
        """Build the router from departments, labelled history and corrections."""
        taught = [
            (str(event.new.get("text", "")), event.subject.partition(":")[2])
            for event in await tools.store.setting_events("taught:")
            if event.new is not None
        ]
        self._taught = tuple(taught)

        def embed(texts: Sequence[str]) -> Vectors:
            rows = [one.vector for one in tools.read(texts)]
            return np.stack(rows) if rows else np.zeros((0, 256), np.float32)

        self._plain = make_router(self.organisation.departments(), embed, taught=self._taught, learn=tools.learn)
        await self.learn(tools)

    async def learn(self, tools: Tools) -> None:
        """Take in all corrections that hold; the next mention is routed by them."""
        people = {one.id: one.name for one in self.organisation.all_people}
        corrections = [one for one in await tools.store.corrections() if one.undone is None]
        self.router = corrected(self._plain, corrections, people=people, zone=tools.zone)
        self.elsewhere = elsewhere(corrections, self.router, people=people, zone=tools.zone)

    async def _load_book(self, tools: Tools, now: datetime) -> None:
        store = tools.store
        kept = self.latest(self.own(BOOK))
        state = BookState.from_json(kept) if kept else None
        mine = self.shard if self.shards > 1 else None
        themes = await store.themes(("candidate", "theme", "merged"), shard=mine)
        sample = [
            member_of(one, ThemeId(one.row.theme), tools)
            for one in (await store.full(state.sample) if state else ())
            if one.row.theme is not None
        ]
        assigned = await store.assigned(now - timedelta(days=MEMORY_DAYS), shard=mine)
        self.tally = Tally()
        self._themes = {mention: theme for mention, theme, *_ in assigned}
        later: list[Member] = []
        ids = [mention for mention, *_ in assigned]
        for at in range(0, len(ids), 5000):
            for one in await store.full(ids[at : at + 5000]):
                self.tally.add(self.heard(one, tools))
                if one.row.theme is not None and (state is None or one.row.id > state.through):
                    later.append(member_of(one, ThemeId(one.row.theme), tools))
        self.book = ThemeBook.load(
            themes, state=state, sample=sample, later=sorted(later, key=lambda one: one.id),
            voices=[(theme, voice) for _, theme, _, voice, _, _ in assigned],
            next_id=number_after(store.highest("theme"), self.shard, self.shards), shard=self.shard, shards=self.shards,
        )  # fmt: skip

    def heard(self, one: Full, tools: Tools, *, theme: ThemeId | None = None) -> Heard:
        """The mention as counting needs it, in this theme where its row has none yet."""
        row = one.row
        return Heard(
            id=row.id,
            theme=ThemeId(row.theme) if row.theme is not None else theme,
            source=row.source,
            voice=one.voice,
            at=row.at,
            day=row.at.astimezone(tools.zone).date().isoformat(),
            hour=int(row.at.timestamp() // 3600),
            kind=row.kind,
            sentiment=cast(Sentiment, row.sentiment),
            intent=cast(Intent, row.intent),
            copy=row.copy_of is not None,
            harm=one.harm,
            vector=one.vector if one.harm or (row.intent == "request" and not out(one)) else b"",
            language=written(row.language, row.text.raw),
        )

    async def commit(self, changes: Sequence[Change], *, tools: Tools) -> None:
        """Write; when that fails, what is held here is rebuilt from what the store really has.

        Raises:
            StoreFull: nothing was written.
        """
        try:
            await tools.store.commit([*changes, *self._unsaid, *self._marks(tools.clock.now())])
        except StoreError:
            await self.load(tools)
            raise
        self._unsaid = []
        fresh = [change.event for change in changes if isinstance(change, KeepSetting)]
        self._note(fresh)
        if any(_shapes(event) for event in fresh):
            before = self.organisation
            self.organisation = organisation(tools.settings, self._events)
            if self.organisation.groups != before.groups:
                await self._load_groups(tools)
            if self.organisation.all_departments != before.all_departments:
                await self.load_router(tools)

    def _note(self, events: Iterable[SettingEvent]) -> None:
        for event in events:
            # An earlier day's digest that is posted late does not make today's due again.
            if str(self.latest(event.subject).get("day", "")) <= str((event.new or {}).get("day", "")):
                self._latest[event.subject] = event
            if _shapes(event):
                self._events.append(event)

    def _marks(self, now: datetime) -> list[Change]:
        """What makes sure that insights whose evidence this commit takes away are redrawn, also after a crash."""
        marks: list[Change] = []
        for insight, mention in self._unmarked.items():
            event_id = f"{REDRAW}:{insight}:{mention}:{now.isoformat()}"
            marks.append(Receive(event_id=event_id, kind=REDRAW, payload={"insight": insight}, at=now))
            self.dirty[insight] = (*self.dirty.get(insight, ()), event_id)
        self._unmarked = {}
        return marks

    def latest(self, subject: str) -> Mapping[str, object]:
        """What was last set for a subject; empty where nothing was, or where it was taken away."""
        event = self._latest.get(subject)
        return event.new or {} if event is not None else {}

    def subjects(self, prefix: str) -> tuple[str, ...]:
        """The subjects that begin so and for which something is set now, in order."""
        return tuple(sorted(one for one, event in self._latest.items() if one.startswith(prefix) and event.new))

    async def unlearn(self, mentions: Collection[MentionId], *, expired: bool = False, tools: Tools) -> None:
        """Take mentions that are edited or removed out of themes, counts and copies; their insights are dirty.

        The next commit, which edits or removes them, also keeps that. Old digests stay as they were where mentions
        are only past their retention (`expired`).
        """
        if not mentions:
            return
        self.due = True
        for mention in mentions:
            self._unmarked.update(dict.fromkeys(await tools.store.citing([mention]), mention))
        fulls = await tools.store.full(mentions)
        self._unsaid += await unsaid([one.row.text.raw for one in fulls], digests=not expired, tools=tools)
        for one in fulls:
            self.tally.remove(one.row.id)
            self.copies.drop(one.row.id)
            # What a theme of another shard has to subtract, the store tells its owner.
            if one.row.theme is not None and one.vector and self.mine(ThemeId(one.row.theme)):
                self.forget_member(member_of(one, self.book.current(ThemeId(one.row.theme)), tools))

    def forget_member(self, member: Member) -> None:
        """Take a mention that left its theme out of the book; the theme is thought of again."""
        theme = self.book.current(member.theme)
        self.book.remove(member)
        self.due = True
        self.touched.add(theme)
        self._lately.add(theme)

    def remember(self, mention: MentionId, theme: ThemeId | None) -> None:
        """Note a mention and which theme it went to."""
        self.due = True
        if theme is not None:
            self._themes[mention] = theme
            self.touched.add(theme)
            self._lately.add(theme)

    def own(self, subject: str) -> str:
        """The subject of a setting that each shard keeps for itself."""
        return subject if self.shard == 0 else f"{subject}:{self.shard}"

    def mine(self, theme: ThemeId) -> bool:
        """Whether this shard thinks about the theme."""
        return self.shards == 1 or self.book.theme(theme) is not None

    def theme(self, theme: ThemeId) -> Theme | None:
        """A theme of any shard, as it is known here."""
        return self.book.theme(theme) or self._beside.get(theme)

    def current(self, theme: ThemeId) -> ThemeId:
        """Where the mentions of a theme of any shard are now: in itself, or in what it was merged into."""
        known = self._beside.get(theme) if self.book.theme(theme) is None else None
        while known is not None and known.merged_into is not None:
            theme = known.merged_into
            known = self._beside.get(theme)
        return theme if known is not None else self.book.current(theme)

    def themes(self) -> tuple[Theme, ...]:
        """All candidates and themes, of any shard, by id."""
        beside = [one for one in self._beside.values() if one.state in ("candidate", "theme")]
        return tuple(sorted((*self.book.themes(), *beside), key=lambda one: one.id)) if beside else self.book.themes()

    def rename_beside(self, theme: ThemeId, name: str | None) -> None:
        """A theme of another shard is called so from now on."""
        self._beside[theme] = replace(self._beside[theme], name=name)

    async def know_shards(self, mentions: Collection[MentionId], tools: Tools) -> None:
        """Look up in which shards these mentions are, which are about to be edited: they stay there."""
        if self.shards > 1 and mentions:
            self._dealt |= await tools.store.shards_of(mentions)

    def deal(self, mention: MentionId, groups: Iterable[str], original: MentionId | None) -> int:
        """The shard of a mention: where it is, where what it repeats is, or that of its keyword groups."""
        if self.shards == 1:
            return 0
        if mention not in self._dealt:
            shard = self._dealt.get(original, 0) if original is not None else shard_of(groups, self.shards)
            self._dealt[mention] = shard
        return self._dealt[mention]

    def theme_of(self, mention: MentionId | None) -> ThemeId | None:
        """The theme of an earlier mention as it is now."""
        theme = self._themes.get(mention) if mention is not None else None
        return self.book.current(theme) if theme is not None else None

    def changed_themes(self, at: datetime) -> list[Change]:
        """What the book has to keep since last asked; its state too, where its space was fitted anew."""
        changes: list[Change] = list(self.book.changed())
        if self.book.turned:
            state = self.book.state().to_json()
            changes.append(KeepSetting(event=SettingEvent(subject=self.own(BOOK), person=None, at=at, new=state)))
        return changes

    async def vocabulary(self, tools: Tools) -> Vocabulary:
        """The words of the whole stream, from its newest mentions; read again once it has grown by half."""
        newest = tools.store.highest("mention")
        if newest > 1.5 * self._read_through:
            rows = await tools.store.listed(Rows(), limit=VOCABULARY, newest=True)
            self._vocabulary = Vocabulary.of([redact(row.text.raw).text for row in rows if row.state == "live"])
            self._read_through = newest
        return self._vocabulary

    def heard_sources(self, mentions: Iterable[Mention], arrived: datetime, *, skip: str = "") -> list[Change]:
        """How the sources stand that spoke in a batch: the time of the newest mention of each."""
        newest: dict[str, datetime] = {}
        for mention in mentions:
            if mention.source != skip and mention.at > newest.get(
                mention.source, self._sources.get(mention.source, _EVER)
            ):
                newest[mention.source] = mention.at
        self._sources.update(newest)
        return [KeepSource(name=name, polled=arrived, newest=at) for name, at in sorted(newest.items())]

    def newest_of(self) -> Mapping[str, datetime]:
        """When each source was last heard."""
        return self._sources

    def version(self, group: str) -> int:
        """The version of a keyword group."""
        return next((one.version for one in self.organisation.groups if one.name == group), 1)

    def since_night(self) -> frozenset[ThemeId]:
        """The themes touched since this was last asked."""
        found, self._lately = frozenset(self._lately), set()
        return found

    def new_day(self, now: datetime, zone: tzinfo) -> bool:
        """Whether this is asked for the first time on this local day."""
        day = now.astimezone(zone).date().isoformat()
        new, self._day = day != self._day, day
        return new

    def due_for_split(self, theme: Theme) -> bool:
        """Whether a theme grew by a tenth since this was last answered with yes: a few more mentions split nothing."""
        due = theme.mentions >= 1.1 * self._looked_into.get(theme.id, 0)
        if due:
            self._looked_into[theme.id] = theme.mentions
        return due

    def due_for_label(self, theme: Theme) -> bool:
        """Whether a theme has no label, or grew by half since it was last named."""
        return not theme.label or theme.mentions >= 1.5 * self._named.get(theme.id, 0)

    def named(self, theme: Theme) -> None:
        """Note that a theme was just named."""
        self._named[theme.id] = theme.mentions

    def thought(self, touched: Collection[ThemeId], dirty: Collection[InsightId]) -> None:
        """Note that these were thought of to the end; what was not (the disk was full) is thought of again."""
        self.touched.difference_update(touched)
        for insight in dirty:
            self.dirty.pop(insight, None)
        self.due = bool(self.touched or self.dirty)


def _unknown(source: str) -> str:
    """What is said of a source's budget where nobody knows it."""
    return ""


def _shapes(event: SettingEvent) -> bool:
    """Whether an event changes the organisation as it stands."""
    return event.subject.partition(":")[0] in KINDS


_EVER = datetime(1, 1, 2, tzinfo=UTC)


def member_of(one: Full, theme: ThemeId, tools: Tools) -> Member:
    """The mention as the book of themes has seen it."""
    day = one.row.at.astimezone(tools.zone).date().isoformat()
    return Member(
        id=one.row.id,
        theme=theme,
        vector=one.vector,
        voice=one.voice,
        at=one.row.at,
        day=day,
        copy=one.row.copy_of is not None,
        language=written(one.row.language, one.row.text.raw),
    )


def out(one: Full) -> bool:
    """Whether it is about somebody else: it asks nothing of us."""
    return any(name == NOT_ABOUT_US for name, _ in one.groups)
