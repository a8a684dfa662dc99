"""The sources' page: what each source is and needs is known here, where sources are put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta

from bot.compose.app import App
from bot.compose.kinds import check, kind, kinds, set_up
from bot.compose.setting_up import CREDENTIALS, try_built
from bot.errors import BadInput, BadQuestion, ConfigError, NotAllowed, NotFound, RemoteError
from bot.flow import sources as flow
from bot.flow.board import source_lines
from bot.listening.privacy import redact
from bot.model.mention import Mention, Untrusted
from bot.model.people import Person, PersonId, SourceSpec
from bot.model.views import BadLine, SourceCard, SourceChange, SourceKind, SourceLine, SourcesPage, TriedLine
from bot.texts import sources as texts

BAD_DAYS, MOST_BAD, MOST_SHOWN = 28, 1000, 20
LONGEST_DAYS = 3650


class Keeper:
    """Implements `ports.tending.Tending`."""

    def __init__(self, app: App) -> None:
        self._app, self._tools, self._standing = app, app.tools, app.standing

    async def sources(self, person: PersonId) -> SourcesPage:
        """Every source (see the port)."""
        self._person(person)
        return await self._page()

    async def change_source(self, change: SourceChange) -> SourcesPage:
        """The sources after the change (see the port)."""
        person = self._person(change.person)
        if not person.may("admin"):
            raise NotAllowed(what=texts.changing(), role="admin", remedy=texts.ask_an_admin())
        try:
            if change.what == "test":
                return await self._tried(change.name)
            said = await self._change(change, person)
        except NotFound as wrong:
            raise BadQuestion(what=f"{wrong}", remedy="") from wrong
        except ConfigError as wrong:
            raise BadQuestion(what=f"{wrong}", remedy="") from wrong
        return await self._page(words=said)

    async def _change(self, change: SourceChange, person: Person) -> str:
        name, tools, standing = change.name.strip(), self._tools, self._standing
        async with tools.turn():
            match change.what:
                case "add":
                    settings = self._settings(name, change.form)
                    check(flow.spec_of(name, settings, tools=tools), where=name, named=True)
                    await flow.add(name, settings, by=person.id, tools=tools, standing=standing)
                    return texts.added_on_page(name)
                case "remove":
                    await flow.remove(name, by=person.id, tools=tools, standing=standing)
                    return texts.removed(name)
                case _:
                    on = change.what == "pause"
                    changed = await flow.pause(name, by=person.id, on=on, tools=tools, standing=standing)
                    return texts.paused_on_page(name, on=on, changed=changed)

    def _settings(self, name: str, form: Mapping[str, str]) -> dict[str, object]:
        """The settings that a form says, its credentials sealed. An address on this machine is for its own terminal."""
        if not name:
            raise BadQuestion(what=texts.no_name(), remedy=texts.give_a_name())
        keep, every = form.get("retention_days", "").strip(), form.get("every_minutes", "").strip()
        if keep and not (keep.isascii() and keep.isdigit() and 0 < int(keep[:9]) <= LONGEST_DAYS):
            raise BadQuestion(what=texts.no_days(keep), remedy=texts.days_wanted())
        try:
            minutes = float(every) if every else None
        except ValueError as wrong:
            raise BadQuestion(what=texts.no_minutes(every), remedy=texts.minutes_wanted()) from wrong
        if minutes is not None and not 0 < minutes < 100_000:
            raise BadQuestion(what=texts.no_minutes(every), remedy=texts.minutes_wanted())
        found: dict[str, object] = {"every_minutes": minutes, "retention_days": keep}
        for key in ("kind", "url", "user", "owner", *CREDENTIALS):
            value = form.get(key, "").strip()
            found[key] = self._tools.secrets.seal(value, where=name) if value and key in CREDENTIALS else value
        found["agreed"] = bool(form.get("agreed")) or None
        found["groups"] = [form["group"]] if form.get("group") else []
        return {key: value for key, value in found.items() if value not in (None, "", [])}

    async def _tried(self, name: str) -> SourcesPage:
        spec = self._spec(name)
        if spec is None or not set_up(spec):
            raise NotFound(what="source", id=name)
        try:
            tried = await try_built(self._app, spec)
        except RemoteError as wrong:
            return await self._page(words=texts.tried_in_vain(name, f"{wrong}"))
        except BadInput as wrong:
            raise BadQuestion(what=f"{wrong}", remedy="") from wrong
        if tried.delivered:
            return await self._page(words=texts.only_delivers(name))
        said = texts.answered(name, tried.came, len(tried.bad), more=tried.more)
        return await self._page(words=said, tried=tuple(self._line(one) for one in tried.mentions))

    def _line(self, mention: Mention) -> TriedLine:
        at = mention.at.astimezone(self._tools.zone)
        author = mention.author.name if mention.author else Untrusted("")
        return TriedLine(at=f"{at:%-d %b %H:%M}", author=author, text=Untrusted(redact(mention.text.raw).text[:300]))

    async def _page(self, *, words: str = "", tried: tuple[TriedLine, ...] = ()) -> SourcesPage:
        lines = await source_lines(tools=self._tools, standing=self._standing)
        bad: dict[str, list[BadLine]] = defaultdict(list)
        since = self._tools.clock.now() - timedelta(days=BAD_DAYS)
        for one in await self._tools.store.bad_items(since, limit=MOST_BAD):
            at = one.at.astimezone(self._tools.zone)
            bad[one.source].append(
                BadLine(at=f"{at:%-d %b %H:%M}", place=Untrusted(one.position), why=Untrusted(one.reason))
            )
        return SourcesPage(
            cards=tuple(self._card(one, bad[one.source]) for one in lines),
            kinds=tuple(
                SourceKind(name=name, what=about.what, needs=about.needs, duty=about.duty)
                for name, about in kinds().items()
            ),
            groups=tuple(one.name for one in self._standing.organisation.groups if not one.archived),
            words=words, tried=tried,
        )  # fmt: skip

    def _card(self, line: SourceLine, bad: list[BadLine]) -> SourceCard:
        spec = self._spec(line.source)
        if spec is None or kind(spec.kind) is None or not set_up(spec):
            return SourceCard(line=line, kind="", fixed=True, set_up=False, bad=tuple(bad[:MOST_SHOWN]))
        built = None if spec.paused else self._app.sources.hook(spec.name)
        return SourceCard(
            line=line, kind=spec.kind, fixed=spec.fixed, set_up=True, budget=self._app.sources.budget(spec.name),
            hook=f"/hooks/{spec.name}" if built is not None else "", bad=tuple(bad[:MOST_SHOWN]),
        )  # fmt: skip

    def _spec(self, name: str) -> SourceSpec | None:
        return next((one for one in self._standing.organisation.sources if one.name == name), None)

    def _person(self, person: PersonId) -> Person:
        found = self._standing.organisation.person(person)
        if found is None:
            raise NotAllowed(what=texts.changing(), role="viewer", remedy=texts.ask_an_admin())
        return found
