from dataclasses import replace
from datetime import date

from bot.delivery.digest import digest
from bot.delivery.views import DigestView, OpenView
from bot.model.insight import InsightKind
from bot.model.mention import Untrusted
from bot.model.message import Entry, Header, Message, Text
from bot.model.rows import Counts, Rows
from tests.bot.delivery import lumo

MONDAY = """\
Support digest · Monday 5 October · since Friday 09:00.
312 mentions from 241 people (usual Fri-Sun: 150, App reviews left out of both).
1. SUDDEN RISE, over: Sign-in failed Saturday 19:20-22:40. 164 mentions · 131 people · usual Saturday evening: 2 · 41 are reposts. “cant log in since 7, is it just me???” Bluesky, Sat 19:24. Here because 58 wrote to the help desk. Also in #product: taken on Sat 20:05 (Teams).
2. RISK: Power bank 20K gets very hot. 3 mentions · 3 people · new since 2 Oct. “It burned my desk and I want to know what Lumo intends to do.” Help desk, Sun 08:00. Here because they ask for help. Quality has it too.
3. REPEAT PROBLEM: Tracking says “delivered”, no parcel. 15 last week · usual 15 · 14 people. “Delivered? To whom? Not to me.” Reviews, 1 Oct. Here because they say “parcel”. Tracking e-mail of 27 Jul: no effect shown.
4. FIXED, STILL EARLY: eSIM lost when changing phones. 11 last week · usual 18 · fixed 30 Sep. “eSIM gone after transfer, twice.” Help desk, 2 Oct. Five days are too few: can be judged from 9 Nov.
5. REQUEST, growing: Stop charging at 80 %. 19 last week · 2 a week in July · 18 people. “Please let me cap it at 80%, my Volta does that” Forum, 30 Sep. Here because 7 wrote to the help desk. Also in #product: taken on Mon 14 Sep 10:00.
Still open from before: 4 (3 repeat problems, 1 request)
Elsewhere  Marketing took up night photos · Logistics won't do parcel lockers: “no partner until 2027”
Fixed and told  Charger not recognised (17 Aug): down 73 % (90 %: 59-82 %). Told: 24 of 73 customers
Missing  App reviews: silent since Sat 26 Sep 06:00. Owner Ada was told. Totals leave it out.
React 1️⃣-5️⃣ to say which was useful · The head counts what concerns Support since the last digest, each entry its own time · 1 sentence dropped: its quote could not be verified"""  # noqa: E501


def drawn(view: DigestView) -> Message:
    message = digest(view)
    assert message is not None
    return message


def bare(mentions: int = 12, still_open: int = 0) -> DigestView:
    waiting: dict[InsightKind, int] = {"repeat": still_open} if still_open else {}
    return replace(
        lumo.monday(), cards=(), elsewhere=(), told=(), gaps=(), left_out=(), dropped=0, still_open=waiting,
        counts=Counts(mentions=mentions, people=mentions, copies=0),
    )  # fmt: skip


def test_the_monday_digest_of_support_reads_as_promised() -> None:
    assert drawn(lumo.monday()).summary == MONDAY


def test_the_summary_holds_every_word_that_the_blocks_show() -> None:
    message = drawn(lumo.monday())
    for block in message.blocks:
        if isinstance(block, Text):
            words = "".join(span.text if isinstance(span.text, str) else span.text.raw for span in block.line)
            assert words in message.summary
        elif isinstance(block, Header):
            assert block.text in message.summary


def test_the_head_opens_exactly_the_rows_it_counts() -> None:
    head = drawn(lumo.monday()).blocks[1]
    assert isinstance(head, Text)
    rows = Rows(department="support", since=lumo.at(10, 2, 9), until=lumo.NOW)
    assert [(span.text, span.opens) for span in head.line if span.opens] == [
        ("312 mentions", rows),
        ("241 people", rows),
    ]


def test_a_digest_has_at_most_five_entries_numbered_for_reactions() -> None:
    cards = tuple(replace(lumo.power_bank(), insight=lumo.insight(number, "risk")) for number in range(11, 19))
    message = drawn(replace(lumo.monday(), cards=cards))
    assert [block.number for block in message.blocks if isinstance(block, Entry)] == [1, 2, 3, 4, 5]
    assert message.numbered == {1: 11, 2: 12, 3: 13, 4: 14, 5: 15}


def test_the_hint_fits_the_number_of_entries() -> None:
    assert "React 1️⃣-2️⃣ to say" in drawn(replace(lumo.monday(), cards=lumo.monday().cards[:2])).summary
    assert "React 1️⃣ to say it was" in drawn(replace(lumo.monday(), cards=lumo.monday().cards[:1])).summary


def test_an_empty_day_is_one_line() -> None:
    message = drawn(bare(still_open=4))
    assert len(message.blocks) == 1
    assert message.summary == (
        "Support digest · Monday 5 October · since Friday 09:00: Nothing new. "
        "12 mentions from 12 people (usual Fri-Sun: 150) · Still open from before: 4 (4 repeat problems)"
    )


def test_what_is_open_is_named_with_figures_that_open_and_the_rest_is_counted() -> None:
    rows = Rows(insight=9)
    foremost = (
        OpenView(title=Untrusted("swollen battery"), kind="risk", mentions=1, rows=Rows(insight=8), topic=4),
        OpenView(
            title=Untrusted("no parcel"), kind="repeat", mentions=15, usual=14.6, rows=rows, week=date(2026, 10, 4)
        ),
    )
    message = drawn(replace(bare(), still_open={"risk": 1, "repeat": 3, "request": 1}, foremost=foremost))
    assert message.summary.endswith(
        "Still open from before  swollen battery: risk, 1 mention"
        " · no parcel: repeat problem, 15 mentions in the week to 4 Oct, usual 15"
        " · and 3 more (2 repeat problems, 1 request)"
    )
    (text,) = message.blocks
    assert isinstance(text, Text)
    assert [(span.text, span.opens) for span in text.line if span.opens][-1] == ("15 mentions", rows)
    only = replace(bare(), still_open={"risk": 1}, foremost=foremost[:1])
    assert drawn(only).summary.endswith("Still open from before  swollen battery: risk, 1 mention")


def test_where_nothing_was_heard_and_nothing_is_open_it_is_silent() -> None:
    assert digest(bare(mentions=0)) is None


def test_a_silent_source_is_said_also_on_an_empty_day() -> None:
    assert "silent since Sat 26 Sep 06:00" in drawn(replace(bare(mentions=0), gaps=lumo.monday().gaps)).summary


def test_a_late_digest_and_missed_days_are_marked() -> None:
    late = drawn(replace(lumo.monday(), late=True, missed=(date(2026, 10, 1), date(2026, 10, 2))))
    assert "· posted late" in late.summary
    assert "This also covers Thursday 1 October and Friday 2 October" in late.summary


def test_without_a_usual_figure_only_the_missing_sources_are_named() -> None:
    assert "241 people (App reviews missing)." in drawn(replace(lumo.monday(), usual=None)).summary
    assert "241 people." in drawn(replace(lumo.monday(), usual=None, left_out=())).summary


def test_a_daily_digest_begins_yesterday() -> None:
    daily = drawn(replace(lumo.monday(), since=lumo.at(10, 4, 9)))
    assert "Monday 5 October · since yesterday 09:00." in daily.summary
    assert "(usual Sun: 150" in daily.summary
