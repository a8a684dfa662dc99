"""The parser of `/roi`: phrases that mean one thing, and phrases that mean none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.model.people import Department, Programme
from bot.roi.asked import Asked, Show, Spent, Usage
from bot.roi.nearest import slips
from bot.roi.question import parse

TODAY = date(2026, 10, 5)
PROGRAMMES = (
    Programme(id="desk", name="Listening desk", departments=("support",)),
    Programme(id="survey", name="Phone survey"),
)
DEPARTMENTS = tuple(
    Department(name=name, about="") for name in ("support", "product", "quality", "marketing", "sales", "logistics")
)


def read(text: str, *, programmes: tuple[Programme, ...] = PROGRAMMES) -> Asked | Spent | Usage:
    return parse(text, programmes=programmes, departments=DEPARTMENTS, today=TODAY, fiscal_start=1)


def understood(text: str) -> Asked:
    """The question's slots, without its two sentences."""
    asked = read(text)
    assert isinstance(asked, Asked), asked
    return replace(asked, canonical="", question="")


ROI = Asked(metric="roi")
DESK = Asked(metric="roi", programme="desk")
QUARTER = Asked(metric="roi", programme="desk", period="last quarter")
PHRASES: dict[str, Asked] = {
    "roi": ROI,
    "all": ROI,
    "roi of all programmes": ROI,
    "return on investment": ROI,
    "q3": replace(ROI, period="q3"),
    "Q3?": replace(ROI, period="q3"),
    "q3 2026": replace(ROI, period="q3 2026"),
    "h1 fy26": replace(ROI, period="h1 fy26"),
    "last quarter": replace(ROI, period="last quarter"),
    "for last quarter": replace(ROI, period="last quarter"),
    "in march": replace(ROI, period="march"),
    "October 2026": replace(ROI, period="october 2026"),
    "2026-07-01..2026-09-30": replace(ROI, period="2026-07-01..2026-09-30"),
    "2026-07-01 .. 2026-09-30": replace(ROI, period="2026-07-01 .. 2026-09-30"),
    "2026-W40": replace(ROI, period="2026-w40"),
    "past 6 weeks": replace(ROI, period="past 6 weeks"),
    "over the last 30 days": replace(ROI, period="last 30 days"),
    "ytd": replace(ROI, period="ytd"),
    "since 2026-03-01": replace(ROI, period="since 2026-03-01"),
    "desk since launch": replace(DESK, period="since launch"),
    "desk": DESK,
    "Listening Desk": DESK,
    "listening": DESK,
    "lis": DESK,
    "phone": Asked(metric="roi", programme="survey"),
    "programme survey": Asked(metric="roi", programme="survey"),
    "desk desk": DESK,
    "listening desk last quarter": QUARTER,
    "last quarter listening desk": QUARTER,
    "roi of listening desk for last quarter": QUARTER,
    "ROI for the listening desk, last quarter.": QUARTER,
    "what was the roi of the listening desk last quarter?": QUARTER,
    "support last month": Asked(metric="roi", department="support", period="last month"),
    "department sales": Asked(metric="roi", department="sales"),
    "sales last month": Asked(metric="roi", department="sales", period="last month"),
    "desk in support": Asked(metric="roi", programme="desk", department="support"),
    "worth q3": Asked(metric="benefit", period="q3"),
    "benefit of phone survey": Asked(metric="benefit", programme="survey"),
    "value": Asked(metric="benefit"),
    "cost this month": Asked(metric="cost", period="this month"),
    "spent last quarter": Asked(metric="cost", period="last quarter"),
    "what is spent": Asked(metric="cost"),
    "net ytd by programme": Asked(metric="net", period="ytd", by="programme"),
    "by programme": replace(ROI, by="programme"),
    "aims of desk": Asked(metric="intention", programme="desk"),
    "return on intention": Asked(metric="intention"),
    "q3 vs q2": replace(ROI, period="q3", compare="q2"),
    "q3 versus previous period": replace(ROI, period="q3", compare="previous period"),
    "q3 against same period last year": replace(ROI, period="q3", compare="same period last year"),
    "last month compared to last year": replace(ROI, period="last month", compare="last year"),
    "vs q2 desk q3": replace(DESK, period="q3", compare="q2"),
    "cohort q3": replace(ROI, period="q3", cohort=True),
    "cash": replace(ROI, show=frozenset[Show]({"cash"})),
    "desk how cash rows": replace(DESK, show=frozenset[Show]({"how", "cash", "rows"})),
    "sheet last quarter desk": replace(QUARTER, show=frozenset[Show]({"sheet"})),
    "sources q3": replace(ROI, period="q3", show=frozenset[Show]({"sources"})),
}


