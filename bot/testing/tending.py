"""The sources of Lumo, for tests of their page: what is asked for is remembered, and said."""

from __future__ import annotations

from bot.errors import BadQuestion, NotAllowed
from bot.model.mention import Untrusted
from bot.model.message import Span
from bot.model.people import PersonId
from bot.model.views import BadLine, SourceCard, SourceChange, SourceKind, SourceLine, SourcesPage, TriedLine
from bot.texts import sources as texts


def _line(name: str, source: str, state: str, words: str) -> SourceLine:
    return SourceLine(
        name=name, mentions=(Span(text="412 mentions"),), newest="4 Oct 18:20", words=words, owner="Ana",
        source=source, state=state,  # type: ignore[arg-type]
    )  # fmt: skip


CARDS = (
    SourceCard(
        line=_line("App reviews", "app_reviews", "ok", "read up to 5 October 09:00; next look 5 October 09:30"),
        kind="appstore", fixed=False, set_up=True, budget="every 30 min, at most 30 requests a minute",
        bad=(BadLine(
            at="4 Oct 17:02", place=Untrusted("<script>alert(1)</script>"),
            why=Untrusted("text is empty; expected what was said"),
        ),),
    ),
    SourceCard(
        line=_line("Help desk", "desk", "failing", "not heard since 4 October 22:10: answer 503; next try 09:12"),
        kind="zendesk", fixed=True, set_up=True, budget="every 5 min, at most 100 requests a minute",
        hook="/hooks/desk",
    ),
    SourceCard(line=_line("Forum", "forum", "paused", ""), kind="discourse", fixed=False, set_up=True,
        budget="every 15 min, at most 50 requests a minute"),
    SourceCard(line=_line("Survey", "survey", "silent", "silent since 2 October"), kind="", fixed=True, set_up=False),
)  # fmt: skip
KINDS = (
    SourceKind(name="feed", what="RSS and Atom feeds: blogs, Google Alerts", needs=("url",)),
    SourceKind(name="zendesk", what="Zendesk tickets as service conversations", needs=("url", "secret")),
)


class Kept:
    """Implements `ports.tending.Tending`. `admin` alone may change; a source named `refused` is refused."""

    def __init__(self, admin: PersonId) -> None:
        self._admin = admin
        self.changes: list[SourceChange] = []

    async def sources(self, person: PersonId) -> SourcesPage:
        """The four sources."""
        return SourcesPage(cards=CARDS, kinds=KINDS, groups=("brand",))

    async def change_source(self, change: SourceChange) -> SourcesPage:
        """The four sources, with what was asked for."""
        if change.person != self._admin:
            raise NotAllowed(what=texts.changing(), role="admin", remedy=texts.ask_an_admin())
        if change.name == "refused":
            raise BadQuestion(what="This cannot be set up.", remedy="")
        self.changes.append(change)
        words = texts.added_on_page(change.name) if change.what == "add" else f"done: {change.what}"
        tried = (TriedLine(at="5 Oct 08:12", author=Untrusted("kim"), text=Untrusted("The battery <dies> at noon")),)
        return SourcesPage(
            cards=CARDS, kinds=KINDS, groups=("brand",), words=words, tried=tried if change.what == "test" else ()
        )
