"""Settings from file and environment, each with its origin."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.compose.environment import gather
from bot.errors import ConfigError


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    given = gather({})
    assert (given.data, given.file, given.settings.http.port, given.origins) == (Path("earshot-data"), None, 8765, {})


def test_the_environment_goes_before_the_file_and_each_key_has_its_origin(tmp_path: Path) -> None:
    (tmp_path / "earshot.toml").write_text("[http]\nport = 1\nhost = '::1'\n", "utf-8")
    given = gather({"EARSHOT_PORT": "2"})
    assert (given.settings.http.port, given.settings.http.host) == (2, "::1")
    assert (given.origins["http.port"], given.origins["http.host"]) == ("EARSHOT_PORT", "earshot.toml")


def test_the_named_file_goes_before_the_one_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "earshot.toml").write_text("[http]\nport = 1\n", "utf-8")
    (tmp_path / "mine.toml").write_text("[http]\nport = 3\n", "utf-8")
    folder = {"EARSHOT_DATA": "data"}
    assert gather(folder).settings.http.port == 1
    assert gather({**folder, "EARSHOT_CONFIG": "mine.toml"}).settings.http.port == 3


def test_a_secret_is_read_from_the_file_that_a_variable_names(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("swordfish\n", "utf-8")
    given = gather({"EARSHOT_HTTP__METRICS_TOKEN_FILE": "token"})
    assert given.settings.http.metrics_token is not None
    assert given.settings.http.metrics_token.get_secret_value() == "swordfish"
    assert "swordfish" not in repr(given)


def test_lists_stand_in_a_variable_as_json(tmp_path: Path) -> None:
    given = gather({"EARSHOT_ORGANISATION__LANGUAGES": '["en", "de"]'})
    assert given.settings.organisation.languages == ("en", "de")


def test_every_query_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    groups = "".join(f"[[groups]]\nname = '{name}'\nquery = '{query}'\n" for name, query in (("a", "x OR"), ("b", "(")))
    (tmp_path / "earshot.toml").write_text(groups, "utf-8")
    with pytest.raises(ConfigError) as refused:
        gather({})
    assert "groups[1].query (of 'a')" in str(refused.value)
    assert "groups[2].query (of 'b')" in str(refused.value)
    assert "earshot.toml" in str(refused.value)


def test_the_file_may_name_where_each_of_its_secrets_lies(tmp_path: Path) -> None:
    (tmp_path / "bot").write_text("xoxb-secret\n", "utf-8")
    (tmp_path / "earshot.toml").write_text(
        f'[[slack.workspaces]]\nteam = "T0TEST01"\nsigning_secret = "s"\nbot_token_file = "{tmp_path / "bot"}"\n',
        "utf-8",
    )
    (one,) = gather({}, config=tmp_path / "earshot.toml").settings.slack.all_workspaces()
    assert one.bot_token.get_secret_value() == "xoxb-secret"


def test_a_secret_s_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "earshot.toml").write_text('[slack]\nteam = "T0TEST01"\nbot_token_file = "/nowhere"\n', "utf-8")
    with pytest.raises(ConfigError, match=r"bot_token_file in .* names /nowhere"):
        gather({}, config=tmp_path / "earshot.toml")


def test_the_vendor_s_names_are_taken_too(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("xoxb-1", "utf-8")
    given = gather({
        "EARSHOT_SLACK__TEAM": "T0TEST01", "SLACK_BOT_TOKEN_FILE": str(tmp_path / "token"), "SLACK_APP_TOKEN": "xapp-1",
    }, data=tmp_path)  # fmt: skip
    (one,) = given.settings.slack.all_workspaces()
    assert one.app_token is not None and one.app_token.get_secret_value() == "xapp-1"
    assert one.bot_token.get_secret_value() == "xoxb-1" and "xoxb" not in str(given)
