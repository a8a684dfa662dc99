"""The parser of `/roi`: phrases that mean one thing, and phrases that mean none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.model.people import Department, Programme
from bot.roi.asked import Asked, Show, Usage
from bot.roi.nearest import slips
from bot.roi.question import parse
from bot.roi.typed import Typed

TODAY = date(2026, 10, 5)
PROGRAMMES = (
    Programme(id="desk", name="Listening desk", departments=("support",)),
    Programme(id="survey", name="Phone survey"),
)
DEPARTMENTS = tuple(
    Department(name=name, about="") for name in ("support", "product", "quality", "marketing", "sales", "logistics")
)


def read(text: str, *, programmes: tuple[Programme, ...] = PROGRAMMES) -> Asked | Typed | Usage:
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
    "over the last 30 days": replace(ROI, period="past 30 days"),
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
    "sales last month": Asked(metric="benefit", kind="sales", period="last month"),
    "roi of sales last month": Asked(metric="roi", department="sales", period="last month"),
    "roi in sales": Asked(metric="roi", department="sales"),
    "previous quarter": replace(ROI, period="last quarter"),
    "roi vs phone survey": replace(ROI, versus="survey"),
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
        ("roi and cost", "and"),
        ("is 5 > 3", "5 3"),
        ("roi; drop table ledger", "drop table ledger"),
        ("=1+1", "=1+1"),
        ("spent -2h", "-2h"),
        ("spent two hours", "two"),
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
    ("text", "pair"),
    [
        ("roi fixes", ("roi", "kind")),
        ("cost cash", ("cost", "cash")),
        ("payback by month", ("payback", "by")),
        ("payback in usd", ("payback", "currency")),
        ("roi desk vs survey by month", ("roi", "versus")),
        ("influence in usd", ("influence", "currency")),
        ("cost cohort", ("cost", "cohort")),
        ("repeat problems last month", ("repeats", "period")),
    ],
)
def test_slots_that_do_not_go_together_are_refused_and_none_is_passed_over(text: str, pair: tuple[str, str]) -> None:
    found = read(text)
    assert isinstance(found, Usage)
    assert (found.why, found.nearest) == ("together", pair)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("unit cost", "which_outcome"),
        ("cost per lead", "no_outcome"),
        ("my programme", "no_own"),
        ("value of our followers", "exposure"),
        ("roi next year", "projection"),
        ("roi as of 2027-01-01", "day"),
        ("roi as of banana", "day"),
    ],
)
def test_what_cannot_be_answered_is_refused_as_what_it_is(text: str, why: str) -> None:
    found = read(text)
    assert isinstance(found, Usage)
    assert found.why == why


@pytest.mark.parametrize(
    ("text", "question", "canonical"),
    [
        ("desk last quarter as of 2026-08-01", "roi programme desk last quarter as of 2026-08-01",
         "ROI, Listening desk, 1 Apr-30 Jun 2026 (last quarter), as of 1 Aug 2026"),
        ("as of yesterday: cost", "cost as of 2026-10-04", "Spent, all programmes, all time, as of 4 Oct 2026"),
        ("as of 5 september", "roi as of 2026-09-05", "ROI, all programmes, all time, as of 5 Sep 2026"),
    ],
)  # fmt: skip
def test_an_earlier_day_is_the_day_from_which_everything_is_read(text: str, question: str, canonical: str) -> None:
    asked = _again(text)
    assert (asked.question, asked.canonical) == (question, canonical)
    assert replace(_again(question), canonical="") == replace(asked, canonical="")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("since 1 march", "since 2026-03-01"),
        ("since March 1st", "since 2026-03-01"),
        ("since december", "since 2025-12-01"),
        ("since 29 feb 2028", None),
        ("on 4 oct", "2026-10-04"),
        ("on 6 october", "2025-10-06"),
        ("past six weeks", "past 6 weeks"),
        ("on 31 february", None),
    ],
)
def test_days_may_be_written_as_people_write_them(text: str, period: str | None) -> None:
    found = read(text)
    if period is None and "2028" not in text:
        assert isinstance(found, Usage)
    else:
        assert isinstance(found, Asked)
        assert found.period == (period or "since 2028-02-29")


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
    found = read("roi recent quarter")
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
    ("one", "other", "count"),
    [("roi", "roi", 0), ("rio", "roi", 1), ("desk", "dsk", 1), ("quater", "quarter", 1), ("abc", "xyz", 3)],
)
def test_slips_are_counted_with_a_swap_as_one(one: str, other: str, count: int) -> None:
    assert slips(one, other) == count
