"""Every requirement stands in docs/requirements.md with the test that shows it, and every test named there exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.house import ROOT

PAGE = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (R[0-9]+) \| [^|]+ \| ([^|]*) \|$", PAGE, re.MULTILINE))
NAMED = re.findall(r"`(tests/[^`:]+\.py)::(test_[a-z0-9_]+)`", PAGE)


@cache
def _tests(path: Path) -> frozenset[str]:
    """The functions and methods of a module that are tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(name for name in found if name.startswith("test_"))


def test_every_requirement_is_listed_in_its_order() -> None:
    assert list(ROWS) == [f"R{number}" for number in range(1, 60)]


def test_each_is_shown_by_a_test_or_said_to_be_missing() -> None:
    silent = [name for name, shown in ROWS.items() if "`tests/" not in shown and not shown.startswith("not yet")]
    assert [name for name in silent if not ROWS[name].startswith("partly")] == []


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)))
def test_a_test_that_is_named_exists(path: str, name: str) -> None:
    assert name in _tests(ROOT / path)
