from hypothesis import given
from hypothesis import strategies as st

from bot.themes.changes import OTHER, Facets, changed

counts = st.dictionaries(
    st.sampled_from(["bluesky", "forum", "helpdesk", "reviews", "mastodon", OTHER]), st.integers(0, 300)
)


@st.composite
def facets(draw: st.DrawFn) -> Facets:
    by = {"source": draw(counts), "kind": draw(counts)}
    rest = draw(st.integers(0, 20))
    return Facets(total=max(sum(parts.values()) for parts in by.values()) + rest, by=by)


@given(facets(), st.lists(facets(), max_size=4), st.integers(0, 4))
def test_the_drivers_of_each_dimension_add_up_to_the_change(now: Facets, usual: list[Facets], shown: int) -> None:
    found = changed(now, usual, shown=shown)
    assert found.difference == found.now - found.usual
    for dimension in now.by:
        assert sum(driver.difference for driver in found.of(dimension)) == found.difference


def test_what_drove_a_change_stands_first_and_the_rest_is_other() -> None:
    now = Facets(total=164, by={"source": {"bluesky": 71, "helpdesk": 58, "forum": 22, "mastodon": 13}})
    usual = Facets(total=2, by={"source": {"helpdesk": 1, "forum": 1}})
    found = changed(now, [usual], shown=3)
    assert found.difference == 162
    assert [(one.value, one.difference) for one in found.drivers] == [
        ("bluesky", 71.0), ("helpdesk", 57.0), ("forum", 21.0), (OTHER, 13.0),
    ]  # fmt: skip


def test_usual_is_the_mean_of_earlier_windows_in_whole_mentions() -> None:
    windows = [Facets(total=total, by={"source": {"a": total}}) for total in (1, 2, 2)]
    found = changed(Facets(total=9, by={"source": {"a": 9}}), windows)
    assert (found.usual, found.difference) == (2, 7)


def test_a_fall_is_driven_too() -> None:
    found = changed(Facets(total=0, by={"kind": {}}), [Facets(total=8, by={"kind": {"service": 8}})])
    assert [(one.value, one.difference) for one in found.drivers] == [("service", -8.0)]
