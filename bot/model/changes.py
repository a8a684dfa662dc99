"""Everything the store can be told. A use case hands over a tuple of changes; the store writes
them in one transaction, in order, or none of them.

Writing the same change twice leaves the store as writing it once, unless its docstring says
otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.model.delivery import Delivery, OutboxState, Outgoing, Route
from bot.model.insight import Insight, InsightId, StatusChange
from bot.model.leases import Lease
from bot.model.mention import Mention, MentionId, MentionState
from bot.model.message import Message
from bot.model.parting import Part
from bot.model.people import PersonId, Place
from bot.model.reading import Reading
from bot.model.signal import Correction, Signal
from bot.model.theme import Assignment, Theme, ThemeEvent, ThemeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Why a mention belongs to a keyword group: the words that matched, under that version."""

    group: str
    version: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepMention:
    """A mention new or edited (same id), with all that was understood of it; rollups follow.

    `voice` names the distinct author, `day` is the local date of the organisation (YYYY-MM-DD),
    `hour` the UTC hour since the epoch, `signature` the MinHash as bytes (public mentions only),
    `department` the most probable one (None: triage). In another `shard` than 0 its owner places it in a theme later.
    """

    id: MentionId
    mention: Mention
    arrived: datetime
    voice: str
    day: str
    hour: int
    reading: Reading
    department: str | None
    assignment: Assignment | None = None
    copy_of: MentionId | None = None
    signature: bytes = b""
    groups: tuple[Match, ...] = ()
    shard: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMentions:
    """Live mentions, each in its first theme; refused (StoreBusy) if one of them went, or has a theme, by now."""

    placed: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What waited in a shard (`ToPlace.id`) is worked off."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskName:
    """A person's name for a theme (None: none any more), told to the process that thinks about it; asked twice, told
    twice.
    """

    theme: ThemeId
    name: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """Every theme, with its mentions and what waits, goes to the shard of its keyword groups, among so many."""

    shards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMention:
    """A mention taken back, forgotten or expired. Without `id` only the key is closed to late copies."""

    key: tuple[str, str]
    id: MentionId | None
    state: MentionState
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMentions:
    """Mentions that go from one theme to another (merge, split, or a person's word)."""

    mentions: tuple[MentionId, ...]
    theme: ThemeId


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepReading:
    """A mention read again: reading, department and rollups are replaced."""

    mention: MentionId
    reading: Reading
    department: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegroupMentions:
    """All matches of one keyword group, recomputed under a new version."""

    group: str
    version: int
    matches: tuple[tuple[MentionId, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTheme:
    """A theme as it stands now, with the event that changed it, if it is worth remembering."""

    theme: Theme
    event: ThemeEvent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepInsight:
    """An insight as it stands now. `evidence` are its mentions: added to those already kept.

    `was` is what it was read as: what another process changed since then stays (`joined`).
    """

    insight: Insight
    evidence: tuple[MentionId, ...] = ()
    was: Insight | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepStatus:
    """One step in an insight's history."""

    change: StatusChange


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSignal:
    """A signal new, changed or removed (same key)."""

    signal: Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepCorrection:
    """A correction new or undone (same id)."""

    correction: Correction


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueue:
    """A post for the outbox; a key that is already there changes nothing."""

    post: Outgoing


@dataclass(frozen=True, slots=True, kw_only=True)
class Reword:
    """The outbox row with this key and all its edits say this from now on: what they said was taken back."""

    key: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPost:
    """The outbox row's new state, with the platform's message id once it is done.

    `rest`: its place gets nothing before then.
    """

    id: int
    state: OutboxState
    tries: int
    sent_id: str | None = None
    error: str = ""
    next_at: datetime | None = None
    delivery: Delivery | None = None
    rest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepRoute:
    """How posts go to a place from now on."""

    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Receive:
    """Something that came in, stored before it is worked on; the same event id again changes nothing.

    `ahead` is what another process understood of it while it waited, as JSON; it is only ever read.
    """

    event_id: str
    kind: str
    payload: Mapping[str, object]
    at: datetime
    ahead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What stands beside this is written only while the lease holds; a commit with one that went is refused."""

    lease: Lease


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """An inbox event is worked off, with its result (words) or its error."""

    event_id: str
    result: Mapping[str, object] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSource:
    """How a source stands: its cursor (written with the rows it covers) and its health.

    `through`: what was said there until then has been read. `every` and `due`: how often it is asked (None: it is not),
    and when next. `failing`: since when it could not be. `done`: 0..1 of a back-fill.
    """

    name: str
    cursor: str | None = None
    polled: datetime | None = None
    newest: datetime | None = None
    error: str = ""
    state: Literal["ok", "silent", "failing", "refused", "paused"] = "ok"
    through: datetime | None = None
    due: datetime | None = None
    failing: datetime | None = None
    done: float | None = None
    every: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadItem:
    """Something that a source gave and that could not be read: where it stands there, and why. Not its text."""

    source: str
    position: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepBadItem:
    """A bad item is set aside; the same place again takes the place of the earlier one."""

    item: BadItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time in which a source said nothing although it should have (end None: still silent).

    `cause`: it was silent; it could not be asked (failing); it could not, and what was said came later (caught_up),
    so that nothing is missing any more.
    """

    source: str
    start: datetime
    end: datetime | None = None
    cause: Literal["silent", "failing", "caught_up"] = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepGap:
    """A gap of a source, opened or closed (same source and start)."""

    gap: Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingEvent:
    """One change of a setting or person made in chat, page or command line; also the audit log.

    `subject` is e.g. `group:brand`, `person:workspace:ana`, `mute:theme:12`, `money`; `new` is
    None when it was taken away.
    """

    subject: str
    person: PersonId | None
    at: datetime
    old: Mapping[str, object] | None = None
    new: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSetting:
    """A setting event; writing it twice keeps two."""

    event: SettingEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerItem:
    """One entry of the living ledger: `kind` is the list it stands in (costs, benefits, aims ...)."""

    kind: str
    id: str
    item: Mapping[str, object]
    recorded: datetime
    person: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepItem:
    """A ledger entry, new or replacing the one with the same kind and id."""

    entry: LedgerItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An insight as it was shown in a digest: rank, score and the version of the order."""

    insight: InsightId
    place: Place
    day: str
    rank: int
    score: float
    version: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepShown:
    """What a digest showed, once per (insight, place, day)."""

    shown: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Whether one customer behind an insight was told of the fix: on a person's click only."""

    insight: InsightId
    mention: MentionId
    person: PersonId
    at: datetime
    told: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTold:
    """A customer marked as told or not told."""

    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPost:
    """A message in the local workspace. `body` is its HTML-free content as JSON: a colleague's
    words, or a Message as the bot posted it. `key` is the poster's; `root` the thread's message.
    """

    id: str
    key: str
    place: Place
    author: str
    at: datetime
    body: Mapping[str, object]
    root: str | None = None
    to: PersonId | None = None
    edited: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPost:
    """A message of the local workspace, new (unless its key is there already) or edited (same id)."""

    post: RoomPost


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepReaction:
    """A reaction on a message of the local workspace, there or taken away."""

    post: str
    person: PersonId
    emoji: str
    at: datetime
    there: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepToken:
    """A token by its SHA-256: an invitation, a code that links two accounts, a link to one page (each used once)
    or a session; `ended` closes it.
    """

    digest: str
    kind: Literal["invite", "session", "link", "open"]
    person: PersonId
    until: datetime
    grant: Mapping[str, object] = field(default_factory=dict)
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearTokens:
    """Tokens that were over before this instant are gone, also those that were used."""

    before: datetime


Change: TypeAlias = (
    KeepMention | RemoveMention | MoveMentions | KeepReading | RegroupMentions | KeepTheme | KeepInsight
    | PlaceMentions | Placed | AskName | Deal | KeepStatus | KeepSignal | KeepCorrection | Enqueue | Reword | MarkPost
    | KeepRoute | Receive | Settle | Hold
    | KeepSource | KeepGap | KeepBadItem | KeepSetting | KeepItem | KeepShown | KeepTold | KeepPost | KeepReaction
    | KeepToken | ClearTokens | Part
)  # fmt: skip
