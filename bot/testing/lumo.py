"""A morning at Lumo as values: what a desk would hand to a chat. Figures and words agree with each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from bot.model.insight import Insight, InsightId, InsightKind, Numbers
from bot.model.mention import MentionId, Untrusted
from bot.model.message import Actions, Block, Button, Chart, Entry, Header, Message, Quote, Span, Spark, Table, Text
from bot.model.people import Department, Person, PersonId, Place
from bot.model.rows import Row, Rows
from bot.model.views import RowView

NOW: Final = datetime(2026, 10, 5, 7, 0, tzinfo=UTC)
_OUTAGE: Final = datetime(2026, 10, 3, 17, 20, tzinfo=UTC)

PEOPLE: Final = (
    Person(id=PersonId("workspace:ana"), name="Ana Kovač", ids=("workspace:ana",), department="support", role="admin"),
    Person(id=PersonId("workspace:ben"), name="Ben Osei", ids=("workspace:ben",), department="quality", role="editor"),
    Person(id=PersonId("workspace:vera"), name="Vera Lind", ids=("workspace:vera",), department="sales"),
)
DEPARTMENTS: Final = tuple(
    Department(name=name, about=about, channels=(Place(platform="workspace", workspace="", channel=name),))
    for name, about in (
        ("support", "Delivery, returns, accounts, anything a customer needs help with"),
        ("product", "What the phone and its apps should do"),
        ("quality", "Faults in hardware, updates that break things, safety"),
        ("marketing", "Praise, campaigns, how we are talked about"),
        ("sales", "Comparisons, prices, people about to buy or leave"),
        ("logistics", "Parcels, carriers, warehouses"),
    )
)
_VOICES: Final = (
    "cant log in since 7, is it just me???",
    "Login loop. Email [hidden], phone [hidden].",
    "great, locked out of my own phone. 10/10",
    "Status page says all green. It is not.",
    "Hello, my phone asks for my Lumo password, I type it correctly, and it just asks again. And again.",
    "status? my account page just spins",
    "We manage 40 company devices and every one of them dropped its session within ten minutes.",
    "My daughter's phone says her account is blocked. She's 11 and has done nothing.",
    "App logged me out in the middle of paying for dinner. Very embarrassing!!!",
    "I cant sign in!! error 503 then it says password wrong then 503 again",
    "Anmeldung geht nicht. Ich gebe mein Kennwort ein und lande sofort wieder auf der Startseite.",
    "Lumo please, I'm at a concert and my ticket is behind your login wall that won't open",
)
_AUTHORS: Final = (
    "@mila.k",
    "customer 4417",
    "oldbeard",
    "@tomsk",
    "customer 4420",
    "@nightowl",
    "ruth_w",
    "customer 4431",
)
_SPLIT: Final = (
    ("bluesky", "Bluesky", 71),
    ("helpdesk", "Help desk", 58),
    ("forum", "Forum", 22),
    ("mastodon", "Mastodon", 13),
)
SOURCES: Final = {code: name for code, name, _ in _SPLIT}
MOODS: Final = {
    "negative": ("negative", 139),
    "neutral": ("neutral", 12),
    "unsure": ("unclear", 10),
    "not_scored": ("not read, Polish", 3),
}


def outage() -> tuple[RowView, ...]:
    """The 164 mentions of Saturday's outage: 123 originals and 41 reposts, from 131 people."""
    sources = [code for code, _, count in _SPLIT for _ in range(count)]
    moods = [code for code, (_, count) in MOODS.items() for _ in range(count)]
    return tuple(_view(number, sources[(number * 61) % 164], moods[(number * 37) % 164]) for number in range(164))


def _view(number: int, source: str, mood: str) -> RowView:
    at = _OUTAGE + timedelta(seconds=number * 73)
    words, confidence = MOODS[mood][0], 0.81 + number * 7 % 17 / 100
    text = _VOICES[(number * 5) % len(_VOICES)]
    row = Row(
        id=MentionId(1000 + number),
        source=source,
        source_id=f"{source}-{number}",
        at=at,
        kind="service" if source == "helpdesk" else "mention",
        text=Untrusted(text),
        author=Untrusted(_AUTHORS[number % len(_AUTHORS)]),
        url=None,
        state="live",
        reason="",
        language="en",
        sentiment=mood,
        confidence=confidence,
        intent="complaint",
        department="product",
        theme=4,
        copy_of=None,
        copies=6 if number == 0 else 0,
        conversation=None,
        in_reply_to=None,
        edited=False,
        visibility="public",
    )
    sure = f"{words}, {confidence:.0%}".replace("%", " %") if mood in ("negative", "neutral") else words
    local = at + timedelta(hours=2)
    return RowView(
        row=row,
        when=f"{local:%H:%M}",
        source=SOURCES[source],
        author=row.author,
        text=row.text,
        mood=sure,
        reason="lumo account NEAR log in",
        department="Product .81, Support .77",
        redacted=text.count("[hidden]"),
    )


