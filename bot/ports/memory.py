"""Memory: one Protocol per stage for reading, one verb for writing.

Every write is a tuple of changes (`bot.model.changes`) in one transaction. `visible` is the set
of visibilities the reader may see (`public`, `internal`, `private:...`); None means all.
Everything is ordered as its docstring says, so that two stores give the same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.model.changes import BadItem, Change, Gap, KeepSource, LedgerItem, Receive, RoomPost, SettingEvent, Shown, Told
from bot.model.delivery import Delivery, PostKind, Route, Waiting
from bot.model.insight import Insight, InsightId, StatusChange
from bot.model.leases import Depths, Held
from bot.model.mention import Known, Mention, MentionId, Untrusted
from bot.model.people import PersonId, Place
from bot.model.rows import Counts, Row, Rows
from bot.model.service import Turn
from bot.model.shards import ToPlace, Waits
from bot.model.signal import Correction, Signal
from bot.model.theme import Theme, ThemeEvent, ThemeId

Visible = frozenset[str] | None


class Writing(Protocol):
    """The one verb that writes."""

    async def commit(self, changes: Sequence[Change]) -> None:
        """Write all changes in one durable transaction, in order, or none.

        Raises:
            StoreFull: disk full or read-only; nothing was written, reading goes on.
        """
        ...

    def highest(self, kind: str) -> int:
        """The highest number in use of a kind (`mention`, `theme`, `insight`, `signal`, `correction`), 0 if none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """A public mention as the copy finder remembers it."""

    id: MentionId
    copy_of: MentionId | None
    signature: bytes
    voice: str
    at: datetime
    theme: ThemeId | None = None


class Listening(Protocol):
    """What intake needs to know."""

    async def known(self, keys: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Known]:
        """What is held of these keys, removed and closed ones included; unknown keys are left out."""
        ...

    async def under(self, source: str, beginning: str) -> Sequence[str]:
        """The ids of a source's live mentions that begin so, in order."""
        ...

    async def authors(self, source: str, name: str) -> Sequence[str]:
        """The ids of a source's authors with live mentions who have this id or, whatever its case, this name."""
        ...

    async def recent(self, since: datetime) -> Sequence[Recent]:
        """Public, live mentions with a signature said at or after `since`, by id."""
        ...

    async def sources(self) -> Sequence[KeepSource]:
        """How each source stands, by name."""
        ...

    async def gaps(self, since: datetime) -> Sequence[Gap]:
        """Gaps that are open or ended at or after `since`, by source and start."""
        ...

    async def bad_items(self, since: datetime, *, limit: int) -> Sequence[BadItem]:
        """What sources gave since and could not be read, newest first; of each source at most the last hundred."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Full:
    """A mention with what themes, insights and routing need of it."""

    row: Row
    vector: bytes
    voice: str
    harm: str | None
    departments: tuple[tuple[str, float, str], ...]
    groups: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A live mention with what themes need of it, and no more: many are read each night. `day` is its local date."""

    id: MentionId
    at: datetime
    day: str
    text: Untrusted
    language: str
    copy_of: MentionId | None
    voice: str
    vector: bytes


class Evidence(Protocol):
    """Counting and listing mentions. `count` and `listed` use one condition, so they always agree."""

    async def count(self, rows: Rows, *, visible: Visible = None) -> Counts:
        """How many mentions, distinct voices and copies the set holds."""
        ...

    async def listed(
        self, rows: Rows, *, visible: Visible = None, limit: int = 20, offset: int = 0, newest: bool = False
    ) -> Sequence[Row]:
        """The mentions of the set, oldest first by (at, id), or newest first."""
        ...

    async def facets(self, rows: Rows, by: str, *, visible: Visible = None) -> Mapping[str, int]:
        """Counts by `source`, `sentiment`, `language`, `kind`, `theme`, `department` or `group`; they add up to the set
        (but for groups, of which a mention may have several); largest first, then by name.
        """
        ...

    async def facets_each(
        self, sets: Sequence[Rows], by: str, *, visible: Visible = None
    ) -> Sequence[Mapping[str, int]]:
        """The facets of several sets, in their order, all of one moment."""
        ...

    async def full(self, ids: Collection[MentionId]) -> Sequence[Full]:
        """These mentions with vectors and reasons, by id; removed ones are left out."""
        ...

    async def turns(self, rows: Rows, *, visible: Visible = None) -> Sequence[Turn]:
        """The live turns of service conversations among the set, oldest first, with what became of each."""
        ...

    async def past(self, source: str, until: datetime, *, limit: int = 500) -> Sequence[Row]:
        """Live mentions of a source that were said and came in before `until`, oldest first by (at, id)."""
        ...

    async def mentions(self, after: MentionId, limit: int) -> Sequence[tuple[MentionId, Mention]]:
        """At most `limit` live mentions numbered above `after`, as they were heard, by id."""
        ...

    async def series(
        self, by: Literal["theme", "department", "group", "source", "all"], names: Collection[str], *,
        unit: Literal["day", "hour"], since: str, until: str,
    ) -> Mapping[str, Mapping[str, Mapping[str, int]]]:  # fmt: skip
        """From the rollups: name -> unit -> sentiment -> mentions, without empty units.

        `day`: local dates YYYY-MM-DD, `hour`: UTC hours since the epoch as digits (only `group`,
        `theme` and `source`); half-open [since, until). `all` has the one name `all`.
        """
        ...

    async def customers(self, insight: InsightId) -> Sequence[tuple[Row, Told | None]]:
        """The insight's mentions of kind service, one (the latest) per voice, oldest first, with whether told."""
        ...


