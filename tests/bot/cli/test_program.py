from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from bot.cli import main
from bot.cli.shelf import code_of
from bot.errors import (
    BadFile,
    BadQuery,
    BadQuestion,
    ConfigError,
    EarshotError,
    NotFound,
    StoreBusy,
    TryLater,
    UnknownPeriod,
    WrongCredential,
)

HEAVY = ("numpy", "aiohttp", "altair", "sqlite3", "pydantic", "asyncio", "bot.compose", "store", "adapters")


def _leaves(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        yield f"{path}{name}", command
        if isinstance(command, click.Group):
            yield from _leaves(command, f"{path}{name} ")


LEAVES = dict(_leaves(main))


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom bot.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"
    assert "import " in ran.stdout


@pytest.mark.parametrize("name", [name for name, command in LEAVES.items() if not isinstance(command, click.Group)])
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    assert f"Example: earshot {name}" in (LEAVES[name].help or "")
    assert all(param.help for param in LEAVES[name].params if isinstance(param, click.Option))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (EarshotError(), 1),
        (BadFile(where="a", what="b", remedy="c"), 1),
        (NotFound(what="a", id="b"), 1),
        (StoreBusy(what="a", remedy="b"), 1),
        (BadQuestion(what="a", remedy="b"), 2),
        (BadQuery(what="a", position=1, query="b", remedy="c"), 2),
        (UnknownPeriod(phrase="a", why="", nearest="b"), 2),
        (ConfigError(where="a", what="b", remedy="c"), 3),
        (TryLater(where="a", what="b", seconds=1), 4),
        (WrongCredential(where="a", what="b", remedy="c"), 4),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_has_its_exit_code(wrong: EarshotError, code: int) -> None:
    assert code_of(wrong) == code


def test_an_unknown_command_is_a_usage_error() -> None:
    ran = subprocess.run([sys.executable, "-m", "bot.cli", "fly"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "No such command 'fly'" in ran.stderr


def test_an_interrupted_command_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    @click.command()
    def waits() -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(main.commands, "waits", waits)
    result = CliRunner().invoke(main, ["waits"])
    assert (result.exit_code, result.stderr) == (130, "Interrupted.\n")
