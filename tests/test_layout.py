"""Holds the tree to the rules of the house, and each rule to a planted breach."""

import re
import subprocess
from collections.abc import Callable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests import house
from tests.house import ROOT, Module, module

PRODUCT = tuple(house.modules("bot", "adapters", "store"))
EVERYTHING = (*PRODUCT, *house.modules("tests", "bench"))


def _breaches(rule: Callable[[Module], Iterator[str]], mods: tuple[Module, ...]) -> list[str]:
    return [breach for mod in mods for breach in rule(mod)]


def _found(rule: Callable[[Module], Iterator[str]], text: str, name: str = "bot.planted") -> list[str]:
    return list(rule(module(name, text)))


# --- size -----------------------------------------------------------------------------------------------------------


def test_modules_fit_a_sitting() -> None:
    assert _breaches(house.too_long, EVERYTHING) == []


def test_functions_fit_a_screen() -> None:
    assert _breaches(house.too_long_functions, EVERYTHING) == []


def test_functions_are_usually_short() -> None:
    assert house.usual_length(PRODUCT) <= house.USUAL_FUNCTION_LINES


def test_a_module_over_the_limit_is_found() -> None:
    assert _found(house.too_long, "x = 1\n" * 500) == []
    assert _found(house.too_long, "x = 1\n" * 501) == ["bot.planted: 501 lines, at most 500"]


def test_a_function_over_the_limit_is_found_also_inside_a_class() -> None:
    body = "        x = 1\n" * 60
    assert _found(house.too_long_functions, f"class A:\n    def f(self):\n{body}") == [
        "bot.planted.A.f: 61 lines, at most 60"
    ]


def test_docstring_and_decorators_do_not_count_as_lines_of_a_function() -> None:
    text = '@a\n@b\ndef f():\n    """One.\n\n    Two.\n    """\n' + "    x = 1\n" * 59
    assert list(house.function_lengths(module("m", text))) == [("m.f", 60)]


def test_the_usual_length_is_the_95th_percentile() -> None:
    short, long = "def f():\n    return 1\n", "def g():\n" + "    x = 1\n" * 40
    assert house.usual_length([module("m", short * 95 + long * 5)]) == 2
    assert house.usual_length([module("m", short * 94 + long * 6)]) == 41


# --- what is said about it ------------------------------------------------------------------------------------------


def test_everything_public_says_what_it_is() -> None:
    assert _breaches(house.undocumented, PRODUCT) == []


def test_a_public_name_without_docstring_is_found_at_every_depth() -> None:
    text = '"""M."""\nclass A:\n    """A."""\n    def f(self): ...\n    def _g(self): ...\n'
    text += "class _B:\n    def h(self): ...\n"
    assert _found(house.undocumented, text) == ["bot.planted.A.f: no docstring"]
    assert _found(house.undocumented, "x = 1") == ["bot.planted: the module has no docstring"]


def test_values_of_the_domain_cannot_change() -> None:
    domain = tuple(mod for mod in PRODUCT if mod.name.startswith("bot.") and not mod.name.startswith("bot.testing"))
    assert _breaches(house.loose_values, domain) == []


@pytest.mark.parametrize(
    "decorator",
    ["@dataclass", "@dataclass(frozen=True)", "@dataclasses.dataclass(frozen=True, slots=True, kw_only=False)"],
)
def test_a_loose_value_is_found(decorator: str) -> None:
    assert _found(house.loose_values, f"{decorator}\nclass A:\n    x: int\n    y: int\n") != []


def test_a_proper_value_is_left_alone() -> None:
    text = "@dataclass(frozen=True, slots=True, kw_only=True)\nclass A:\n    x: int\n    y: int\n"
    text += "@dataclass(frozen=True, slots=True)\nclass B:\n    x: int\n"
    assert _found(house.loose_values, text) == []


# --- what it may do -------------------------------------------------------------------------------------------------


def test_only_the_task_boundary_catches_everything() -> None:
    assert list(house.unbounded_catches((*PRODUCT, *house.modules("bench")))) == []


@pytest.mark.parametrize(
    "handler",
    [
        "except:",
        "except Exception:",
        "except BaseException as e:",
        "except (ValueError, Exception):",
        "except* Exception:",
    ],
)
def test_a_broad_except_is_found(handler: str) -> None:
    text = f"def f():\n    try:\n        pass\n    {handler}\n        pass\n"
    assert list(house.unbounded_catches([module("bot.flow", text)])) == ["bot.flow.f: catches everything"]