@pytest.mark.parametrize("text", PHRASES)
def test_a_phrase_means_this_question(text: str) -> None:
    assert understood(text) == PHRASES[text]


@pytest.mark.parametrize("text", PHRASES)
def test_a_question_written_out_reads_back_to_itself(text: str) -> None:
    asked = read(text)
    assert isinstance(asked, Asked)
    assert replace(asked, canonical="") == replace(_again(asked.question), canonical="")


def _again(text: str) -> Asked:
    asked = read(text)
    assert isinstance(asked, Asked)
    return asked


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (
            "listening desk last quarter",
            "ROI, Listening desk, 1 Jul-30 Sep 2026 (last quarter), as of 5 Oct 2026",
        ),
        ("q3 vs previous period", "ROI, all programmes, 1 Jul-30 Sep 2026 (Q3), against 1 Apr-30 Jun 2026"
         " (previous period), as of 5 Oct 2026"),
        ("cost", "Spent, all programmes, all time, as of 5 Oct 2026"),
        ("net today", "Net, all programmes, 5 Oct 2026 (today), as of 5 Oct 2026"),
        ("worth support last month", "Worth, support, 1-30 Sep 2026 (last month), as of 5 Oct 2026"),
        ("2026-12-30..2027-01-02", "ROI, all programmes, 30 Dec 2026-2 Jan 2027, as of 5 Oct 2026"),
        ("desk since launch by programme", "ROI, Listening desk, since launch, by programme, as of 5 Oct 2026"),
    ],
)  # fmt: skip
def test_the_question_is_said_in_full(text: str, canonical: str) -> None:
    assert _again(text).canonical == canonical


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("banana", "banana"),
        ("roi banana", "banana"),
        ("last banana", "last banana"),
        ("last quarter vs banana", "vs banana"),
        ("q5", "q5"),
        ("2026-02-30", "2026-02-30"),
        ("2026-09-30..2026-07-01", "2026-09-30..2026-07-01"),
        ("past 0 days", "past 0 days"),
        ("of", "of"),
        ("for the", "for the"),
        ("the", "the"),
        ("show me", "show me"),
        ("de", "de"),
        ("how sure are you", "sure are you"),
        ("is it better than the phone campaign", "it better than"),
        ("what changed because of this", "changed because"),
        ("which programme should we stop", "which"),
        ("roi and cost", "and"),
        ("is 5 > 3", "5 3"),
        ("roi; drop table ledger", "drop table ledger"),
        ("=1+1", "=1+1"),
        ("spent -2h", "-2h"),
        ("spent two hours", "two hours"),
        ("by", "by"),
        ("vs", "vs"),
        ("roi roi rio rio rio rio", "rio rio rio rio"),
        ("🍌 q3", "🍌"),
    ],
)
def test_nonsense_is_named_and_never_guessed(text: str, words: str) -> None:
    found = read(text)
    assert isinstance(found, Usage)
    assert found.words == words
    assert found.why in ("not_understood", "did_you_mean")


@pytest.mark.parametrize("text", ["", "  ", "help", "HELP", "help?", "?!"])
def test_nothing_and_help_are_answered_with_help(text: str) -> None:
    assert read(text) == Usage(why="help")


@pytest.mark.parametrize(
    "text",
    ["npv", "payback of desk", "unit cost", "retention q3", "roi in usd", "by month", "q3 vs phone survey", "evidence"],
)
def test_what_the_method_knows_and_this_version_does_not_answer_is_said_to_be_so(text: str) -> None:
    found = read(text)
    assert isinstance(found, Usage)
    assert found.why == "not_answered"


