"""What every source must do: subclass `SourceContract` in its test module, with a `Counterpart` that speaks as it does.

Register this package for pytest's assertion rewriting before it is imported.
"""

from bot.testing.source_contract.contract import SourceContract
from bot.testing.source_contract.counterpart import Changing, Counterpart, Said
from bot.testing.source_contract.hooks import SECRET, Edge, Event, HookContract
from bot.testing.source_contract.world import NAME, NOON, Listener, account, listener

__all__ = [
    "NAME", "NOON", "SECRET", "Changing", "Counterpart", "Edge", "Event", "HookContract", "Listener", "Said",
    "SourceContract", "account", "listener",
]  # fmt: skip
