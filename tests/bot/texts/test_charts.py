"""How a chart names its points."""

import pytest

from bot.texts.charts import full, short


@pytest.mark.parametrize(
    ("label", "named", "whole"),
    [
        ("2026-07-06", ("6 Jul",), "6 Jul 2026"),
        ("2026-10-03T22:00", ("22:00", "3 Oct"), "3 Oct, 22:00"),
        ("Sales", ("Sales",), "Sales"),
        ("17 Aug", ("17 Aug",), "17 Aug"),
        ("", ("",), ""),
    ],
)
def test_days_and_hours_are_named_short_and_in_full(label: str, named: tuple[str, ...], whole: str) -> None:
    assert (short(label), full(label)) == (named, whole)


def test_an_hour_names_its_day_where_the_day_is_new() -> None:
    assert short("2026-10-03T22:00", "2026-10-03T16:00") == ("22:00",)
    assert short("2026-10-04T04:00", "2026-10-03T22:00") == ("04:00", "4 Oct")
