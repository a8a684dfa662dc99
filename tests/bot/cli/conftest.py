from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

SETTINGS = """
[organisation]
name = "Lumo"
timezone = "Europe/Berlin"
languages = ["en"]

[[departments]]
name = "support"
about = "Delivery, returns, accounts, anything a customer needs help with"
examples = ["my parcel never arrived", "how do I return this"]
channels = ["workspace:support"]

[[departments]]
name = "product"
about = "Phones, chargers, apps"
examples = ["the charger is not recognised", "please add a charge limit"]
channels = ["workspace:product"]
"""

SAID = (
    "The charger is not recognised since the update",
    "charger not recognised, changed the cable, same",
    "my phone says charger not recognised again",
    "Since 7.1 the charger is no longer recognised at all",
    "charger?? not recognised?? it is your own charger",
    "Please help, the charger was not recognised this morning",
    "My parcel never arrived although it says delivered",
    "How do I return this case, mail me at jo.smith@example.org",
)

Earshot = Callable[..., Result]


@pytest.fixture
def earshot() -> Earshot:
    """Runs a command as the program would, in this process."""

    def invoke(*args: str, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(main, args, input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "earshot.toml"
    file.write_text(SETTINGS, "utf-8")
    return file


def mention(number: int, text: str, **more: Any) -> dict[str, Any]:
    return {
        "source": "forum", "id": str(number), "at": f"2026-10-0{1 + number % 5}T10:{number % 60:02}:00+02:00",
        "text": text, "author": {"id": f"a{number}", "name": f"a{number}"}, **more,
    }  # fmt: skip


def jsonl(values: Sequence[object]) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


@pytest.fixture
def mentions(tmp_path: Path) -> Path:
    file = tmp_path / "mentions.jsonl"
    file.write_text(jsonl([mention(number, text) for number, text in enumerate(SAID, start=1)]), "utf-8")
    return file


@pytest.fixture
def filled(settings: Path, mentions: Path, earshot: Earshot) -> Path:
    """A data folder into which the mentions went."""
    assert earshot("import", str(mentions)).exit_code == 0
    return settings.parent / "earshot-data"
