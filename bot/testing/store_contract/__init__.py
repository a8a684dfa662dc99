"""What every store must do: subclass each contract in a test module that has a fixture `store`.

A module of the store's own tests says `class TestListening(ListeningContract): ...` and so on for `CONTRACTS`.
Register this package for pytest's assertion rewriting before it is imported.
"""

from bot.testing.store_contract.dealing import DealingContract
from bot.testing.store_contract.evidence import EvidenceContract
from bot.testing.store_contract.finding import FindingContract
from bot.testing.store_contract.keeping import KeepingContract
from bot.testing.store_contract.listening import ListeningContract
from bot.testing.store_contract.parting import PartingContract
from bot.testing.store_contract.posting import PostingContract
from bot.testing.store_contract.removing import RemovingContract
from bot.testing.store_contract.room import RoomContract
from bot.testing.store_contract.theming import ThemingContract
from bot.testing.store_contract.writing import WritingContract

CONTRACTS = (
    DealingContract, EvidenceContract, FindingContract, KeepingContract, ListeningContract, PartingContract,
    PostingContract, RemovingContract, RoomContract, ThemingContract, WritingContract,
)  # fmt: skip

__all__ = [
    "CONTRACTS", "DealingContract", "EvidenceContract", "FindingContract", "KeepingContract", "ListeningContract",
    "PartingContract", "PostingContract", "RemovingContract", "RoomContract", "ThemingContract", "WritingContract",
]  # fmt: skip
