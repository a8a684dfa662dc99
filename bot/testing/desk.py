"""A desk with one morning at Lumo behind it: obeys the port, remembers acts, thinks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.config import RoiSettings
from bot.delivery import sheet
from bot.errors import BadFile, NotAllowed, NotFound
from bot.model.forms import EntryForm
from bot.model.insight import InsightId, StatusChange
from bot.model.mention import Untrusted
from bot.model.message import Actions, Button, Chart, Header, Message, Quote, Span, Table, Text
from bot.model.people import Department, Person, PersonId, Programme
from bot.model.review import ReviewPage, ReviewRow
from bot.model.rows import Counts, Rows
from bot.model.signal import Act
from bot.model.theme import ThemeEvent, ThemeId
from bot.model.views import (
    Ask,
    Board,
    Bring,
    Brought,
    Facet,
    Home,
    InsightPage,
    Opening,
    OpenInsight,
    OpenRows,
    OpenTopic,
    Page,
    PersonLine,
    Receipt,
    RowsPage,
    RowView,
    SettingChange,
    SettingLine,
    SettingsPage,
    Step,
    ToldRow,
    TopicPage,
)
from bot.roi.blank import Ground, blank
from bot.testing.lumo import DEPARTMENTS, MOODS, NOW, PEOPLE, SOURCES, digest, insight, outage, plain, roi
from bot.testing.lumo_board import CHARGER, WEEKS, board

GROUND = Ground(
    items=(), programmes=(Programme(id="desk", name="Listening desk"), Programme(id="survey", name="Phone survey")),
    departments=[one.name for one in DEPARTMENTS], names={one.id: one.name for one in PEOPLE}, settings=RoiSettings(),
    at=NOW, today=NOW.date(),
)  # fmt: skip
"""What the forms of the ledger are filled from."""


SERVICE: Final = Message(
    blocks=(
        Text(
            line=(
                Span(text="31 messages", opens=Rows(theme=1, kind="service")),
                Span(text=" in 24 conversations: 20 ended, 1 of them without an answer"),
            )
        ),
        Text(line=(Span(text="Half had a first answer within 18 min and half ended within 5.5 h."),)),
        Text(line=(Span(text="Known answers", style="strong"),)),
        Quote(
            text=Untrusted("Please update to 7.1.2, then hold the power button for ten seconds with the charger in."),
            origin=(Span(text="ended 14 conversations, last Sat 3 Oct 19:24"),),
        ),
    ),
    summary="In service conversations",
)
"""What service made of a topic."""


class LumoDirectory:
    """The people and departments of Lumo."""

    def __init__(self, people: tuple[Person, ...] = PEOPLE) -> None:
        self._people = people

    def person(self, name: str) -> Person | None:
        """The person one of whose ids this is."""
        return next((one for one in self._people if name in one.ids), None)

    def people(self) -> tuple[Person, ...]:
        """All people."""
        return self._people

    def departments(self) -> tuple[Department, ...]:
        """All departments."""
        return DEPARTMENTS


class LumoDesk:
    """Obeys Desk. `acts` and `asked` hold what came in; `stale` makes the next status act come too late."""

    def __init__(self, rows: tuple[RowView, ...] | None = None) -> None:
        self.acts: list[Act] = []
        self.asked: list[Ask] = []
        self.changes: list[SettingChange] = []
        self.brought: list[Bring] = []
        self.recorded: list[tuple[str, dict[str, str]]] = []
        self.stale = False
        self._rows = outage() if rows is None else rows

    async def act(self, act: Act) -> Receipt:
        """Remember the act."""
        if act.key in {kept.key for kept in self.acts}:
            return Receipt(words="Done already.", moved=False)
        if self.stale and not act.force and act.saw is not None:
            return Receipt(words="Ben set this to “in work” at 08:41; nothing was changed.", moved=False, stale=True)
        self.acts.append(act)
        if act.name == "fixed" and not act.form.get("what"):
            return Receipt(words="What was fixed, and when was it released?", moved=False, ask="fixed")
        words = {
            "take": "Taken on by Support. You will see it in the next digest.",
            "not_ours": "Moved to triage by Ana.",
            "react": "Counted as useful.",
        }
        return Receipt(words=words.get(act.name, "Done."), insight=act.insight)

    async def ask(self, ask: Ask) -> Message:
        """`/roi` answers with last quarter; anything else with usage."""
        self.asked.append(ask)
        if ask.command == "roi" and ask.text != "help":
            return roi()
        words = "Ask for /roi, /roi last quarter, /earshot top, /earshot topics, or type @Earshot and a question."
        return Message(blocks=(Text(line=plain(words)),), summary=words, private=ask.command != "mention")

    async def introduce(self, name: str, id_: str, code: str) -> Message:
        """No code is good here."""
        words = "This code is not good."
        return Message(blocks=(Text(line=plain(words)),), summary=words, private=True)

    async def meet(self, name: str, id_: str) -> Person:
        """A viewer of that name."""
        return Person(id=PersonId(id_), name=name, ids=(id_,))

    async def open(self, opening: Opening) -> Page:
        """Open a figure of the outage, the charger's topic, or its insight."""
        match opening:
            case OpenRows():
                return self._opened(opening)
            case OpenTopic():
                return self._topic(opening)
            case OpenInsight():
                return self._insight(opening)

    async def sheet(self, opening: OpenRows | OpenInsight) -> bytes:
        """The rows of the outage, or the customers of the charger, as CSV."""
        if isinstance(opening, OpenInsight):
            return sheet.told(self._insight(opening).told)
        return sheet.evidence(self._opened(replace(opening, page=0)).views)

    async def home(self, person: PersonId) -> Home:
        """Support's page: the charger is open, the outage was taken up."""
        return Home(
            value="Earshot listens to what people say about you.",
            department="support",
            steps=(Step(words="Write a keyword group.", done=False),) if person == PEOPLE[0].id else (),
            notices=(),
            actions=(
                Button(label="See today's digest", act="open:ask", value="earshot digest", primary=True),
                Button(label="See what changed", act="open:ask", value="mention what changed"),
                Button(label="Ask what it was worth", act="open:roi", value="last quarter"),
            ),
            insights=(_card(),),
            more=0,
            taken=((Span(text=Untrusted("Sign-in failed"), topic=ThemeId(2)), Span(text=" · taken on")),),
            settings=(
                SettingLine(key="digest of support", value="09:00", origin="you can change it", locked=False),
                SettingLine(key="time zone", value="Europe/Berlin", origin="set in earshot.toml", locked=True),
            ),
            digest="support",
            help="Type /earshot help.",
            buttons=(Button(label="Get help", act="open:help"), Button(label="Send feedback", act="open:feedback")),
        )

    def _opened(self, asked: OpenRows) -> RowsPage:
        if asked.rows.insight == 404:
            raise NotFound(what="insight", id=404)
        found = [view for view in self._rows if _fits(view, asked.rows)]
        pages = max(1, -(-len(found) // 20))
        shown = found if asked.page == 0 else found[(asked.page - 1) * 20 : asked.page * 20]
        copies = 41 if len(found) == 164 else 0
        people = 131 if len(found) == 164 else len(found)
        return RowsPage(
            rows=asked.rows,
            title=plain(asked.title or "Sign-in failed, Sat 3 Oct 19:20-22:40"),
            counts=Counts(mentions=len(found), people=people, copies=copies),
            subtitle="",
            sources=_facets(found, asked.rows, "source"),
            moods=_facets(found, asked.rows, "sentiment"),
            views=tuple(shown),
            note="Nothing deleted or edited at its source since posting.",
            page=asked.page or 1,
            pages=pages,
        )

    def _topic(self, asked: OpenTopic) -> TopicPage:
        if asked.theme > 99:
            raise NotFound(what="topic", id=asked.theme)
        number = InsightId(1)
        fixed = StatusChange(
            insight=number,
            person=PersonId("workspace:ben"),
            department="quality",
            before="in_work",
            after="fixed",
            at=NOW - timedelta(days=49),
        )
        taken = replace(fixed, before="new", after="acknowledged", at=NOW - timedelta(days=60))
        weekly = Chart(
            kind="line",
            title="Mentions by week",
            alt="About 24 a week until release 7.1.2 on 17 August, then 6 to 8",
            x=WEEKS,
            series=(
                ("Charger not recognised", CHARGER),
                ("Compared with: returns", tuple(float(27 + at % 3) for at in range(13))),
            ),
        )
        born = ThemeEvent(theme=ThemeId(1), kind="promoted", at=NOW - timedelta(days=120))
        return TopicPage(
            theme=asked.theme,
            label=Untrusted("charger not recognised"),
            name="Charger not recognised after 7.1",
            state="theme",
            summary=(
                Span(text="6 last week", style="strong", opens=Rows(theme=1)),
                Span(text=" · usual 24 before 17 Aug · 412 mentions from 388 people in all"),
            ),
            weekly=weekly,
            insights=((insight(1), _card()),),
            history=(
                (taken, "Taken on by Quality (Ben Osei)"),
                (fixed, "Fixed by Quality: release 7.1.2, 22 h. Down 73 % since (90 %: 59-82 %)"),
            ),
            events=((born, "Became a topic: 5 mentions from 4 people"),),
            quotes=self._rows[:3],
            as_of=asked.as_of or NOW,
            now=asked.as_of is None,
            service=SERVICE,
        )

    def _insight(self, asked: OpenInsight) -> InsightPage:
        if asked.insight > 99:
            raise NotFound(what="insight", id=asked.insight)
        draft = (
            "Thank you for telling us. Release 7.1.2 recognises the charger again; please update and tell us if not."
        )
        told = tuple(
            ToldRow(view=view, draft=draft, told=NOW if at < 4 else None, by="Ana" if at < 4 else "")
            for at, view in enumerate(self._rows[:12])
        )
        history = (
            "6 Aug: taken on by Quality (Ben Osei)",
            "17 Aug: fixed, release 7.1.2, 22 h",
            "5 Oct: down 73 % (90 %: 59-82 %), measured",
        )
        return InsightPage(insight=insight(asked.insight), card=_card(), history=history, told=told, told_count=4)

    async def open_answer(self, question: str, part: str, *, as_of: datetime, person: PersonId) -> Message:
        """The one entry of every figure."""
        if part == "none":
            raise NotFound(what="part", id=part)
        table = Table(head=("Entry", "Amount"), rows=((plain("code NIGHTSKY"), plain("€2,187.36")),))
        return Message(blocks=(Header(text=f"{part}: {question}"), table), summary="", private=True)

    async def share_answer(
        self, question: str, *, as_of: datetime, person: PersonId, outside: bool = False
    ) -> Message:  # fmt: skip
        """The answer without its buttons."""
        said = Text(line=plain(f"Shared on {as_of.date()}: {question}"))
        return Message(blocks=(Header(text="About break-even: -0.2 %"), said), summary="")

    async def answer_sheet(self, question: str, *, as_of: datetime, person: PersonId) -> bytes:
        """One line."""
        return f'"question"\r\n"{question}"\r\n'.encode()

    async def entry_form(self, code: str, *, person: PersonId) -> EntryForm:
        """The real one, of two programmes and nobody's entries."""
        return blank(code, GROUND)

    async def record(self, code: str, form: Mapping[str, str], *, key: str, person: PersonId) -> Receipt:
        """Kept in `recorded`."""
        self.recorded.append((code, dict(form)))
        return Receipt(words="Kept.")

    async def board(self, person: PersonId, *, group: str | None = None) -> Board:
        """The board of Monday morning."""
        return board(group or "brand")

    async def review(self, person: PersonId, *, page: int = 1) -> ReviewPage:
        """Three mentions of the outage: the mood of one, the department of another, and both of the last are open."""
        may = any(one.id == person and one.may("editor") for one in PEOPLE)
        left = [view for view in self._rows if view.row.state == "live"][:3]
        told = {act.mention for act in self.acts}
        rows = tuple(
            ReviewRow(
                view=view if at == 1 else _unclear(view),
                mood=at != 1,
                department=at != 0,
                likeliest="support" if at else "",
                chance="34 %",
            )
            for at, view in enumerate(left)
            if view.row.id not in told
        )
        return ReviewPage(rows=rows, page=page, more=page == 1, may=may)

    async def settings(self, person: PersonId, change: SettingChange | None = None) -> SettingsPage:
        """Settings, after the change."""
        link, words, preview = "", "", None
        if change is not None:
            if person != PEOPLE[0].id:
                raise NotAllowed(what="Changing settings", role="admin", remedy="Ask an admin.")
            self.changes.append(change)
            words = f"Changed: {change.subject}."
            link = "/login/this-is-not-a-real-invitation" if change.subject == "invite" else ""
            if change.subject == "preview":
                words, preview = (
                    "Nothing is stored yet.",
                    self._opened(OpenRows(person=person, rows=Rows(group="preview"))),
                )
        lines = (
            SettingLine(key="organisation.timezone", value="Europe/Berlin", origin="earshot.toml", locked=True),
            SettingLine(key="posting.quiet", value="20-7", origin="default", locked=False),
            SettingLine(key="departments.support.digest", value="09:00", origin="Ana, 12 Aug", locked=False),
        )
        people = tuple(
            PersonLine(id=one.id, name=one.name, department=one.department or "", role=one.role) for one in PEOPLE
        )
        return SettingsPage(
            lines=lines,
            people=people,
            audit=("12 Aug 10:02: Ana set departments.support.digest to 09:00 (was 08:30)",),
            words=words,
            link=link,
            preview=preview,
        )

    async def bring(self, file: Bring) -> Brought:
        """Reads the first lines as comma separated."""
        self.brought.append(file)
        try:
            lines = file.data.decode("utf-8").splitlines()
        except UnicodeDecodeError as error:
            raise BadFile(where=file.name, what="it is not text in UTF-8", remedy="Save it as CSV in UTF-8.") from error
        columns = tuple(lines[0].split(","))
        guess = {column: column for column in columns if column in ("id", "at", "text", "source", "author")} | {
            "Body": "text",
            "Ticket": "id",
            "Created": "at",
        }
        mapping = dict(file.mapping) or {guess[column]: column for column in columns if column in guess}
        sample = tuple(dict(zip(columns, line.split(","), strict=False)) for line in lines[1:6])
        kept = 0 if file.dry else len(lines) - 1
        return Brought(
            columns=columns,
            mapping=mapping,
            sample=sample,
            kept=kept,
            unchanged=0,
            bad=() if file.dry else ((3, "at has no offset"),),
            words="",
        )


def _card() -> Message:
    acts = Actions(
        insight=InsightId(1),
        buttons=(Button(label="Customers told …", act="told", primary=True), Button(label="Reopen", act="reopen")),
        saw="fixed",
    )
    line = (
        Span(text="6 last week", style="strong", opens=Rows(insight=4)),
        Span(text=" · usual 24 · fixed 17 Aug · down 73 % (90 %: 59-82 %)"),
    )
    return Message(
        blocks=(Header(text="Charger not recognised"), Text(line=line), acts),
        summary="Charger not recognised: fixed.",
        insight=InsightId(1),
    )


def _fits(view: RowView, rows: Rows) -> bool:
    row = view.row
    copied = rows.copies == "all" or (rows.copies == "copies") == (row.id % 4 == 3)
    return rows.source in (None, row.source) and rows.sentiment in (None, row.sentiment) and copied


def _facets(found: list[RowView], rows: Rows, by: str) -> tuple[Facet, ...]:
    names = SOURCES if by == "source" else {code: words for code, (words, _) in MOODS.items()}
    counts = {code: sum(getattr(view.row, by) == code for view in found) for code in names}
    made = [
        Facet(
            name=names[code],
            count=count,
            rows=replace(rows, source=code) if by == "source" else replace(rows, sentiment=code),
        )
        for code, count in counts.items()
        if count
    ]
    return tuple(sorted(made, key=lambda facet: -facet.count))


def _unclear(view: RowView) -> RowView:
    return replace(view, row=replace(view.row, sentiment="unsure", confidence=0.0), mood="mood unclear")


__all__ = ["LumoDesk", "LumoDirectory", "digest"]
