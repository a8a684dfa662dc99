from bench.spikes import quiet_rows, tick_rows


def test_quiet_brands_are_told_of_rises_and_seldom_for_nothing() -> None:
    found = {one.name.partition("quiet brand, ")[2]: one for one in quiet_rows(series=1)}
    assert [name for name, one in found.items() if not one.kept] == []
    assert found["by chance: rises found"].value >= 0.75


def test_series_tick_many_times_faster_than_they_need_to() -> None:
    (found,) = tick_rows(500)
    assert found.value < 0.05
