"""The sources that are set up, put together from their settings."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib.metadata import version

from adapters import html, http
from bot.compose.kinds import check, kind, module, set_up
from bot.errors import EarshotError, RemoteError
from bot.flow.polling import Asked, Polls
from bot.flow.sifting import Wanted
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.listening.columns import read_columns
from bot.listening.strict_json import read_json
from bot.model.people import SourceSpec
from bot.ports.sources import About, Account, Client, Hook, Metered, Outside
from bot.ports.world import Poll, Source
from bot.texts import sources as texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A source as it was put together from its settings."""

    spec: SourceSpec
    asked: Asked | None
    hook: Hook | None
    meter: object = None


def budget_of(spec: SourceSpec) -> str:
    """How often a source is asked, and how much at most; that it delivers by itself where it is not asked."""
    about = kind(spec.kind)
    if about is None or not set_up(spec):
        return ""
    if "signing_secret" in about.needs:
        return texts.delivers_only()
    minutes = spec.every_minutes or about.every.total_seconds() / 60
    return texts.budget(minutes, about.per_minute)


class Sources:
    """The sources that are set up now. What is added, changed or paused takes effect at once; closed by who made it."""

    def __init__(self, *, tools: Tools, standing: Standing, client: Client | None = None) -> None:
        self._tools, self._standing = tools, standing
        self._client = client or http.connect(clock=tools.clock, agent=agent())
        self._built: dict[str, Built] = {}
        standing.budget = self.budget

    def budget(self, name: str) -> str:
        """How often a source is asked, how much at most, and what is left of that; '' where it is not asked."""
        spec = next((one for one in self._standing.organisation.sources if one.name == name), None)
        said = budget_of(spec) if spec is not None else ""
        built = self._built.get(name)
        left = built.meter.left() if built is not None and isinstance(built.meter, Metered) else None
        if not said or left is None:
            return said
        return said + texts.left(left.left, left.of, left.until, zone=self._tools.zone)

    def asked(self) -> Sequence[Asked]:
        """Those that are asked, paused ones left out."""
        return [one.asked for one in self._now() if one.asked is not None]

    def hook(self, name: str) -> Hook | None:
        """The one to which `/hooks/NAME` delivers; None where there is none, or it is paused."""
        return next((one.hook for one in self._now() if one.spec.name == name), None)

    async def aclose(self) -> None:
        """End what is open."""
        for one in self._built.values():
            if one.asked is not None:
                await one.asked.source.close()
        await self._client.close()

    def build(self, spec: SourceSpec) -> Built:
        """The source put together; where it cannot be, it says so whenever it is asked."""
        about = kind(spec.kind)
        assert about is not None, "what is no kind is not built"
        adapter = module(spec.kind)
        every = timedelta(minutes=spec.every_minutes) if spec.every_minutes else about.every
        wanted = Wanted(only=about.firehose or bool(spec.groups), groups=spec.groups)
        try:
            check(spec, where=spec.name, named=True)
            account, outside = self._account(spec), self._outside(spec, about)
            made, meter = adapter.connect(account, outside=outside), outside.http
            source: Source | None = made if hasattr(made, "poll") else None
            hook: Hook | None = made if source is None else None
            if hasattr(adapter, "hook") and account.signing_secret:
                hook = adapter.hook(account, outside=outside)
        except EarshotError as wrong:
            return Built(spec=spec, asked=Asked(source=Unready(spec.name, wrong), every=every), hook=None)
        if source is None:
            return Built(spec=spec, asked=None, hook=hook, meter=meter)
        asked = Asked(source=source, every=every, wanted=wanted, rechecks=about.rechecks, round=about.round)
        return Built(spec=spec, asked=asked, hook=hook, meter=meter)

    def _now(self) -> list[Built]:
        specs = [one for one in self._standing.organisation.sources if not one.paused and set_up(one)]
        for spec in specs:
            known = self._built.get(spec.name)
            if known is None or known.spec != spec:
                self._built[spec.name] = self.build(spec)
        for name in set(self._built) - {one.name for one in specs}:
            del self._built[name]  # `Polls` closes what it asked
        return list(self._built.values())

    def _account(self, spec: SourceSpec) -> Account:
        def opened(sealed: str) -> str:
            return self._tools.secrets.unseal(sealed, where=spec.name) if spec.sealed and sealed else sealed

        return Account(
            name=spec.name, url=spec.url, user=spec.user, secret=opened(spec.secret),
            signing_secret=opened(spec.signing_secret),
            since=self._tools.clock.now() - timedelta(days=spec.back_days),
        )  # fmt: skip

    def _outside(self, spec: SourceSpec, about: About) -> Outside:
        # What an operator writes on this machine may name a counterpart on it; what comes from a page may not.
        near = spec.url if spec.fixed or spec.near else ""
        client = self._client.within(
            per_minute=about.per_minute, stand_in=near if near.startswith(("http", "ws")) else ""
        )  # fmt: skip
        dial = partial(http.dial, stand_in=near, inside=about.inside)
        return Outside(
            http=client, clock=self._tools.clock, read=read_json, plain=html.connect(), dial=dial,
            shape=lambda text, where: read_columns(text, where=where).shape, local=spec.fixed or spec.near,
        )  # fmt: skip


class Unready:
    """A source that cannot be put together: its settings are wrong, or its credential cannot be opened."""

    def __init__(self, name: str, wrong: EarshotError) -> None:
        self._name, self._wrong = name, wrong

    @property
    def name(self) -> str:
        """The source's name."""
        return self._name

    async def poll(self, cursor: str) -> Poll:
        """Never gives anything; raises what is wrong."""
        if isinstance(self._wrong, RemoteError):
            raise self._wrong
        raise RemoteError(where=self._name, what=str(self._wrong)) from self._wrong

    async def close(self) -> None:
        """Nothing is open."""


def polls(found: Sources, more: Callable[[], Sequence[Source]]) -> Polls:
    """What asks the sources that are set up, and `more` besides them, in their turn."""
    return Polls(lambda: [*found.asked(), *(Asked(source=one) for one in more())], chance=random.random)


def agent() -> str:
    """What Earshot calls itself where it fetches something."""
    return f"Earshot/{version('earshot')} (self-hosted; reads what is said about its owner)"