def plain(text: str) -> tuple[Span, ...]:
    """Words as a line."""
    return (Span(text=text),)


def _acts(insight: int, first: Button, status: str = "new") -> Actions:
    menu = (
        Button(label="Tag a department", act="tag"),
        Button(label="In work", act="in_work"),
        Button(label="Fixed …", act="fixed"),
        Button(label="Customers told …", act="told"),
        Button(label="Won't do, because …", act="decline"),
        Button(label="Watch", act="watch"),
        Button(label="Link to a ticket", act="link"),
        Button(label="Not useful", act="not_useful"),
        Button(label="Open its page", act="open:insight", value=str(insight)),
    )
    return Actions(
        insight=InsightId(insight), buttons=(first, Button(label="Not ours", act="not_ours")), menu=menu, saw=status
    )


_TAKE: Final = Button(label="Take it on", act="take", primary=True)


def _entry(
    number: int,
    badge: str,
    tone: Literal["bad", "warn", "good", "calm"],
    title: str,
    *,
    figures: tuple[Span, ...],
    spark: tuple[float | None, ...],
    quote: tuple[str, str],
    why: str,
    first: Button = _TAKE,
) -> Entry:
    alt = f"{title}: " + ", ".join("no data" if value is None else f"{value:g}" for value in spark)
    return Entry(
        number=number,
        insight=InsightId(number),
        badge=badge,
        tone=tone,
        title=(Span(text=title, topic=number),),
        figures=figures,
        spark=Spark(values=spark, alt=alt),
        why=plain(why),
        actions=_acts(number, first),
        quote=Quote(text=Untrusted(quote[0]), origin=plain(quote[1])),
    )


def _fig(count: int, insight: int, unit: str = "", **more: str) -> Span:
    rows = Rows.read({"insight": str(insight), **more})
    return Span(text=f"{count:,}{unit}", style="strong", opens=rows)


def _entries() -> tuple[Entry, ...]:
    return (
        _entry(
            1,
            "Sudden rise, over",
            "bad",
            "Sign-in failed Saturday 19:20-22:40",
            figures=(
                _fig(164, 4, " mentions"),
                Span(text=" · 131 people · usual Saturday evening: 2 · "),
                _fig(41, 4, " reposts", copies="copies"),
            ),
            spark=(2, 1, 3, 2, 1, 96, 68, 3, 1),
            quote=("cant log in since 7, is it just me???", "Bluesky, Sat 19:24"),
            why="Here because 58 wrote to the help desk. Also in #product: taken on Sat 20:05 (Teams)",
        ),
        _entry(
            2,
            "Risk",
            "bad",
            "Power bank 20K gets very hot",
            figures=(_fig(3, 5, " mentions"), Span(text=" · 3 people · new since 2 Oct")),
            spark=(0, 0, 0, 0, 0, 0, 1, 1, 1),
            quote=("It burned my desk and I want to know what Lumo intends to do.", "E-mail, [order no. hidden]"),
            why="Here because they ask for help; Quality has it too.",
        ),
        _entry(
            3,
            "Repeat problem",
            "warn",
            "Tracking says “delivered”, no parcel",
            figures=(_fig(15, 2), Span(text=" last week · usual 15 · 14 people")),
            spark=(22, 31, 27, 19, 16, 15, 14, 15, 16, 15, 14, 15),
            quote=("Delivered? To whom? Not to me.", "Review, 1 Oct"),
            why="Tracking e-mail of 27 Jul: no effect shown.",
        ),
        _entry(
            4,
            "Fixed, still early",
            "good",
            "eSIM lost when changing phones",
            figures=(_fig(11, 3), Span(text=" last week · usual 18 · fixed 30 Sep")),
            spark=(18, 19, 18, None, None, 18, 17, 18, 18, 11),
            quote=("eSIM gone after transfer, twice.", "Help desk, 2 Oct"),
            why="Five days are too few: can be judged from 9 Nov.",
            first=Button(label="Remind me", act="watch", primary=True),
        ),
        _entry(
            5,
            "Request, growing",
            "calm",
            "Stop charging at 80 %",
            figures=(_fig(19, 6), Span(text=" last week · 2 a week in July · 18 people")),
            spark=(2, 2, 3, 3, 4, 6, 7, 9, 11, 13, 15, 17, 19),
            quote=("Please let me cap it at 80%, my Volta does that", "Forum, 30 Sep"),
            why="Product owns it; here because 7 came as tickets.",
            first=Button(label="Watch", act="watch", primary=True),
        ),
    )