class Theming(Protocol):
    """What themes need."""

    async def themes(
        self, states: Collection[str] = ("candidate", "theme"), *, shard: int | None = None
    ) -> Sequence[Theme]:
        """Themes in these states (of one shard; None: of all), by id."""
        ...

    async def theme(self, theme: ThemeId) -> Theme | None:
        """The theme, also a merged one."""
        ...

    async def theme_events(self, theme: ThemeId) -> Sequence[ThemeEvent]:
        """What happened to a theme, oldest first."""
        ...

    async def members(self, theme: ThemeId, *, since: datetime | None = None, limit: int = 500) -> Sequence[Spoken]:
        """The newest live mentions of a theme, newest first."""
        ...

    async def assigned(
        self, since: datetime, *, shard: int | None = None
    ) -> Sequence[tuple[MentionId, ThemeId, str, str, datetime, bool]]:
        """(mention, theme, source, voice, at, is a copy) of live mentions (of a shard) said since then, by (at, id)."""
        ...


class Dealing(Protocol):
    """What the shards of thinking need; where one process thinks there is one, 0, and nothing waits."""

    async def themes_beside(self, shard: int) -> Sequence[Theme]:
        """Candidates, themes and merged ones of all other shards, without their centres, by id."""
        ...

    async def to_place(self, shard: int, *, limit: int) -> Sequence[ToPlace]:
        """At most `limit` of what waits for the owner of a shard, in order."""
        ...

    async def waits(self, now: datetime) -> Sequence[Waits]:
        """How much waits in each shard where anything does, by shard."""
        ...

    async def shards_of(self, mentions: Collection[MentionId]) -> Mapping[MentionId, int]:
        """In which shard each of these mentions is."""
        ...

    async def dealt(self, since: datetime) -> Mapping[MentionId, int]:
        """Live mentions said since then that are in another shard than 0."""
        ...


class Finding(Protocol):
    """What insights, their history and their signals need."""

    async def insight(self, insight: InsightId) -> Insight | None:
        """The insight as it stands."""
        ...

    async def insights(
        self, *, open_only: bool = False, since: datetime | None = None, theme: ThemeId | None = None
    ) -> Sequence[Insight]:
        """Insights (found or updated since then), by id."""
        ...

    async def evidence(self, insight: InsightId) -> Sequence[MentionId]:
        """The mentions an insight stands on, by id, removed ones included."""
        ...

    async def citing(self, mentions: Collection[MentionId]) -> Sequence[InsightId]:
        """The insights that stand on any of these mentions, by id."""
        ...

    async def statuses(self, ids: Collection[InsightId]) -> Sequence[StatusChange]:
        """The histories of these insights, oldest first."""
        ...

    async def signals(self, *, since: datetime | None = None, insight: InsightId | None = None) -> Sequence[Signal]:
        """Signals, removed ones included, by id."""
        ...

    async def corrections(self) -> Sequence[Correction]:
        """All corrections, undone ones included, by id."""
        ...


