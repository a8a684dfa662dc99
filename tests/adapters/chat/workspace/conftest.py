"""A workspace on loopback, and people who visit it."""

from collections.abc import AsyncIterator

import pytest

from bot.testing.lumo import digest
from bot.testing.visitor import BEN, VERA, Lumo, Visitor


@pytest.fixture
async def lumo() -> AsyncIterator[Lumo]:
    """The workspace with this morning's digest in #support."""
    workspace = Lumo()
    await workspace.open()
    await workspace.post(digest())
    yield workspace
    await workspace.close()


@pytest.fixture
async def stranger(lumo: Lumo) -> AsyncIterator[Visitor]:
    """Somebody who is not signed in."""
    visitor = Visitor(lumo)
    yield visitor
    await visitor.close()


@pytest.fixture
async def ana(lumo: Lumo) -> AsyncIterator[Visitor]:
    """Ana of support, an admin."""
    visitor = Visitor(lumo)
    await visitor.enter()
    yield visitor
    await visitor.close()


@pytest.fixture
async def ben(lumo: Lumo) -> AsyncIterator[Visitor]:
    """Ben of quality, an editor."""
    visitor = Visitor(lumo)
    await visitor.enter(BEN)
    yield visitor
    await visitor.close()


@pytest.fixture
async def vera(lumo: Lumo) -> AsyncIterator[Visitor]:
    """Vera of sales, a viewer."""
    visitor = Visitor(lumo)
    await visitor.enter(VERA)
    yield visitor
    await visitor.close()
