"""The manifest is what Slack's own schema takes, what the code registers, and what stands in the repository."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
import yaml

from adapters.chat.slack.manifest import SCOPES, manifest, needs, written
from adapters.chat.slack.names import COMMANDS, EVENTS, SHORTCUTS
from tests.house import ROOT

SCHEMA = ROOT.parent / "shared" / "fixtures" / "slack" / "manifest.schema.2.0.0.json"
URL = "https://earshot.example.com"


@pytest.mark.parametrize("url", [None, URL])
def test_slack_s_own_schema_takes_it(url: str | None) -> None:
    if not SCHEMA.exists():
        pytest.skip(f"SKIPPED LOUDLY: {SCHEMA} is not there; the manifest was not checked against Slack's schema")
    jsonschema.validate(manifest(url=url), json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_file_in_the_repository_is_what_the_code_makes() -> None:
    held = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    assert held == manifest()
    assert (ROOT / "manifest.yml").read_text(encoding="utf-8") == written(manifest())


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_both_forms_say_the_same(form: Any) -> None:
    assert yaml.safe_load(written(manifest(url=URL), form)) == manifest(url=URL)


def test_socket_mode_names_no_address_and_http_names_the_edge_everywhere() -> None:
    assert "request_url" not in written(manifest()) and manifest()["settings"]["socket_mode_enabled"] is True  # type: ignore[call-overload, index]
    addresses = re.findall(r"https://\S+?\"", written(manifest(url=f"{URL}/")))
    assert set(addresses) == {f'{URL}/slack/events"'} and len(addresses) == len(COMMANDS) + 2


def test_every_event_has_the_scope_that_slack_asks_for_it() -> None:
    asked = {one.event: one.scope for one in needs()}
    assert set(asked) == set(EVENTS) - {"app_home_opened"}
    assert set(asked.values()) <= set(SCOPES)


def test_every_scope_has_the_feature_that_needs_it_in_the_documents_and_no_other_has() -> None:
    page = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z_:]+)` \| (.+) \|$", page, flags=re.M))
    assert rows == dict(SCOPES)


def test_no_scope_that_reaches_further_than_the_bot_is_asked_for() -> None:
    far = re.compile(r"^(admin|search|read|post|client|identify)\b|:write\.customize$|\.public$")
    assert [scope for scope in SCOPES if far.search(scope)] == []


def test_shortcuts_and_commands_are_those_of_the_names() -> None:
    features: Any = manifest()["features"]
    assert tuple(one["command"] for one in features["slash_commands"]) == COMMANDS
    assert tuple(one["callback_id"] for one in features["shortcuts"]) == SHORTCUTS
    assert all(len(one["name"]) <= 24 for one in features["shortcuts"])
