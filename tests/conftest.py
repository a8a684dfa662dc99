"""What holds for every test: an environment of its own and an empty working folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Cluster, cluster

# As the command line does, and before numpy is imported: threads for short vectors cost more than they bring.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What Earshot, its adapters and its libraries read; a developer's own settings must not decide a test.
_READ = ("EARSHOT_", "SLACK_", "MICROSOFTAPP", "DATABASE_", "OPENAI_", "PG", "HF_", "CLICOLOR", "FORCE_COLOR")
_READ_EXACTLY = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "NO_COLOR",
    "TZ",
    "LANG",
    "LANGUAGE",
    "PYTHONWARNINGS",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--spread`: what is tested on PostgreSQL is tested on tables as they would be spread over several servers."""
    parser.addoption("--spread", action="store_true", help="force the column of the server into every key")


@pytest.fixture(autouse=True)
def scrubbed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Takes away what was set outside, gives the terminal one shape, and stands in an empty folder."""
    for name in tuple(os.environ):
        upper = name.upper()
        if upper.startswith(_READ) or upper in _READ_EXACTLY or upper.startswith("LC_"):
            monkeypatch.delenv(name)
    for name, value in {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "100", "LC_ALL": "C.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    """A PostgreSQL of our own on loopback, for as long as the tests run."""
    with cluster() as found:
        yield found
