"""What a source is told and given: where it listens and with which credential, the guarded client, what it is about.

A source is one module under `adapters/sources` with a constant `ABOUT` and a function `connect`; compose finds it by
its name, so that nothing else has to be changed for a new one (CONTRIBUTING.md has the steps):

    ABOUT = About(what="...", needs=("url",), every=timedelta(minutes=15))

    def connect(account: Account, *, outside: Outside) -> Source: ...

A source that is delivered to (`/hooks/NAME`) has `hook` beside it; where there is nothing to ask, `connect` gives it:

    def hook(account: Account, *, outside: Outside) -> Hook: ...

Its test runs the contract (`bot.testing.source_contract`) on traffic of its own over loopback; its row stands in
`docs/sources.md` and `docs/adapters.md`. Three outcomes come from the client by themselves; cursors, retries, back-off,
what is bad, duplicates, order and health are written once, in `bot.flow`. A mention's `source` is `account.name`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, Protocol, runtime_checkable

from bot.errors import Refused
from bot.ports.world import Clock, Held, Item, Source

Need = Literal["url", "user", "secret", "signing_secret"]
"""A setting of a source that it cannot do without."""

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What there is to know of a kind of source before it is connected.

    `every`: how often it is asked for what is new. `per_minute`: the most requests that its host is sent. `firehose`:
    it gives everything that anybody says, of which only what a keyword group matches is kept. `rechecks`: of so many of
    its mentions it is asked again now and then whether they still stand, where it does not say so by itself; of the
    same one no sooner than after a `round`. `duty`: what its terms or its price ask of whoever sets it up, who must say
    that they agree. `longest_days`: its terms let what it gave be kept no longer (0: they say nothing of it). `inside`:
    it stands in one's own network as a rule; where the settings on this machine name it, its address need not be a
    public one.
    """

    what: str
    needs: tuple[Need, ...] = ()
    every: timedelta = timedelta(minutes=15)
    per_minute: float = 30.0
    firehose: bool = False
    rechecks: int = 0
    round: timedelta = timedelta()
    duty: str = ""
    longest_days: int = 0
    inside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One source as it was set up. `name` is the source of its mentions; `since`: nothing older is asked for."""

    name: str
    since: datetime
    url: str = ""
    user: str = ""
    secret: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered: 2xx, or 304 where that was asked for. Header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """How many requests are `left` `of` a budget: until then, or (None) in any minute."""

    left: int
    of: int
    until: datetime | None = None


@runtime_checkable
class Metered(Protocol):
    """A client that knows what is left."""

    def left(self) -> Left | None:
        """Of the budget, of all hosts that were asked, that is nearest to its end; None where none was asked."""
        ...


class Socket(Protocol):
    """An open websocket."""

    async def receive(self, seconds: float) -> str | bytes | None:
        """The next message; None where none came in that time.

        Raises:
            TryLater: the connection is gone.
        """
        ...

    async def close(self) -> None:
        """End it."""
        ...


class Http(Protocol):
    """The one guarded client: public addresses only, checked at the connection itself, bounded in time and size.

    Each host has one budget of requests, whoever asks, and is left alone for as long as its Retry-After says. Redirects
    are followed (credentials stay with the host they are for). Three outcomes, told apart here for every source:

    - WrongCredential: 401 or 403; a person must act.
    - TryLater: 408, 425, 429, 5xx, no answer in time, no connection, the budget is spent; with the seconds to wait.
    - Refused: anything else that is not 2xx or 304 (`status` in its data), an address that is not public, a body
      that is too large, too many redirects.
    """

    async def ask(
        self, url: str, *, method: str = "GET", headers: Mapping[str, str] = NOTHING, body: bytes = b""
    ) -> Answer:
        """The answer, its body unpacked (at most 5 MiB, 10 s in all). Raises as above."""
        ...

    async def open(self, url: str, *, headers: Mapping[str, str] = NOTHING, protocols: Sequence[str] = ()) -> Socket:
        """A websocket (ws:// or wss://), with the sub-protocols that are offered. Raises as above."""
        ...


class Client(Protocol):
    """What the guarded client is made for each source from."""

    def within(self, *, per_minute: float, stand_in: str = "") -> Http:
        """The client at a source's pace. `stand_in` is a base address on loopback that the settings name for it."""
        ...

    async def close(self) -> None:
        """End what is open."""
        ...


Plain = Callable[[str], str]
"""Makes the plain text of HTML."""


Dial = Callable[[str, int], Awaitable[object]]
"""A connected socket (of the standard library) to a public address, for what is not HTTP. Raises TryLater, Refused."""


class Shape(Protocol):
    """Makes mention JSON of a record; raises BadInput."""

    def __call__(self, row: Mapping[str, object], number: int) -> Mapping[str, object]:
        """The mention JSON of the record that is the `number`th from 1."""
        ...


def shapeless(mapping: str, where: str) -> Shape:
    """Nothing is made of records here."""
    raise Refused(where=where, what="no mapping")


async def undialled(host: str, port: int) -> object:
    """Nobody: only who is set up for it connects otherwise than over HTTP."""
    raise Refused(where=host, what="nothing but HTTP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a source is given to work with.

    The guarded client at its pace, the clock, what reads JSON strictly (raises BadInput), what makes text of HTML,
    what connects to something else than HTTP, what makes of a mapping (TOML, and its name) what shapes records.
    `local`: whoever set it up works on this machine, so that files may be read and processes started for it.
    """

    http: Http
    clock: Clock
    read: Callable[[str | bytes], object]
    plain: Plain
    dial: Dial = undialled
    shape: Callable[[str, str], Shape] = shapeless
    local: bool = False


class Hook(Protocol):
    """A source to which an outside system delivers.

    - `event` is asked first, of the raw bytes: who is not who they should be, or late, is refused.
    - What stood behind the name in the path (a vendor that does not sign needs a secret there) is the header
      `x-earshot-path`, '' where there was nothing.
    - What is stored is what `kept` gives; `items` makes mentions of it when it is worked off.
    """

    @property
    def name(self) -> str:
        """The name of the source."""
        ...

    def event(self, headers: Mapping[str, str], body: bytes) -> str:
        """The id of the delivery, the same whenever it comes again. Header names are in small letters.

        Raises:
            WrongCredential: it is not signed as it should be, or too long ago.
        """
        ...

    def kept(self, headers: Mapping[str, str], body: str) -> str:
        """What is stored of a delivery: its body, and before it what only a header says of it."""
        ...

    def items(self, body: str) -> tuple[Item, ...]:
        """What it brings, in order, of what was kept.

        Raises:
            BadInput: it is not what this vendor sends.
        """
        ...


__all__ = [
    "NOTHING", "About", "Account", "Answer", "Client", "Clock", "Held", "Hook", "Http", "Item", "Left", "Metered",
    "Need", "Outside", "Plain", "Socket", "Source",
]  # fmt: skip