@pytest.mark.parametrize(
    ("how", "call"),
    [
        ("import contextlib", "contextlib.suppress(Exception)"),
        ("from contextlib import suppress as quiet", "quiet(KeyError, BaseException)"),
        ("import builtins, contextlib", "contextlib.suppress(builtins.Exception)"),
    ],
)
def test_a_broad_suppress_is_found(how: str, call: str) -> None:
    assert _found(house.broad_catches, f"{how}\nwith {call}:\n    pass\n") == ["bot.planted"]


def test_one_function_in_serve_may_catch_everything_and_a_second_may_not() -> None:
    one = "def {}():\n    try:\n        pass\n    except Exception:\n        pass\n"
    assert list(house.unbounded_catches([module("bot.serve", one.format("a"))])) == []
    assert list(house.unbounded_catches([module("bot.serve.tasks", one.format("a") + one.format("b"))])) == [
        "more than one task boundary: bot.serve.tasks.a, bot.serve.tasks.b"
    ]


def test_clock_chance_and_environment_are_handed_in() -> None:
    assert _breaches(house.ambient_reads, PRODUCT) == []


@pytest.mark.parametrize(
    "text",
    [
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "from datetime import datetime as dt, UTC\ndt.now(UTC)",
        "from datetime import date\ndate.today()",
        "import time\ntime.time()",
        "import time as t\nf = t.monotonic",
        "from time import perf_counter",
        "import random",
        "from random import Random",
        "import numpy as np\nnp.random.default_rng()",
        "import os\nos.environ['A']",
        "from os import getenv",
        "import secrets",
        "def f():\n    from uuid import uuid4\n    return uuid4()",
    ],
)
def test_an_ambient_read_is_found_under_every_name(text: str) -> None:
    assert _found(house.ambient_reads, text) != []
    assert _found(house.ambient_reads, text, name="bot.compose.world") == []


def test_words_that_only_look_ambient_are_left_alone() -> None:
    text = (
        "from datetime import datetime\ndef f(now: datetime, time, random: list[int]):\n    return now, time, random\n"
    )
    assert _found(house.ambient_reads, text) == []


def test_sql_is_never_built_from_pieces() -> None:
    assert _breaches(house.built_sql, PRODUCT) == []


@pytest.mark.parametrize(
    "expression",
    [
        'f"SELECT * FROM {table}"',
        'f"update mentions set text = {text}"',
        '"DELETE FROM mention WHERE id = %s" % key',
        '"insert into a values (" + values',
        '"select {} from b".format(c)',
        'f"PRAGMA user_version = {n}"',
    ],
)
def test_built_sql_is_found(expression: str) -> None:
    assert len(_found(house.built_sql, f"x = {expression}\n", name="store.planted")) == 1


def test_whole_sql_and_other_sentences_are_left_alone() -> None:
    text = 'a = "SELECT id FROM mention WHERE id = ?"\nb = f"{n} people said so"\nc = f"spike" + d\n'
    assert _found(house.built_sql, text, name="store.planted") == []


def _store_sql() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "store").rglob("*.sql")):
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_queries_do_not_ask_the_database_for_time_or_chance() -> None:
    assert [breach for name, text in _store_sql() for breach in house.ambient_sql(name, text)] == []


def test_a_query_that_asks_for_the_time_is_found() -> None:
    assert list(house.ambient_sql("q", "-- now() in a comment\nselect ?")) == []
    for text in ("select current_timestamp", "select datetime('now')", "order by random()"):
        assert len(list(house.ambient_sql("q", text))) == 1


# --- where it stands ------------------------------------------------------------------------------------------------


