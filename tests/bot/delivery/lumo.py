"""The demo's content as views: a digest of #support on Monday 5 October 2026."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.delivery.views import (
    CardView,
    DigestView,
    ElsewhereView,
    GapView,
    QuoteView,
    SparkView,
    Stand,
    ToldView,
)
from bot.model.insight import Insight, InsightId, InsightKind, Numbers, Routed, Status
from bot.model.mention import Untrusted
from bot.model.message import Span
from bot.model.people import Place
from bot.model.rows import Counts, Rows
from bot.model.theme import ThemeId

BERLIN = ZoneInfo("Europe/Berlin")
SUPPORT = Place(platform="workspace", workspace="", channel="support")
NOW = datetime(2026, 10, 5, 9, 0, tzinfo=BERLIN).astimezone(UTC)


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


SATURDAY = (at(10, 3, 19, 20), at(10, 3, 22, 40))


def insight(
    number: int = 1,
    kind: InsightKind = "spike",
    *,
    label: str = "Sign-in failed",
    mentions: int = 164,
    people: int = 131,
    copies: int = 41,
    usual: float | None = 2.0,
    since: datetime = SATURDAY[0],
    until: datetime = SATURDAY[1],
    departments: tuple[Routed, ...] = (
        Routed(department="support", reason="58 wrote to the help desk", probability=0.6),
        Routed(department="product", reason="they say “log in”", probability=0.7),
    ),
    severity: float = 0.9,
    level: int = 1,
    status: Status = "new",
    visibility: str = "public",
    is_open: bool = True,
) -> Insight:
    return Insight(
        id=InsightId(number), kind=kind, theme=ThemeId(number), label=Untrusted(label), departments=departments,
        numbers=Numbers(mentions=mentions, people=people, copies=copies, usual=usual, since=since, until=until),
        severity=severity, level=level, status=status, visibility=visibility, open=is_open,
        found=since, updated=until,
    )  # fmt: skip


def support(reason: str) -> tuple[Routed, ...]:
    return (Routed(department="support", reason=reason, probability=0.5),)


def view(of: Insight, quote: str, source: str, said: datetime) -> CardView:
    return CardView(
        insight=of, department="support", zone=BERLIN, now=NOW, home="workspace",
        quote=QuoteView(text=Untrusted(quote), source=source, at=said),
    )  # fmt: skip


def sign_in() -> CardView:
    return replace(
        view(insight(is_open=False), "cant log in since 7, is it just me???", "bluesky", at(10, 3, 19, 24)),
        service=58,
        spark=SparkView(values=(1, 0, None, 2, 120, 40), unit="hour", until=at(10, 3, 23)),
        stands=(
            Stand(department="support", status="new"),
            Stand(department="product", status="acknowledged", person="Priya", at=at(10, 3, 20, 5), platform="teams"),
        ),
    )


def power_bank() -> CardView:
    risk = insight(
        2, "risk", label="Power bank 20K gets very hot", mentions=3, people=3, copies=0, usual=None,
        since=at(10, 2), until=at(10, 5, 9), departments=support("they ask for help"),
    )  # fmt: skip
    burned = "It burned my desk and I want to know what Lumo intends to do."
    stands = (Stand(department="support", status="new"), Stand(department="quality", status="new"))
    return replace(view(risk, burned, "helpdesk", at(10, 4, 8, 0)), stands=stands)


def tracking() -> CardView:
    repeat = insight(
        3, "repeat", label="Tracking says “delivered”, no parcel", mentions=15, people=14, copies=0, usual=15.0,
        since=at(9, 28), until=at(10, 5), departments=support("they say “parcel”"), severity=0.6,
    )  # fmt: skip
    effect = (Span(text="Tracking e-mail of 27 Jul: no effect shown."),)
    return replace(view(repeat, "Delivered? To whom? Not to me.", "reviews", at(10, 1, 12)), effect=effect)


def esim() -> CardView:
    fixed = insight(
        4, "repeat", label="eSIM lost when changing phones", mentions=11, people=10, copies=0, usual=18.0,
        since=at(9, 28), until=at(10, 5), departments=support(""), severity=0.5, status="fixed",
    )  # fmt: skip
    shown = view(fixed, "eSIM gone after transfer, twice.", "helpdesk", at(10, 2, 10))
    return replace(shown, fixed=date(2026, 9, 30), judged=date(2026, 11, 9))


def limit() -> CardView:
    wish = insight(
        5, "request", label="Stop charging at 80 %", mentions=19, people=18, copies=0, usual=8.0,
        since=at(9, 28), until=at(10, 5), departments=support("7 wrote to the help desk"), severity=0.3,
        status="acknowledged",
    )  # fmt: skip
    weeks = (2, 2, 3, 3, 4, 6, 7, 9, 11, 13, 15, 17, 19)
    return replace(
        view(wish, "Please let me cap it at 80%, my Volta does that", "forum", at(9, 30, 9)),
        service=7,
        spark=SparkView(values=weeks, unit="week", until=at(10, 5)),
        stands=(Stand(department="product", status="acknowledged", person="Priya", at=at(9, 14, 10)),),
    )


def monday() -> DigestView:
    effect = (Span(text="down 73 % (90 %: 59-82 %)"),)
    return DigestView(
        department="support", day=date(2026, 10, 5), since=at(10, 2, 9), until=NOW, now=NOW, zone=BERLIN,
        counts=Counts(mentions=312, people=241, copies=60), usual=150.0, left_out=("appreviews",),
        rows=Rows(department="support", since=at(10, 2, 9), until=NOW),
        cards=(sign_in(), power_bank(), tracking(), esim(), limit()), still_open={"repeat": 3, "request": 1}, dropped=1,
        elsewhere=(
            ElsewhereView(
                title=Untrusted("night photos"), stand=Stand(department="marketing", status="acknowledged"), topic=7
            ),
            ElsewhereView(
                title=Untrusted("parcel lockers"),
                stand=Stand(department="logistics", status="declined", detail="no partner until 2027"),
            ),
        ),
        told=(
            ToldView(
                title=Untrusted("Charger not recognised"), fixed=date(2026, 8, 17), effect=effect, told=24, customers=73
            ),
        ),
        gaps=(GapView(source="appreviews", since=at(9, 26, 6), owner="Ada"),),
    )  # fmt: skip
