from dataclasses import replace
from datetime import date

import pytest

from bot.model.effect import Effect, Measured, Naive
from bot.texts import effects as words

FELL = Measured(
    change=-0.729, low=-0.822, high=-0.588, visible=0.4, after=40, avoided=107.6, avoided_low=57, avoided_high=184.6
)
NONE = replace(
    FELL, change=-0.29, low=-0.772, high=1.215, visible=0.81, avoided=56.8, avoided_low=-76, avoided_high=470
)
EFFECT = Effect(
    insight=1, theme=2, group="", fixed=date(2026, 8, 17), start=date(2026, 8, 24), until=date(2026, 10, 5), before=19,
    after=6, topics=30, compared=(3,), sources=("helpdesk",), left_out=(), weeks=(), measured=FELL,
    naive=Naive(before=98, before_days=28, after=57, after_days=49),
)  # fmt: skip
YOUNG = replace(EFFECT, measured=None, why="too_soon", judged=date(2026, 11, 9))


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        (EFFECT, "down 73 % (90 %: 59-82 %)"),
        (replace(EFFECT, measured=NONE), "no effect shown"),
        (replace(EFFECT, measured=replace(FELL, change=0.3, low=0.05, high=0.6)), "up 30 % (90 %: 5-60 %)"),
        (YOUNG, "can be judged from 9 Nov"),
        (
            replace(YOUNG, why="short_history", judged=None),
            "cannot be judged: fewer than 12 weeks were heard before it",
        ),
        (replace(YOUNG, why="few_topics", judged=None), "cannot be judged yet: fewer than 10 topics to compare with"),
        (replace(YOUNG, why="not_heard", judged=None), "cannot be judged: the topic was not heard before it"),
    ],
)
def test_the_verdict(effect: Effect, said: str) -> None:
    assert words.verdict(effect) == said


def test_a_keyword_group_that_counts_is_named() -> None:
    assert words.of_fix(EFFECT) == "Fix of 17 Aug: down 73 % (90 %: 59-82 %)."
    assert words.of_fix(replace(EFFECT, group="charger")) == (
        "Fix of 17 Aug, counted by “charger”: down 73 % (90 %: 59-82 %)."
    )


def test_where_nothing_is_shown_the_smallest_fall_that_could_have_been_seen_is_told() -> None:
    assert words.meaning(NONE) == (
        "-29 % against what was to be expected (90 %: -77 % to +122 %). Only a fall of more than 81 % could have been "
        "seen."
    )


def test_the_naive_figure_stands_beside_with_what_it_is_worth() -> None:
    said = words.naive(EFFECT)
    assert said.startswith("The plain before and after would say -67 % (98 in 28 days, 57 in 49 days since).")
    assert "proves nothing" in said
    assert words.naive(replace(EFFECT, naive=Naive(before=0, before_days=28, after=1, after_days=7))) == ""


def test_the_chart_says_its_finding_in_the_same_numbers() -> None:
    assert words.chart_alt(EFFECT) == (
        "Fixed on 17 Aug: down 73 % (90 %: 59-82 %). 40 mentions came in 6 weeks, 148 were to be expected (97 to 225)."
    )


def test_sources_that_were_left_out_are_named() -> None:
    assert words.heard_in(["Help desk"], ["Bluesky", "Forum"]) == (
        "Counted in Help desk. Bluesky and Forum left out: not heard all the time."
    )
    assert words.heard_in(["Help desk"], []) == "Counted in Help desk."
