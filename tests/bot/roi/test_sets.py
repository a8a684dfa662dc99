"""The forty questions, their two hundred other wordings, and the hundred that are none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.roi.asked import Asked, Usage
from bot.texts.questions import ASKED, COUNTED, EXAMPLES
from tests.bot.roi.sets import Case, ask, listed, meaning_of, outside

CASES = listed()


def test_the_sets_are_whole() -> None:
    assert (sum(one.listed for one in CASES), sum(not one.listed for one in CASES)) == (40, 200)
    assert len(set(outside())) == 100


@pytest.mark.parametrize("case", [one for one in CASES if one.listed], ids=lambda one: one.text)
def test_a_listed_question_means_what_it_says(case: Case) -> None:
    assert meaning_of(ask(case.text)) == dict(case.meaning)


def test_at_least_95_of_100_other_wordings_are_read_right_and_the_rest_are_asked_back() -> None:
    others = [one for one in CASES if not one.listed]
    wrong = [one.text for one in others if meaning_of(ask(one.text)) != dict(one.meaning)]
    assert len(wrong) <= 0.05 * len(others), wrong
    silent = [text for text in wrong if isinstance(ask(text), Asked)]
    assert silent == []


@pytest.mark.parametrize("text", outside())
def test_a_question_outside_the_grammar_is_never_read_as_another(text: str) -> None:
    assert isinstance(ask(text), Usage)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.text)
def test_what_was_read_is_written_so_that_it_reads_back(case: Case) -> None:
    asked = ask(case.text)
    if isinstance(asked, Asked):
        again = ask(asked.question)
        assert isinstance(again, Asked)
        assert replace(again, canonical="") == replace(asked, canonical="")


_WHAT = ("roi", "net", "worth", "npv", "cost")
_WHERE = ("listening desk", "of the phone survey", "for support", "social")
_WHEN = ("last quarter", "Q3", "past 6 weeks", "since 1 march", "2026-W40", "ytd", "2026-07-01..2026-09-30")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(_WHAT), st.sampled_from(_WHERE), st.sampled_from(_WHEN), st.data())
def test_slots_stand_in_any_order(what: str, where: str, when: str, data: st.DataObject) -> None:
    parts = data.draw(st.permutations([what, where, when, "vs previous period"]))
    straight, mixed = ask(f"{what} {where} {when} vs previous period"), ask(" ".join(parts))
    assert isinstance(straight, Asked)
    assert mixed == straight


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CASES), st.sampled_from(("banana", "not", "without", "if", "except", "42")), st.data())
def test_a_word_that_means_nothing_here_is_never_passed_over(case: Case, word: str, data: st.DataObject) -> None:
    text = case.text
    if text.split()[0] in ("log", "logged", "spent", "I"):
        return
    words = text.split()
    at = data.draw(st.integers(0, len(words)))
    found = ask(" ".join((*words[:at], word, *words[at:])))
    assert isinstance(found, Usage) or word in found.question or "not" in found.question.replace("_", " ")  # type: ignore[union-attr]


@pytest.mark.parametrize("text", [*ASKED, *COUNTED, *EXAMPLES])
def test_whatever_the_usage_names_can_be_asked(text: str) -> None:
    assert not isinstance(ask(text.replace("RESULT", "lead").replace("GROUP", "brand")), Usage)