def _sources(*folders: str) -> list[Path]:
    return [path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*.py")]


def test_every_module_is_named_after_what_it_holds() -> None:
    assert list(house.vague_names(_sources("bot", "adapters", "store", "tests", "bench"))) == []


def test_a_vague_name_is_found() -> None:
    paths = [Path("bot/utils.py"), Path("store/_base.py"), Path("adapters/common/x.py"), Path("bot/roi/values.py")]
    assert len(list(house.vague_names(paths))) == 3


def test_no_package_marker_stands_under_tests() -> None:
    assert list(house.packages_under_tests(_sources("tests"))) == []


def test_a_package_marker_under_tests_is_found() -> None:
    assert len(list(house.packages_under_tests([Path("tests/bot/__init__.py"), Path("tests/bot/test_x.py")]))) == 1


def test_the_import_contracts_see_every_folder_of_code() -> None:
    assert list(house.unseen_folders(_sources("bot", "adapters", "store"))) == []


def test_a_folder_that_the_contracts_would_not_see_is_found() -> None:
    paths = [Path("bot/__init__.py"), Path("bot/flow/tools.py"), Path("bot/roi/__init__.py"), Path("bot/roi/values.py")]
    assert list(house.unseen_folders(paths)) == ["bot/flow: no __init__.py"]


ADAPTERS = dict(house.adapter_names(ROOT / "adapters"))


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_adapter_connects_to_a_port_and_is_tested_and_documented(name: str) -> None:
    dotted = f"adapters.{name.replace('/', '.')}"
    assert list(house.unconnected(module(dotted, ADAPTERS[name].read_text(encoding="utf-8")))) == []
    assert house.test_of(name, ROOT / "tests" / "adapters"), f"tests/adapters/{name} has no test"
    assert f"| `{name}` |" in (ROOT / "docs" / "adapters.md").read_text(encoding="utf-8")


def test_adapters_are_found_as_modules_and_as_folders(tmp_path: Path) -> None:
    for file in (
        "web.py",
        "_draft.py",
        "chat/__init__.py",
        "chat/slack/__init__.py",
        "chat/slack/cards.py",
        "sources/feed.py",
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    assert [name for name, _ in house.adapter_names(tmp_path)] == ["chat/slack", "sources/feed", "web"]


def test_an_adapter_without_its_port_is_found() -> None:
    good = "from bot.ports import Chat\ndef connect(url: str) -> Chat: ...\n"
    assert _found(house.unconnected, good, name="adapters.chat.a") == []
    assert (
        _found(house.unconnected, "from bot import ports\nasync def connect() -> ports.Chat: ...\n", name="adapters.a")
        == []
    )
    assert _found(house.unconnected, "from adapters.chat.a.edge import connect\n", name="adapters.chat.a") == []
    for bad in (
        "",
        "def connect(): ...\n",
        "class A: ...\ndef connect() -> A: ...\n",
        "from adapters.chat.b import connect\n",
    ):
        assert len(_found(house.unconnected, bad, name="adapters.chat.a")) == 1


def test_an_adapter_without_a_test_is_found(tmp_path: Path) -> None:
    (tmp_path / "chat" / "slack").mkdir(parents=True)
    (tmp_path / "chat" / "test_teams.py").touch()
    assert house.test_of("chat/teams", tmp_path)
    assert not house.test_of("chat/slack", tmp_path)
    (tmp_path / "chat" / "slack" / "test_edge.py").touch()
    assert house.test_of("chat/slack", tmp_path)


def test_the_import_names_belong_to_this_distribution_only() -> None:
    owners = packages_distributions()
    assert {name: set(owners.get(name, [])) - {"earshot"} for name in ("bot", "adapters", "store")} == {
        "bot": set(),
        "adapters": set(),
        "store": set(),
    }


# --- what is kept ---------------------------------------------------------------------------------------------------

# Written in pieces, so that this file is not its own breach.
_REGISTRIES = "|".join(
    re.escape(host)
    for host in (
        "pypi" + ".org",
        "python" + "hosted.org",
        "registry.npm" + "js",
        "registry.yarn" + "pkg",
        "deb.debian" + ".org",
    )
)
_PLACES = "|".join("/" + place + "/" for place in ("work", "root", "home", "Users", "opt/py" + "pi", "opt/wh" + "eels"))
LOCAL = re.compile(rf"{_REGISTRIES}|(?<![\w.~/-])(?:{_PLACES})[\w.-]", re.IGNORECASE)


def _kept() -> list[Path]:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    breaches = []
    for path in _kept():
        content = path.read_bytes()
        if b"\0" not in content:
            breaches += [
                f"{path.relative_to(ROOT)}: {hit}" for hit in LOCAL.findall(content.decode("utf-8", "replace"))
            ]
    assert breaches == []


def test_a_registry_and_a_local_place_are_found() -> None:
    for text in (
        "https://files.python" + "hosted.org/x",
        "see /wo" + "rk/x.md",
        '"/ro' + 'ot/.pyenv"',
        "registry.npm" + "js.org",
    ):
        assert LOCAL.search(text), text
    for text in ("docs/work/x", "https://example.org/home/", "~/work/x", "/health"):
        assert not LOCAL.search(text), text
