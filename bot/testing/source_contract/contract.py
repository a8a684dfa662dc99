"""What every source must do. A source's test subclasses it and says how its counterpart speaks.

class Place(Counterpart):
def routes(self): ...          # answers from `self.said`, sends something malformed where `self.bad`

class TestPlace(SourceContract):
about, place, connect = my_source.ABOUT, Place, staticmethod(my_source.connect)
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar, Protocol, TypeVar

import pytest

from bot.flow.sifting import EVERYTHING, Wanted
from bot.ports.sources import About, Account
from bot.testing.source_contract.counterpart import FAULTS, PERSON_MUST_ACT, Counterpart, Fault, Said
from bot.testing.source_contract.world import NAME, NOON, Connect, Listener, account, listener

AUTHORS = ("ana", "ben", "cleo")


T = TypeVar("T")


class Chance(Protocol):
    """A generator with a seed, such as `random.Random`."""

    def random(self) -> float:
        """From 0 to 1."""
        ...

    def choice(self, seq: Sequence[T]) -> T:
        """One of them."""
        ...

    def randint(self, a: int, b: int) -> int:
        """From a to b."""
        ...


class SourceContract:
    """One place, unkind in every way that the client knows; what is held in the end is what stands there."""

    about: ClassVar[About]
    place: ClassVar[type[Counterpart]]
    connect: ClassVar[Connect]
    deletes: ClassVar[bool] = True
    """The place says when something was taken back."""
    edits: ClassVar[bool] = True
    leaves: ClassVar[bool] = False
    """The place says when an author is gone."""
    overlaps: ClassVar[bool] = True
    """Asked from its beginning again, it gives again what it gave."""
    bodies: ClassVar[bool] = True
    """What it gives are bodies of answers, that may be slow, too large or no JSON."""
    sequences: ClassVar[int] = 15

    # --- what a subclass may say otherwise ---

    def account(self, there: Counterpart) -> Account:
        """How the source is set up."""
        return account(there.base)

    def wanted(self) -> Wanted:
        """What of it is wanted."""
        return Wanted(only=True) if self.about.firehose else EVERYTHING

    def key(self, there: Counterpart, id_: str) -> str:
        """The id of its mention here."""
        return id_

    def author(self, name: str) -> str:
        """The id of an author here."""
        return name

    def text_of(self, number: int) -> str:
        """Something that somebody says."""
        return f"The lumo phone number {number} arrived late"

    # --- what it is run on ---

    @pytest.fixture
    async def there(self) -> AsyncIterator[Counterpart]:
        """The counterpart, up."""
        async with self.place() as up:
            yield up

    @pytest.fixture
    async def here(self, tmp_path: Path, there: Counterpart) -> AsyncIterator[Listener]:
        """An Earshot that listens to it."""
        async with listener(tmp_path) as made:
            await self.restart(made, there)
            yield made

    async def restart(self, here: Listener, there: Counterpart) -> None:
        """The process is another one; what it keeps is in the store."""
        source = type(self).connect(self.account(there), outside=here.outside(there.base, self.about))
        await here.listen_to(source, self.about, self.wanted())

    def said(self, number: int, here: Listener, *, minutes: float = 0) -> Said:
        """Something said just now, or so many minutes ago."""
        at = (here.clock.now() - timedelta(minutes=minutes)).replace(microsecond=0)
        return Said(id=f"i{number}", text=self.text_of(number), author=AUTHORS[number % 3], at=at)

    def edit(self, there: Counterpart, id_: str, text: str, now: datetime) -> None:
        """Somebody says it otherwise."""
        there.say(replace(there.said[id_], text=text, edited=now.replace(microsecond=0)))

    def pace(self, minutes: float) -> float:
        """Minutes between two turns in which what was taken back comes to be known, where it is asked for."""
        return max(minutes, self.about.round.total_seconds() / 60 / 2)

    # --- what holds ---

    async def test_what_is_said_is_held_once_with_who_and_when(self, here: Listener, there: Counterpart) -> None:
        """Also what was said before we listened, within the time that is asked for."""
        for number in range(5):
            there.say(self.said(number, here, minutes=30 - number))
        await here.settle(turns=4)
        assert await here.held() == there.standing
        key = (NAME, self.key(there, "i3"))
        row = (await here.store.known([key]))[key]
        assert row.id is not None
        full = (await here.store.full([row.id]))[0].row
        assert full.at == there.said["i3"].at
        assert full.author_id == self.author(AUTHORS[0])

    async def test_nothing_new_is_well(self, here: Listener, there: Counterpart) -> None:
        """And what is known already changes nothing."""
        there.say(self.said(1, here, minutes=5))
        await here.settle(turns=6)
        stand = await here.state()
        assert (stand.state, stand.error, stand.failing) == ("ok", "", None)
        assert stand.through is not None and stand.due is not None
        assert here.clock.now() - stand.through <= timedelta(minutes=25)
        assert await here.held() == there.standing

    async def test_a_restart_without_its_cursor_doubles_nothing(self, here: Listener, there: Counterpart) -> None:
        """The beginning is asked for again; the same mentions stand."""
        for number in range(4):
            there.say(self.said(number, here, minutes=9 - number))
        await here.settle(turns=3)
        stand = await here.state()
        await here.store.commit([replace(stand, cursor="")])
        await self.restart(here, there)
        await here.settle(turns=3)
        assert await here.held() == there.standing

    async def test_what_was_changed_and_taken_back_is_so_here(self, here: Listener, there: Counterpart) -> None:
        """Edits reach the store, deletions too."""
        for number in range(4):
            there.say(self.said(number, here, minutes=9))
        await here.settle(turns=3)
        if self.edits:
            self.edit(there, "i1", "The lumo phone is back, thank you", here.clock.now())
        if self.deletes:
            there.take_back("i2")
        await here.settle(turns=3, minutes=self.pace(20))
        assert await here.held() == there.standing

    async def test_who_is_gone_is_gone_here(self, here: Listener, there: Counterpart) -> None:
        """With all they said; others stay."""
        if not self.leaves:
            pytest.skip("this place does not say who is gone")
        for number in range(6):
            there.say(self.said(number, here, minutes=9))
        await here.settle(turns=3)
        there.leave("ben")
        await here.settle(turns=3)
        assert await here.held() == there.standing
        assert len(there.standing) == 4

    async def test_something_malformed_is_set_aside_and_the_rest_comes(
        self, here: Listener, there: Counterpart
    ) -> None:  # fmt: skip
        """It is named with its reason, once."""
        there.bad = True
        for number in range(3):
            there.say(self.said(number, here, minutes=3))
        await here.settle(turns=4)
        assert await here.held() == there.standing
        assert len(await here.store.bad_items(NOON, limit=10)) == 1
        assert (await here.state()).state == "ok"

    @pytest.mark.parametrize("fault", FAULTS)
    async def test_an_unkind_place_loses_nothing(self, here: Listener, there: Counterpart, fault: Fault) -> None:
        """Its health says so while it lasts, and is well again after; what was said meanwhile has come."""
        there.say(self.said(0, here, minutes=1))
        await here.settle(turns=2)
        there.fault = fault
        if not self.bodies:
            await self.restart(here, there)  # a stream that is open notices nothing
        there.say(self.said(1, here))
        await here.settle(turns=2)
        stand = await here.state()
        assert stand.state == ("refused" if fault in PERSON_MUST_ACT else "failing"), stand.error
        assert stand.failing is not None and stand.error and stand.due is not None
        assert await here.held() == {self.key(there, "i0"): self.text_of(0)}
        there.fault = None
        there.gate.set()
        there.say(self.said(2, here))
        await here.settle(minutes=120)
        assert await here.held() == there.standing
        assert (await here.state()).state == "ok"

    async def test_a_long_fault_is_a_gap_that_closes_when_all_has_come(
        self, here: Listener, there: Counterpart
    ) -> None:  # fmt: skip
        """Opened within two missed turns, told once, and once when it is over."""
        there.say(self.said(0, here, minutes=1))
        await here.settle(turns=2)
        there.fault = "503"
        if not self.bodies:
            await self.restart(here, there)
        await here.settle(turns=5, minutes=self.about.every.total_seconds() / 60 + 5)
        gaps = await here.store.gaps(NOON)
        assert [(one.source, one.end, one.cause) for one in gaps] == [(NAME, None, "failing")]
        there.fault = None
        there.say(self.said(1, here))
        await here.settle(minutes=120)
        gaps = await here.store.gaps(NOON)
        assert [(one.cause, one.end is None) for one in gaps] == [("caught_up", False)]
        notices = [row.post.message.summary for row in await here.store.outbox(("new",)) if row.post.kind == "notice"]
        assert len(notices) == 2
        assert await here.held() == there.standing

    async def test_a_crash_between_asking_and_keeping_loses_nothing(
        self, here: Listener, there: Counterpart
    ) -> None:  # fmt: skip
        """What was given and never kept is given again to the next process."""
        for number in range(3):
            there.say(self.said(number, here, minutes=4))
        outside = here.outside(there.base, self.about)
        lost = type(self).connect(self.account(there), outside=outside)
        here.clock.set(here.clock.now() + timedelta(minutes=5))
        await lost.poll("")
        await lost.close()
        await self.restart(here, there)
        await here.settle(turns=4)
        assert await here.held() == there.standing

    async def test_a_place_whose_clock_is_wrong_is_heard_all_the_same(self, here: Listener, there: Counterpart) -> None:
        """Two hours ahead or behind: nothing is lost, and no source is read beyond now."""
        for number, minutes in enumerate((-120, 120, 0)):
            there.say(self.said(number, here, minutes=minutes))
        await here.settle(turns=4)
        there.say(self.said(3, here, minutes=0))
        await here.settle(turns=8)
        assert await here.held() == there.standing
        stand = await here.state()
        assert stand.through is not None and stand.through <= here.clock.now()

    async def test_generated_lives_end_as_the_place_stands(
        self, here: Listener, there: Counterpart, chance: Chance
    ) -> None:  # fmt: skip
        """Said, changed, taken back, faults, restarts, in any order: in the end both hold the same.

        `chance` is a fixture of the test module: a generator with a seed.
        """
        for _ in range(self.sequences):
            for _ in range(12):
                self._happen(chance, here, there)
                if chance.random() < 0.15:
                    await self.restart(here, there)
                if chance.random() < 0.6:
                    await here.settle(turns=1, minutes=chance.choice((1, 20, 45)))
            there.fault = None
            await here.settle(turns=10, minutes=self.pace(90))
            assert await here.held() == there.standing
            assert (await here.state()).state == "ok"

    def _happen(self, chance: Chance, here: Listener, there: Counterpart) -> None:
        """One thing happens there."""
        ids = sorted(one.id for one in there.said.values() if not one.gone)
        match chance.choice(("say", "say", "say", "edit", "delete", "leave", "fault", "kind")):
            case "say":
                there.say(self.said(len(there.said), here, minutes=chance.choice((0, 0, 3))))
            case "edit" if ids and self.edits:
                self.edit(there, chance.choice(ids), self.text_of(chance.randint(100, 999)), here.clock.now())
            case "delete" if ids and self.deletes:
                there.take_back(chance.choice(ids))
            case "leave" if self.leaves and chance.random() < 0.3:
                there.leave(chance.choice(AUTHORS))
            case "fault":
                there.fault = chance.choice(("429", "503", "cut", "401", "private redirect"))
            case "kind":
                there.fault = None
            case _:
                return
