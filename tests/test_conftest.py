"""The environment of the tests themselves."""

import os
from pathlib import Path


def test_nothing_that_earshot_reads_comes_in_from_outside() -> None:
    assert [name for name in os.environ if name.startswith(("EARSHOT_", "SLACK_", "OPENAI_"))] == []


def test_a_test_stands_in_its_own_empty_folder(tmp_path: Path) -> None:
    assert Path.cwd() == tmp_path.resolve()
    assert list(tmp_path.iterdir()) == []