def digest() -> Message:
    """Support's digest of Monday 5 October 2026."""
    blocks: tuple[Block, ...] = (
        Header(text="Support digest · Monday 5 October · since Friday 09:00"),
        Text(
            line=(
                Span(text="312 mentions", style="strong", opens=Rows(department="support")),
                Span(text=" from 241 people (usual Fri-Sun: 150, App reviews left out of both)"),
            )
        ),
        *_entries(),
        Text(
            line=(
                Span(text="Elsewhere  ", style="strong"),
                Span(
                    text="Marketing took up night photos · Logistics won't do parcel lockers: “no partner until 2027”"
                ),
            )
        ),
        Text(
            line=(
                Span(text="Fixed and told  ", style="strong"),
                Span(text="Charger not recognised (17 Aug): down 73 % (90 %: 59-82 %). Told: "),
                Span(text="24 of 73 customers", href="/insight/1"),
            )
        ),
        Text(
            line=(
                Span(text="Missing  ", style="bad"),
                Span(text="App reviews: silent since Sat 26 Sep 06:00. Owner Ada was told. Totals leave it out."),
            )
        ),
        Text(
            line=plain("React 1️⃣-5️⃣ to say which was useful · 1 sentence dropped: its quote could not be verified"),
            faint=True,
        ),
    )
    numbered = {number: InsightId(number) for number in range(1, 6)}
    return Message(blocks=blocks, summary="Support digest: 5 insights, the first a sudden rise.", numbered=numbered)


def _line(name: str, money: str, grade: str, words: str) -> tuple[tuple[Span, ...], ...]:
    return plain(name), (Span(text=money, style="strong"),), plain(grade), plain(words)


def _worth() -> Table:
    return Table(
        head=("Worth", "Amount", "How sure", "From"),
        rows=(
            _line(
                "Sales",
                "€2,187",
                "estimated",
                "code NIGHTSKY: (18,900 - 1,260) x 31 % margin x 40 % extra (your June test)",
            ),
            _line(
                "Efficiency",
                "€5,342",
                "€3,746 measured",
                "fix “charger” €3,746 · eSIM article €891 · weekly report €705",
            ),
            _line("Retention", "no data", "", "needs a comparison group"),
            _line(
                "Learning",
                "not money",
                "measured",
                "7 problems confirmed, €1,078 each; phone survey: 4, €2,319 each",
            ),
            _line(
                "Intention",
                "not money",
                "measured",
                "days to confirm 19 → 11 (aim 7): on track · told 33 % (aim 80 %): behind",
            ),
        ),
    )


_WORTH: Final = Chart(
    kind="bar",
    title="Worth by kind against cost",
    unit="€",
    x=("Sales", "Efficiency", "Retention", "Cost"),
    alt="Worth €7,529 (efficiency 5,342, sales 2,187) against €7,547 spent; retention has no data",
    series=(("€", (2187.0, 5342.0, None, 7547.0)),),
)


_CASH: Final = "/answer?q=last+quarter&part=cash&at=2026-10-05T07%3A00%3A00%2B00%3A00"


def roi() -> Message:
    """The answer to `/roi listening desk last quarter`, for finance alone."""
    blocks: tuple[Block, ...] = (
        Text(line=plain("ROI, Listening desk, 1 Jul-30 Sep 2026 (last quarter), as of 5 Oct 2026"), faint=True),
        Header(text="About break-even: -0.2 %"),
        Text(
            line=(
                Span(text="In cash: ", style="strong"),
                Span(text="-71.0 %", style="strong", href=_CASH),
                Span(text="  €2,187 came in; the rest is time freed, not cash"),
            )
        ),
        Text(line=plain("All low cases to all high cases: -48.6 % to +60.3 %. €7,529 worth - €7,547 spent = -€18")),
        Text(
            line=(Span(text="How sure: ", style="strong"), Span(text="estimated (€3,746 measured, €3,783 estimated)"))
        ),
        Text(
            line=(
                Span(text="⚠ Still early: ", style="bad"),
                Span(text="3 of 41 insights are 90 days old. Firm on 29 Dec."),
            )
        ),
        _WORTH,
        _worth(),
        Text(
            line=plain(
                "Not counted: tracking e-mail, no effect shown (-29 %; 90 %: -77 to +122) · "
                "Telmio deal €5,000: a claim · 410,000 impressions: never money"
            ),
            faint=True,
        ),
        Actions(
            insight=None,
            buttons=(
                Button(label="How", act="open:roi", value="how last quarter"),
                Button(label="Rows", act="open:rows", value="insight=4"),
                Button(label="What would make this surer?", act="open:roi", value="surer last quarter"),
                Button(label="Share to channel", act="open:share"),
            ),
        ),
    )
    return Message(blocks=blocks, summary="About break-even: -0.2 percent. In cash: -71.0 percent.", private=True)


def insight(number: int, kind: InsightKind = "repeat", label: str = "Charger not recognised") -> Insight:
    """An insight of that number."""
    return Insight(
        id=InsightId(number),
        kind=kind,
        label=Untrusted(label),
        severity=0.6,
        found=NOW - timedelta(days=50),
        updated=NOW,
        status="fixed",
        numbers=Numbers(mentions=73, people=70, copies=0, usual=23.0, since=NOW - timedelta(days=90), until=NOW),
    )
