"""Lumo's board on Monday morning, as values."""

from __future__ import annotations

from typing import Final

from bot.model.mention import Untrusted
from bot.model.message import Chart, Span
from bot.model.rows import Rows
from bot.model.theme import ThemeId
from bot.model.views import Board, DepartmentLine, SourceLine
from bot.testing.lumo import plain

WEEKS: Final = tuple(
    "6 Jul,13 Jul,20 Jul,27 Jul,3 Aug,10 Aug,17 Aug,24 Aug,31 Aug,7 Sep,14 Sep,21 Sep,28 Sep".split(",")
)
CHARGER: Final[tuple[float | None, ...]] = (24, 23, 24, 25, 23, 24, 17, 8, 7, 6, 7, 6, 6)
_ESIM: Final[tuple[float | None, ...]] = (18, 18, 19, 18, 17, 18, 18, 19, 18, None, None, 18, 11)
_LIMIT: Final[tuple[float | None, ...]] = (2, 2, 3, 3, 4, 6, 7, 9, 11, 13, 15, 17, 19)

_TOPICS: Final = Chart(
    kind="line",
    title="Topics over time",
    unit="mentions a week",
    x=WEEKS,
    alt="Charger fell from 24 to 6 a week after 17 August; the wish for a charge limit grew from 2 to 19",
    series=(("Charger not recognised", CHARGER), ("eSIM lost", _ESIM), ("Stop charging at 80 %", _LIMIT)),
)
_HOURS: Final = Chart(
    kind="stacked",
    title="Mood by hour: brand, Saturday 3 October",
    unit="mentions",
    x=tuple(f"{hour}:00" for hour in range(10, 24)),
    alt="Negative mentions jump from 2 to 71 between 18:00 and 20:00",
    series=(
        ("positive", (2.0, 3, 1, 2, 4, 3, 2, 1, 2, 1, 0, 1, 2, 2)),
        ("neutral", (3.0, 2, 4, 3, 2, 3, 2, 3, 2, 6, 5, 4, 2, 1)),
        ("negative", (1.0, 2, 1, 2, 1, 2, 2, 1, 2, 48, 71, 32, 9, 2)),
    ),
)
_LINES: Final = (
    (1, "charger not recognised", "6 last week, usual 24"),
    (3, "esim gone after transfer", "11 last week, usual 18"),
    (6, "cap it at 80%", "19 last week, 2 in July"),
)
_REACHED: Final = (
    ("support", 41, 63, 29, "passed on to 4 departments"),
    ("product", 24, 31, 17, "passed on to 2 departments"),
    ("quality", 18, 27, 15, "passed on to 3 departments"),
    ("marketing", 12, 9, 6, "passed on to 1 department"),
    ("sales", 7, 2, 2, ""),
    ("logistics", 9, 6, 4, ""),
)


def _source(name: str, code: str, count: int, newest: str) -> SourceLine:
    mentions = (Span(text=f"{count:,}", opens=Rows(source=code)),)
    match name:
        case "App reviews":
            words = "silent since Sat 26 Sep 06:00"
            return SourceLine(name=name, mentions=mentions, newest=newest, state="silent", words=words, owner="Ada")
        case "Mastodon":
            words = "429, next try in 40 s"
            return SourceLine(name=name, mentions=mentions, newest=newest, state="failing", words=words, owner="Ben")
        case _:
            return SourceLine(name=name, mentions=mentions, newest=newest, state="ok", words="", owner="Ana")


def board(group: str) -> Board:
    """The board with this keyword group chosen."""
    departments = tuple(
        DepartmentLine(
            name=name,
            insights=(Span(text=f"{reached} insights", opens=Rows(department=name)),),
            acts=acts,
            acted_on=acted_on,
            spread=spread,
        )
        for name, reached, acts, acted_on, spread in _REACHED
    )
    return Board(
        topics=_TOPICS,
        topic_lines=tuple((ThemeId(at), Untrusted(label), plain(words)) for at, label, words in _LINES),
        group=group,
        groups=("brand", "charger", "volta"),
        hours=_HOURS,
        hours_note="n = 243; 4 % not read (Polish). App reviews are missing.",
        departments=departments,
        sources=(
            _source("Help desk", "helpdesk", 1204, "Mon 08:52"),
            _source("Bluesky", "bluesky", 988, "Mon 08:58"),
            _source("App reviews", "appreviews", 731, "Sat 26 Sep 05:41"),
            _source("Mastodon", "mastodon", 214, "Mon 08:31"),
        ),
        notices=("App reviews: silent since Sat 26 Sep 06:00. Owner Ada was told.",),
    )
