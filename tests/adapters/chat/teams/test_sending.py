"""Through storms and restarts no post is lost, none is doubled unmarked, no limit is met, none overtakes."""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.chat.teams.storm import Found, Storm


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Memory where there is some: a disk would only make it slower."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else tmp_path) as made:
        yield Path(made)


def _well(found: Found) -> None:
    assert (found.unended, found.failing) == ([], {})
    assert (found.lost, found.unmarked, found.disordered, found.edits_lost) == ([], [], [], [])
    assert (found.over, found.met) == ({}, {})


async def test_three_hundred_posts_come_through_a_storm(folder: Path) -> None:
    found = await Storm(folder, posts=300, seed=1).run()
    _well(found)
    # It was no calm sea.
    assert found.restarts >= 1
    assert found.marked > 5
    assert {"429", "412", "502", "cut before", "cut after"} <= set(found.faults)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_ten_thousand_posts_come_through_a_storm(
    folder: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await Storm(folder, posts=10_000, seed=seed).run()
    told = {
        "seed": seed, "posts": found.posts, "tries": found.tries, "restarts": found.restarts, "lost": len(found.lost),
        "unmarked doubles": len(found.unmarked), "sent again, marked": found.marked,
        "limits broken": len(found.over) + found.met.total(),
        "hours": round(found.took.total_seconds() / 3600, 2), "faults": dict(found.faults),
    }  # fmt: skip
    with capsys.disabled():
        sys.stdout.write(f"\n{json.dumps(told)}\n")
    _well(found)
