"""Which shard a mention is in, and which numbers a shard gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.model.shards import number_after, shard_of


@given(st.lists(st.text(), max_size=4), st.integers(1, 64))
def test_the_first_group_by_name_decides_and_no_group_is_the_first_shard(groups: list[str], shards: int) -> None:
    found = shard_of(groups, shards)
    assert 0 <= found < shards
    assert found == shard_of([*reversed(groups), *groups], shards)
    assert shard_of(["chargers", *(f"d{group}" for group in groups)], shards) == shard_of(["chargers"], shards)
    assert shard_of((), shards) == 0


def test_every_shard_gets_something() -> None:
    assert {shard_of([f"group {number}"], 8) for number in range(100)} == set(range(8))


@given(st.integers(0, 10_000), st.integers(1, 64))
def test_no_two_shards_give_the_same_number_and_none_gives_one_that_was_given(highest: int, shards: int) -> None:
    given_ = [number_after(highest, shard, shards) for shard in range(shards)]
    assert sorted(given_) == list(range(highest + 1, highest + shards + 1))
    assert [number % shards for number in given_] == list(range(shards))