@pytest.mark.parametrize("text", ["roi cost", "q3 q2", "desk survey", "all desk", "desk all", "q3 vs q2 vs q1"])
def test_two_of_one_thing_are_not_one_of_them(text: str) -> None:
    found = read(text)
    assert isinstance(found, Usage)
    assert found.why == "twice"


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("listning desk last quater", "listening desk last quarter"),
        ("rio q3", "roi q3"),
        ("hlep", "help"),
        ("cots", "cost"),
        ("suport", "support"),
        ("q3 vs previuos period", "q3 vs previous period"),
        ("last mnth", "last month"),
        ("phone survay", "phone survey"),
    ],
)
def test_a_slip_of_the_finger_is_asked_back(text: str, offered: str) -> None:
    found = read(text)
    assert isinstance(found, Usage)
    assert (found.why, found.nearest[0]) == ("did_you_mean", offered)


def test_words_that_look_alike_are_named_where_nothing_can_be_asked_back() -> None:
    found = read("roi previous quarter")
    assert isinstance(found, Usage)
    assert found.why == "not_understood"
    assert "last quarter" in found.nearest


def test_a_beginning_that_fits_two_names_is_asked_back_with_questions_that_can_be_asked() -> None:
    programmes = (*PROGRAMMES, Programme(id="supply", name="Supply"))
    found = read("roi for sup q3", programmes=programmes)
    assert isinstance(found, Usage)
    assert found.why == "ambiguous"
    assert found.nearest == ("roi programme supply q3", "roi department support q3")
    assert isinstance(read(found.nearest[1], programmes=programmes), Asked)


def test_a_name_wins_over_other_words_behind_for() -> None:
    programmes = (Programme(id="q3", name="March"), Programme(id="roi", name="cash cow"))
    found = read("cost for roi", programmes=programmes)
    assert isinstance(found, Asked)
    assert (found.metric, found.programme) == ("cost", "roi")
    march = read("for march in march", programmes=programmes)
    assert isinstance(march, Asked)
    assert (march.programme, march.period) == ("q3", "march")


def test_a_comparison_with_the_period_before_needs_a_period() -> None:
    found = read("cost desk vs previous period")
    assert found == Usage(
        why="compare",
        words="previous period",
        nearest=("cost programme desk last quarter vs previous period",),
    )


def test_a_flood_of_words_is_not_searched() -> None:
    found = read("banana " * 5_000)
    assert isinstance(found, Usage)
    assert len(found.words) < 80


@pytest.mark.parametrize(
    ("text", "spent"),
    [
        ("spent 2h", Spent(hours=Decimal(2), programme=None, day=TODAY)),
        ("spent 2 hours", Spent(hours=Decimal(2), programme=None, day=TODAY)),
        ("Spent 1,5h", Spent(hours=Decimal("1.5"), programme=None, day=TODAY)),
        ("spent 1h30", Spent(hours=Decimal("1.5"), programme=None, day=TODAY)),
        ("spent 45 min", Spent(hours=Decimal("0.75"), programme=None, day=TODAY)),
        ("log 2h moderation", Spent(hours=Decimal(2), programme=None, day=TODAY, note="moderation")),
        ("spent 2h for desk", Spent(hours=Decimal(2), programme="desk", day=TODAY)),
        (
            "spent 2h yesterday for desk",
            Spent(hours=Decimal(2), programme="desk", day=date(2026, 10, 4)),
        ),
        (
            "spent 2h for phone survey on 2026-09-30 Reading, all of it at 42",
            Spent(hours=Decimal(2), programme="survey", day=date(2026, 9, 30), rate=Decimal(42),
                  note="Reading, all of it"),
        ),
        ("spent 2h on moderation", Spent(hours=Decimal(2), programme=None, day=TODAY, note="on moderation")),
    ],
)  # fmt: skip
def test_hours_are_read_with_programme_day_rate_and_note(text: str, spent: Spent) -> None:
    assert read(text) == spent


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("spent 0h", "hours"),
        ("spent 5000h", "hours"),
        ("spent 2h on 2026-10-06", "day"),
        ("spent 2h on friday", "day"),
        ("spent 2h on 30.9.", "day"),
        ("spent 2h for nothing", "not_understood"),
        ("spent 2h for", "not_understood"),
        ("spent 2h for desk for survey", "twice"),
    ],
)
def test_hours_that_cannot_be_booked_are_not(text: str, why: str) -> None:
    found = read(text)
    assert isinstance(found, Usage)
    assert found.why == why


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("roi", "roi", 0), ("rio", "roi", 1), ("desk", "dsk", 1), ("quater", "quarter", 1), ("abc", "xyz", 3)],
)
def test_slips_are_counted_with_a_swap_as_one(one: str, other: str, count: int) -> None:
    assert slips(one, other) == count
