"""Every command, setting and adapter is documented, and nothing is documented that is not there."""

import importlib
from pathlib import Path

import click
import pytest
from pydantic import BaseModel, Field

from bot import config
from tests import documentation
from tests.house import ROOT, adapter_names

PAGES = sorted(path for folder in (ROOT, ROOT / "docs") for path in folder.glob("*.md"))


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def program() -> click.Command:
    cli = importlib.import_module("bot.cli")
    if not hasattr(cli, "main"):
        pytest.skip("the command line is not there yet")
    command = cli.main
    assert isinstance(command, click.Group)
    return command


def test_every_command_has_its_place_and_no_other_has(program: click.Command) -> None:
    assert sorted(documentation.documented_commands(_page("commands.md"))) == sorted(documentation.commands(program))


def test_every_option_is_named_under_its_command(program: click.Command) -> None:
    bodies = documentation.sections(_page("commands.md"))
    silent = {
        f"{command} {option}"
        for command in documentation.commands(program)
        for option in documentation.options(program, command) - {"--help"}
        if f"`{option}" not in bodies[command]
    }
    assert silent == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_command_that_is_not_there(program: click.Command, page: Path) -> None:
    known = set(documentation.commands(program))
    named = documentation.mentioned_commands(page.read_text(encoding="utf-8"))
    assert {words for words in named if words.split()[0] not in known} == set()


def test_every_setting_has_its_row_with_its_default_and_no_other_has() -> None:
    assert sorted(documentation.rows(_page("settings.md"))) == sorted(documentation.settings(config.Settings))


def test_every_adapter_has_its_row_and_no_other_has() -> None:
    assert sorted(name for name, _ in documentation.rows(_page("adapters.md"))) == sorted(
        dict(adapter_names(ROOT / "adapters"))
    )


# --- the readers of code and pages, on planted ones -----------------------------------------------------------------


@click.group()
def _planted() -> None: ...


@_planted.group()
def sources() -> None: ...


@sources.command()
@click.option("--name")
def add(name: str) -> None: ...


@_planted.command("try")
def try_() -> None: ...


@_planted.command(hidden=True)
def secret() -> None: ...


def test_commands_are_walked_to_the_leaves_without_hidden_ones() -> None:
    assert list(documentation.commands(_planted)) == ["sources", "sources add", "try"]
    assert documentation.options(_planted, "sources add") == {"--name"}


def test_a_page_is_read_by_headings_and_rows() -> None:
    page = (
        "## `earshot try FILE|-`\nx `--json`\n### `earshot sources add NAME`\ny\n| `a.b` | c | `[1]` |\n|---|---|---|\n"
    )
    assert documentation.documented_commands(page) == ["try", "sources add"]
    assert "--json" in documentation.sections(page)["try"]
    assert documentation.rows(page) == [("a.b", "[1]")]


def test_commands_are_found_in_code_and_not_in_prose() -> None:
    page = "Since earshot listens, run `earshot --data x fly` or:\n```sh\n$ earshot try mentions.jsonl\n"
    page += "earshot roi --json\n```\n"
    assert documentation.mentioned_commands(page) == {"fly", "try mentions", "roi"}


class _Department(BaseModel):
    name: str
    channels: tuple[str, ...] = ("a:b",)


class _Slack(BaseModel):
    api_url: str | None = None
    loud: bool = False


class _Settings(BaseModel):
    departments: tuple[_Department, ...] = ()
    slack: _Slack | None = None
    rates: dict[str, str] = Field(default_factory=dict)


def test_settings_are_walked_into_sections_lists_and_optional_ones() -> None:
    assert list(documentation.settings(_Settings)) == [
        ("departments.name", "required"),
        ("departments.channels", '["a:b"]'),
        ("slack.api_url", "-"),
        ("slack.loud", "false"),
        ("rates", "-"),
    ]
