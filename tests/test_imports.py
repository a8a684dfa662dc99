"""The import contracts can be broken, importing has no effect, and a heavy library waits until it is needed."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.house import ROOT, modules

LINT = "import sys, importlinter.cli as c; sys.argv[0] = 'lint-imports'; c.lint_imports_command()"
STAGES = """
cli compose serve flow roi signals delivery routing insights themes understanding listening config texts ports
model errors
"""
# A small house that keeps every contract ...
SOUND: Mapping[str, str] = {
    "bot/__init__.py": "",
    "bot/testing/__init__.py": "import bot.flow, store.sqlite",
    **{f"bot/{stage}.py": "" for stage in STAGES.split()},
    "bot/cli.py": "import click, rich, bot.compose",
    "bot/compose.py": "import asyncio, sqlite3, adapters.web, adapters.chat.a, store.sqlite, bot.serve",
    "bot/serve.py": "import asyncio, bot.flow",
    "bot/flow.py": "import bot.themes, bot.ports",
    "bot/themes.py": "import bot.listening, bot.model",
    "adapters/__init__.py": "",
    "adapters/web.py": "import aiohttp, asyncio, bot.ports",
    "adapters/http.py": "import aiohttp, bot.errors",
    "adapters/chat/__init__.py": "",
    "adapters/chat/a.py": "import bot.ports, bot.texts",
    "adapters/chat/b.py": "import bot.ports, bot.model",
    "adapters/sources/__init__.py": "",
    "adapters/sources/c.py": "",
    "adapters/sources/d.py": "",
    "adapters/summarisers/__init__.py": "",
    "adapters/summarisers/e.py": "",
    "adapters/summarisers/f.py": "",
    "store/__init__.py": "",
    "store/sqlite.py": "import sqlite3, sqlite_utils, bot.ports",
}
# ... and one breach of each, with the line of the report that names it.
BREACHES = [
    ("bot/listening.py", "import bot.themes", "bot.listening -> bot.themes (l.1)"),
    ("bot/errors.py", "import bot.model", "bot.errors -> bot.model (l.1)"),
    ("bot/signals.py", "import bot.flow", "bot.signals -> bot.flow (l.1)"),
    ("bot/stray.py", "", "- bot.stray"),
    ("bot/delivery.py", "import bot.testing", "bot.delivery -> bot.testing (l.1)"),
    ("bot/routing.py", "import store.sqlite", "bot.routing -> store.sqlite (l.1)"),
    ("bot/insights.py", "import sqlite3", "bot.insights -> sqlite3 (l.1)"),
    ("bot/config.py", "import asyncio", "bot.config -> asyncio (l.1)"),
    ("bot/cli/__init__.py", "import adapters.http", "bot.cli -> adapters.http (l.1)"),
    ("adapters/http.py", "import bot.config", "adapters.http -> bot.config (l.1)"),
    ("adapters/web.py", "import adapters.charts", "adapters.web -> adapters.charts (l.1)"),
    ("adapters/charts.py", "import store.sqlite", "adapters.charts -> store.sqlite (l.1)"),
    ("adapters/chat/a.py", "import adapters.chat.b", "adapters.chat.a -> adapters.chat.b (l.1)"),
    ("adapters/sources/c.py", "import adapters.sources.d", "adapters.sources.c -> adapters.sources.d (l.1)"),
    (
        "adapters/summarisers/e.py",
        "import adapters.summarisers.f",
        "adapters.summarisers.e -> adapters.summarisers.f (l.1)",
    ),
    ("store/sqlite.py", "import bot.understanding", "store.sqlite -> bot.understanding (l.1)"),
]


def _lint(folder: Path, files: Mapping[str, str]) -> tuple[int, str]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)
    command = [sys.executable, "-c", LINT, "--no-cache", "--no-logo"]
    # -c puts the current folder first, so that the planted packages are found and not the installed ones.
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says about the small house with every breach planted at once."""
    planted = {name: text for name, text in SOUND.items() if name != "bot/cli.py"}
    planted.update((name, text) for name, text, _ in BREACHES)
    code, said = _lint(tmp_path_factory.mktemp("planted"), planted)
    assert code == 1, said
    return said


def test_a_sound_house_keeps_every_contract(tmp_path: Path) -> None:
    code, said = _lint(tmp_path, SOUND)
    assert (code, "0 broken" in said) == (0, True), said


@pytest.mark.parametrize("line", [line for *_, line in BREACHES])
def test_a_breach_is_reported_with_its_line(report: str, line: str) -> None:
    assert line in report


def test_every_contract_was_broken_by_a_breach(report: str) -> None:
    assert "Contracts: 0 kept" in report


IMPORT_ALL = """
import importlib, os, pathlib, sys, threading
before = set(os.environ.items())
for name in sys.argv[1:]:
    importlib.import_module(name)
assert threading.active_count() == 1, threading.enumerate()
assert set(os.environ.items()) == before, "an import changed the environment"
assert list(pathlib.Path().iterdir()) == [], "an import wrote a file"
"""


def test_importing_every_module_has_no_effect(tmp_path: Path) -> None:
    names = [mod.name for mod in modules("bot", "adapters", "store") if not mod.name.endswith("__main__")]
    command = [sys.executable, "-W", "error", "-c", IMPORT_ALL, *names]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr == ""
