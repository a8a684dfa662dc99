"""The app package is what Teams' own schema takes, twice the same, with icons of the sizes that Teams wants."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
from click.testing import CliRunner

from adapters.charts import icon
from adapters.chat.teams.names import ACT_ON, RAISE
from adapters.chat.teams.package import ICONS, SCOPES, manifest, package
from bot.cli import main
from tests.house import ROOT

SCHEMA = ROOT.parent / "shared" / "fixtures" / "teams" / "MicrosoftTeams.schema.json"
APP, SITE = "1f6d2a0e-8c0f-4a7b-9a55-2f6f0d0f7c11", "https://lumo.example/earshot"


def test_teams_own_schema_takes_it() -> None:
    if not SCHEMA.exists():
        pytest.skip(f"SKIPPED LOUDLY: {SCHEMA} is not there; the manifest was not checked against Teams' schema")
    # Not `validate`: that checks the schema too, which holds patterns of JavaScript in parts that we do not use.
    judge = jsonschema.validators.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for hears in (True, False):
        made = manifest(APP, website=SITE, hears=hears)
        found = judge(json.loads(SCHEMA.read_text(encoding="utf-8"))).iter_errors(made)
        assert [one.message for one in found] == []


def test_the_same_input_gives_the_same_bytes_and_everything_the_manifest_names() -> None:
    made = package(APP, website=SITE, draw=icon)
    assert made == package(APP, website=SITE, draw=icon)
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        assert held.namelist() == ["manifest.json", "color.png", "outline.png"]
        for name, side in ICONS.items():
            head = held.read(f"{name}.png")
            assert head.startswith(b"\x89PNG") and struct.unpack(">II", head[16:24]) == (side, side)


def test_every_scope_has_its_commands_by_mention_and_by_slash() -> None:
    bot: Any = manifest(APP, website=SITE)["bots"]
    (known,) = bot
    assert [one["scopes"] for one in known["commandLists"]] == [[scope] for scope in SCOPES]
    assert all(one["triggers"] == ["mention", "slash"] and len(one["commands"]) <= 12 for one in known["commandLists"])
    assert known["supportsTargetedMessages"] is True


def test_one_permission_is_asked_for_and_none_where_mentions_are_enough() -> None:
    made: Any = manifest(APP, website=SITE)
    asked = made["authorization"]["permissions"]["resourceSpecific"]
    assert asked == [{"name": "ChannelMessage.Read.Group", "type": "Application"}]
    assert made["webApplicationInfo"]["id"] == APP
    guide = (ROOT / "docs" / "teams.md").read_text("utf-8")
    assert all(f"`{one['name']}`" in guide for one in asked)
    without = manifest(APP, website=SITE, hears=False)
    assert {"authorization", "permissions", "webApplicationInfo"} & set(without) == set()


def test_the_menu_of_a_message_has_actions_that_the_listeners_know() -> None:
    (extension,) = cast("Any", manifest(APP, website=SITE))["composeExtensions"]
    assert [one["id"] for one in extension["commands"]] == [RAISE, ACT_ON]
    assert all(one["context"] == ["message"] and one["fetchTask"] for one in extension["commands"])
    assert all(len(one["title"]) <= 32 for one in extension["commands"])


def test_the_command_writes_it_and_names_what_is_wrong(tmp_path: Path) -> None:
    target = tmp_path / "earshot.zip"
    made = CliRunner().invoke(main, ["teams", "package", "--app-id", APP, "--website", SITE, "-o", str(target)])
    assert made.exit_code == 0 and zipfile.is_zipfile(target)
    wrong = CliRunner().invoke(main, ["teams", "package", "--app-id", "x", "--website", SITE, "-o", str(target)])
    assert wrong.exit_code == 2 and "GUID" in wrong.output
    none = CliRunner().invoke(main, ["teams", "package", "--app-id", APP, "-o", str(target)])
    assert none.exit_code == 2 and "workspace.url" in none.output
