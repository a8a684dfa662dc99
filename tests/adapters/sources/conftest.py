from random import Random

import pytest

pytest.register_assert_rewrite("bot.testing.source_contract")


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> Random:
    """What the generated lives of a source are drawn from: its own, the same each time."""
    return Random(request.node.nodeid)
