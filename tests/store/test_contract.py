"""Every store keeps the contract of every port."""

from __future__ import annotations

from bot.testing import store_contract
from bot.testing.store_contract import (
    DealingContract,
    EvidenceContract,
    FindingContract,
    KeepingContract,
    ListeningContract,
    PartingContract,
    PostingContract,
    RemovingContract,
    RoomContract,
    ThemingContract,
    WritingContract,
)


class TestWriting(WritingContract): ...


class TestRemoving(RemovingContract): ...


class TestListening(ListeningContract): ...


class TestEvidence(EvidenceContract): ...


class TestTheming(ThemingContract): ...


class TestDealing(DealingContract): ...


class TestFinding(FindingContract): ...


class TestParting(PartingContract): ...


class TestPosting(PostingContract): ...


class TestKeeping(KeepingContract): ...


class TestRoom(RoomContract): ...


def test_no_contract_is_left_out() -> None:
    held = {base for one in globals().values() if isinstance(one, type) for base in one.__bases__}
    assert set(store_contract.CONTRACTS) <= held
