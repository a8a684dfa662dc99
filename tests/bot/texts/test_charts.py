"""How a chart names its points."""

import pytest

from bot.texts.charts import full, short


@pytest.mark.parametrize(
    ("label", "named", "whole"),
    [
        ("2026-07-06", "6 Jul", "6 Jul 2026"),
        ("2026-10-03T22:00", "22:00", "3 Oct, 22:00"),
        ("2026-10-04T00:00", "4 Oct", "4 Oct, 00:00"),
        ("Sales", "Sales", "Sales"),
        ("17 Aug", "17 Aug", "17 Aug"),
        ("", "", ""),
    ],
)
def test_days_and_hours_are_named_short_and_in_full(label: str, named: str, whole: str) -> None:
    assert (short(label), full(label)) == (named, whole)
