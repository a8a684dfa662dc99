"""The world outside, as the domain asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from bot.errors import BadInput
from bot.model.delivery import Outgoing
from bot.model.mention import MentionId, Untrusted
from bot.model.message import Chart
from bot.model.people import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing a source gave: its place in the source (line, page, id) and its mention JSON, or why not.

    A mention that was taken back is its JSON with `op`: "delete". `gone` is the id of an author who is gone, or takes
    all back: every mention of theirs in this source goes (that was said until `at`, where that is known). `under` is
    the beginning of ids that go together: of a conversation that was deleted as a whole.
    """

    position: str
    mention: Mapping[str, object] | None
    error: BadInput | None = None
    gone: str | None = None
    at: datetime | None = None
    under: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What a source gave since a cursor. `more`: ask again at once; `done` is 0..1 where it is known.

    `through`: everything that was said there until then has been given (None: until this poll, unless there is more).
    `lost`: what was said between the cursor and this instant cannot be had any more.
    """

    items: tuple[Item, ...]
    cursor: str
    more: bool
    done: float | None = None
    through: datetime | None = None
    lost: datetime | None = None


class Source(Protocol):
    """A place where customers speak: asked page by page, or a stream that is asked for what came since.

    - `poll` gives what is new since the cursor, oldest first, at most a few hundred items; the
      caller commits the cursor together with the rows.
    - The same cursor may be polled again after a crash: overlap is allowed, gaps are not (else `Poll.lost` says so).
    - A bad item is an Item with its error; the rest goes on.
    - Nothing new is an empty Poll; WrongCredential and TryLater are raised.
    - A stream opens its connection at its first poll and keeps it; a poll of it returns within a second or two.
    - When it is called, how often it is tried again, what is bad and what is already known are the caller's matter.
    """

    @property
    def name(self) -> str:
        """The name of the source in mentions and settings."""
        ...

    async def poll(self, cursor: str) -> Poll:
        """What is new since `cursor` ('' is the beginning).

        Raises:
            WrongCredential: a person must act.
            TryLater: a temporary failure.
            Refused: it will not answer this, however often it is asked.
        """
        ...

    async def close(self) -> None:
        """End what is open; a later poll opens it again."""
        ...


@runtime_checkable
class Reachable(Protocol):
    """A source of which can be asked whether it answers, without taking anything from it."""

    @property
    def name(self) -> str:
        """The name of the source."""
        ...

    async def reach(self) -> None:
        """Nothing, where it answers as it should.

        Raises:
            WrongCredential, TryLater, Refused: as `Source.poll`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A mention of a source as it is held here: its id there, and its text."""

    id: str
    text: str


@runtime_checkable
class Rechecked(Protocol):
    """A source that does not say by itself what was changed or taken back later, but answers when it is asked."""

    async def again(self, held: Sequence[Held]) -> Sequence[Item]:
        """What became of these: items for what was changed or taken back; nothing for what stands as it is held.

        Raises:
            WrongCredential, TryLater, Refused: as `Source.poll`.
        """
        ...


class Files(Protocol):
    """Opens files that people bring: CSV, XLSX or JSONL."""

    def rows(self, data: bytes, *, name: str) -> tuple[Mapping[str, object], ...]:
        """The first rows of a table, enough to guess what its columns are.

        Raises:
            BadFile: it cannot be read, or has no rows.
        """
        ...

    def open(self, data: bytes, *, name: str, place: str, shape: Shape | None) -> Source:
        """The file as a source; `shape` makes mention JSON of a row, None where lines are mention JSON already.

        `name` is what refusals call it, `place` the source's name: how far it was read is kept under it.

        Raises:
            BadFile: it cannot be read.
        """
        ...


class Shape(Protocol):
    """Makes mention JSON of a row; raises BadInput."""

    def __call__(self, row: Mapping[str, object], number: int) -> Mapping[str, object]:
        """The mention JSON of the row that is the `number`th from 1."""
        ...


class Chat(Protocol):
    """A platform in which colleagues talk.

    - `post` is called in order for each place, one at a time; what is returned is the
      platform's message id.
    - Between two calls of `post` or `edit` for one place there are at least `pace`, also after a restart; answers to
      an address (`via`) are not counted.
    - `find` looks a post up by its key after a crash; where the platform cannot be asked at all, `can_find` is False
      and `find` gives None; where it cannot be asked about this post or place, `find` raises Refused.
    """

    @property
    def platform(self) -> str:
        """`workspace`, `slack`, `teams`, `terminal`."""
        ...

    @property
    def can_find(self) -> bool:
        """Whether an earlier post can be looked up by its key."""
        ...

    @property
    def pace(self) -> timedelta:
        """The least time between two posts in one place."""
        ...

    @property
    def rate(self) -> int:
        """How many posts and edits may begin within a second in one workspace; 0: as many as come."""
        ...

    async def post(self, post: Outgoing, *, thread: str | None = None) -> str:
        """Post the message (as a reply to message id `thread`) and give its id.

        Raises:
            TryLater: with the seconds to wait; `accepted=False` where the platform said that it took nothing.
            WrongCredential: a person must act.
            Refused: it will never be taken (too long ...).
            Closed: nothing is taken there until a person acts (archived channel ...).
        """
        ...

    async def edit(self, post: Outgoing, *, message_id: str) -> None:
        """Put the message in place of the earlier one. Raises as `post`."""
        ...

    async def find(self, post: Outgoing, *, thread: str | None = None) -> str | None:
        """The id of the message that was posted with this post's key (in `thread`), if there is one.

        Raises:
            TryLater, WrongCredential: as `post`.
            Refused: nobody can say whether it is there.
        """
        ...

    async def members(self, place: Place) -> frozenset[str] | None:
        """The people's ids who see this channel now; None: everyone of the organisation."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text to be summarised, with the mention it stands in."""

    id: MentionId
    text: Untrusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence of a summary and the mentions it cites; proven by the caller, not here."""

    text: str
    cites: tuple[MentionId, ...]


class Summariser(Protocol):
    """Says a theme in few sentences, each citing mentions. The caller proves each one."""

    async def summarise(self, texts: Sequence[Said], *, words: int) -> tuple[Claim, ...]:
        """At most `words` words in all, the most telling sentence first; [] for no texts."""
        ...


class Charts(Protocol):
    """Draws a chart spec."""

    async def svg(self, chart: Chart, *, dark: bool = False, narrow: bool = False) -> str:
        """The chart as SVG without scripts or inline style (`narrow`: for a phone); same spec, same bytes."""
        ...

    async def png(self, chart: Chart) -> bytes:
        """The chart as PNG, for chats without charts of their own."""
        ...


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class NewId(Protocol):
    """Gives numbers for new rows, growing and never given twice."""

    def take(self, kind: str, count: int = 1) -> int:
        """The first of `count` consecutive new numbers of that kind."""
        ...


class Secrets(Protocol):
    """Keys, nonces and tokens. Takes no seed: never the source of anything that must be repeatable."""

    def token(self) -> str:
        """A new URL-safe token of at least 128 bits."""
        ...

    def keyed_hash(self, text: str) -> str:
        """HMAC-SHA256 (hex) of the text under this deployment's own key."""
        ...

    def seal(self, text: str, *, where: str) -> str:
        """The text sealed under this deployment's own key, to be opened only for the same place."""
        ...

    def unseal(self, sealed: str, *, where: str) -> str:
        """The text that was sealed for this place.

        Raises:
            WrongCredential: it was sealed under another key, for another place, or changed since.
        """
        ...
