"""Every answer is the same on a file and on a server, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest

from bench.people_said import NoData, short_texts
from bot.compose.app import App
from tests.postgres import Cluster
from tests.sameness.answers import answers
from tests.sameness.lives import demo, imported

SINCE, ARCHIVE = datetime.fromisoformat("2026-10-01T00:00+02:00"), datetime.fromisoformat("2026-09-21T00:00+02:00")

PASSWORD = "swordfish"
"""Of the database; the server of the tests asks for none, and nobody may see it."""


class Life(Protocol):
    """A life in a folder, its memory there or at an address."""

    def __call__(self, folder: Path, *, store: str = "") -> AbstractAsyncContextManager[App]:
        """The Earshot after that life."""
        ...


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Where each of the two keeps what is its own."""
    ours, theirs = tmp_path / "file", tmp_path / "server"
    ours.mkdir()
    theirs.mkdir()
    return ours, theirs


async def _both(
    life: Life, folders: tuple[Path, Path], server: Cluster
) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:  # fmt: skip
    async with life(folders[0]) as app:
        ours = await answers(app)
    with server.database() as url:
        async with life(folders[1], store=url.replace("earshot@", f"earshot:{PASSWORD}@")) as app:
            return ours, await answers(app)


def _differing(ours: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> list[str]:
    """What was asked where the answers differ, with what stands at the first difference."""
    found = []
    for name in sorted({*ours, *theirs}):
        one, other = ours.get(name, b""), theirs.get(name, b"")
        if one != other:
            at = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
            found.append(f"{name}: {one[at : at + 80]!r}, {other[at : at + 80]!r}")
    return found


async def test_a_fortnight_of_the_demo_gives_the_same_answers_from_a_file_and_from_a_server(
    folders: tuple[Path, Path], server: Cluster
) -> None:
    ours, theirs = await _both(partial(demo, since=SINCE, archive=ARCHIVE), folders, server)
    assert _differing(ours, theirs) == []
    assert not [name for name, said in theirs.items() if PASSWORD.encode() in said]
    assert len(ours["export"]) > 100_000
    assert len(ours) > 300


@pytest.mark.soak
async def test_the_whole_demo_gives_the_same_answers_from_a_file_and_from_a_server(
    folders: tuple[Path, Path], server: Cluster
) -> None:
    ours, theirs = await _both(demo, folders, server)
    assert _differing(ours, theirs) == []
    assert len(ours) > 500


@pytest.mark.soak
async def test_fifty_thousand_imported_texts_give_the_same_answers_from_a_file_and_from_a_server(
    folders: tuple[Path, Path], server: Cluster
) -> None:
    try:
        short_texts(1)
    except NoData as missing:
        pytest.skip(str(missing))
    ours, theirs = await _both(partial(imported, count=50_000), folders, server)
    assert _differing(ours, theirs) == []
    assert len(ours["export"]) > 5_000_000