class Posting(Protocol):
    """The outbox and what stands in the channels."""

    async def waiting(self, now: datetime, *, limit: int = 50) -> Sequence[Waiting]:
        """Rows in state new or sending that are due at `now`, by (due, id); per place only in order, an alert first.

        An alert overtakes what has not been tried yet, if it is among the next hundred of its place. None for a place
        whose route rests. What goes to an address that the platform gave (`via`) waits for nothing
        else, nor does anything else wait for it.
        """
        ...

    async def routes(self) -> Sequence[Route]:
        """The places and workspaces that take nothing until a person acts, by when that began."""
        ...

    async def outbox(self, states: Collection[str]) -> Sequence[Waiting]:
        """Rows in these states, by id."""
        ...

    async def digests_saying(self, pieces: Collection[str]) -> Sequence[Waiting]:
        """Digests, posted or not, in whose message one of these pieces stands, by id."""
        ...

    async def delivery(self, key: str) -> Delivery | None:
        """What was posted under this key."""
        ...

    async def delivered(
        self, *, insight: InsightId | None = None, place: Place | None = None, kind: PostKind | None = None,
        since: datetime | None = None,
    ) -> Sequence[Delivery]:  # fmt: skip
        """Deliveries (of one insight, in one place, of one kind), oldest first."""
        ...

    async def first_posted(self) -> Mapping[InsightId, datetime]:
        """When each insight that was posted first stood in a channel."""
        ...

    async def behind(self, place: Place, message_id: str) -> Waiting | None:
        """The outbox row whose message has this id, for a reaction or reply on it."""
        ...

    async def planned(self, key: str) -> Waiting | None:
        """The outbox row with this key, posted or not."""
        ...

    async def shown(self, since: datetime, *, place: Place | None = None) -> Sequence[Shown]:
        """What digests (of one place) showed since then, oldest first."""
        ...


class Keeping(Protocol):
    """Settings, inbox, ledger."""

    async def setting_events(self, prefix: str = "") -> Sequence[SettingEvent]:
        """Setting events whose subject starts with `prefix`, oldest first."""
        ...

    async def pending(self, kinds: Collection[str] | None = None, *, limit: int = ...) -> Sequence[Receive]:
        """Inbox events (of these kinds, at most `limit`; None: of all) that are not settled, oldest first."""
        ...

    async def depths(self, now: datetime) -> Depths:
        """How much waits, and since when."""
        ...

    async def leases(self, now: datetime) -> Sequence[Held]:
        """Who owns what, by name; nothing where one process does all."""
        ...

    async def result(self, event_id: str) -> Mapping[str, object] | None:
        """The result of a settled event, None while it is pending or unknown; key `error` if it failed."""
        ...

    async def acted(self, people: Collection[str]) -> int:
        """How much is kept of what people of these ids did, or of who they are."""
        ...

    async def ledger(self, kinds: Collection[str] = ()) -> Sequence[LedgerItem]:
        """All ledger entries (of these kinds, where any are named), by kind, recorded and id."""
        ...

    async def ledger_since(self, change: int) -> tuple[int, Sequence[LedgerItem]]:
        """The latest change of the ledger, and every entry written after `change` (0: all), the latest last."""
        ...


class Room(Protocol):
    """The local workspace's own messages, reactions and logins."""

    async def posts(self, place: Place, *, person: PersonId | None, limit: int = 100) -> Sequence[RoomPost]:
        """The newest root messages of a channel that everyone or this person may see, oldest first."""
        ...

    async def thread(self, root: str, *, person: PersonId | None) -> Sequence[RoomPost]:
        """The root and its replies, oldest first."""
        ...

    async def room_post(self, *, post: str = "", key: str = "") -> RoomPost | None:
        """A message by its id (`post`) or by its poster's key."""
        ...

    async def saying(self, pieces: Collection[str]) -> Sequence[RoomPost]:
        """Messages of all channels and people in whose body one of these pieces stands (as JSON text), oldest first."""
        ...

    async def reactions(self, posts: Collection[str]) -> Sequence[tuple[str, str, PersonId]]:
        """(message, emoji, person) of reactions that are there, by first use."""
        ...

    async def reply_counts(self, posts: Collection[str]) -> Mapping[str, int]:
        """How many replies each message has; those without are left out."""
        ...

    async def token(self, digest: str, kind: str, now: datetime) -> tuple[PersonId, Mapping[str, object]] | None:
        """Whose token this is and what it grants, if it has not ended or expired."""
        ...


class Store(Writing, Listening, Evidence, Theming, Dealing, Finding, Posting, Keeping, Room, Protocol):
    """Memory as a whole; each use case takes the narrow part it needs."""
