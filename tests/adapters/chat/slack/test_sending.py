"""Through storms of failures and restarts no post is lost, none is doubled, none comes too soon or out of order."""

import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.adapters.chat.slack.storm import Found, Storm


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Memory where there is some: a disk would only make it slower."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else tmp_path) as made:
        yield Path(made)


def _well(found: Found) -> None:
    assert (found.unended, found.failing) == ([], {})
    assert (found.lost, found.doubled, found.unmarked) == ([], [], [])
    assert (found.disordered, found.edits_lost) == ([], [])
    assert found.fastest >= 1.0


async def test_three_hundred_posts_come_through_a_storm_once_in_order_and_in_time(folder: Path) -> None:
    found = await Storm(folder, posts=300, seed=1).run()
    _well(found)
    # It was no calm sea.
    assert found.restarts >= 1
    assert found.looked > 20
    assert {"429", "storm", "5xx", "cut before", "cut after", "5xx after", "half-open"} <= set(found.faults)
    assert found.took < timedelta(hours=24)


async def test_a_broken_look_up_is_found_by_the_doubles_it_makes(folder: Path) -> None:
    found = await Storm(folder, posts=80, seed=2, blind=True).run()
    assert found.lost == []
    assert len(found.doubled) > 2


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_ten_thousand_posts_come_through_a_storm(
    folder: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await Storm(folder, posts=10_000, seed=seed).run()
    told = {
        "seed": seed, "posts": found.posts, "tries": found.tries, "looked up": found.looked, "restarts": found.restarts,
        "lost": len(found.lost), "doubled": len(found.doubled), "sent again": found.marked, "fastest": found.fastest,
        "hours": round(found.took.total_seconds() / 3600, 2), "faults": dict(found.faults),
    }  # fmt: skip
    with capsys.disabled():
        sys.stdout.write(f"\n{json.dumps(told)}\n")
    _well(found)
