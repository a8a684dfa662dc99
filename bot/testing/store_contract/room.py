"""The contract of the port `Room`."""

from __future__ import annotations

from dataclasses import replace

from bot.model.changes import ClearTokens, KeepPost, KeepReaction, KeepToken, RoomPost
from bot.model.people import PersonId, Place
from bot.ports.memory import Store
from bot.testing.messages import MESSAGES
from bot.testing.samples import at

_ANA, _BEN = PersonId("workspace:ana"), PersonId("workspace:ben")
_SUPPORT = Place(platform="workspace", workspace="", channel="support")


def _post(name: str, hours: float = 0.0) -> RoomPost:
    return RoomPost(
        id=name, key=f"key-{name}", place=_SUPPORT, author="workspace:ana", at=at(hours), body={"text": f"say {name}"}
    )


class RoomContract:
    """What stands in the local workspace, and who may come in."""

    async def test_the_newest_messages_are_given_oldest_first(self, store: Store) -> None:
        """Of this channel, roots only, as many as asked for."""
        elsewhere = replace(_post("x"), place=replace(_SUPPORT, channel="quality"))
        posts = [_post("c", 3), _post("a", 1), _post("b", 2), elsewhere, replace(_post("r", 4), root="a")]
        await store.commit([KeepPost(post=post) for post in posts])
        assert [post.id for post in await store.posts(_SUPPORT, person=None)] == ["a", "b", "c"]
        assert [post.id for post in await store.posts(_SUPPORT, person=_ANA, limit=2)] == ["b", "c"]

    async def test_a_private_message_is_seen_by_one_person(self, store: Store) -> None:
        """Also in a thread."""
        await store.commit([
            KeepPost(post=_post("a")), KeepPost(post=replace(_post("p", 1), to=_ANA)),
            KeepPost(post=replace(_post("q", 2), root="a", to=_BEN)), KeepPost(post=replace(_post("r", 3), root="a")),
        ])  # fmt: skip
        assert [post.id for post in await store.posts(_SUPPORT, person=_ANA)] == ["a", "p"]
        assert [post.id for post in await store.posts(_SUPPORT, person=None)] == ["a"]
        assert [post.id for post in await store.thread("a", person=_BEN)] == ["a", "q", "r"]
        assert [post.id for post in await store.thread("a", person=_ANA)] == ["a", "r"]
        assert await store.reply_counts(["a", "p"]) == {"a": 1}

    async def test_messages_are_found_by_what_they_say(self, store: Store) -> None:
        """Whoever may see them."""
        private = replace(_post("p", 1), to=_ANA, body={"message": {"raw": "it smoked"}})
        await store.commit([KeepPost(post=private), KeepPost(post=replace(_post("a"), body={"words": "as said"}))])
        assert [post.id for post in await store.saying(["smoked", "100%"])] == ["p"]
        assert await store.saying([""]) == []

    async def test_a_message_is_posted_once_for_each_key_and_can_be_edited(self, store: Store) -> None:
        """People's messages may have no key."""
        edited = replace(_post("a"), body={"text": "better"}, edited=at(1))
        again = replace(_post("other"), key="key-a")
        nameless = [replace(_post(name), key="") for name in ("n1", "n2")]
        await store.commit([KeepPost(post=post) for post in (_post("a"), again, *nameless, edited)])
        assert await store.room_post(post="a") == edited
        assert await store.room_post(key="key-a") == edited
        assert await store.room_post(post="other") is None
        assert await store.room_post(key="") is None
        assert len(await store.posts(_SUPPORT, person=None)) == 3

    async def test_a_body_may_hold_a_message_of_the_bot(self, store: Store) -> None:
        """It comes back as it was."""
        posts = [replace(_post(f"m{n}"), body={"message": message, "n": [n]}) for n, message in enumerate(MESSAGES)]
        await store.commit([KeepPost(post=post) for post in posts])
        assert [await store.room_post(post=post.id) for post in posts] == posts

    async def test_reactions_are_given_by_first_use(self, store: Store) -> None:
        """Those that are there; the same one twice is one."""
        acts = [
            ("b", "👀", _BEN, 3, True), ("a", "👍", _ANA, 1, True), ("a", "🎉", _ANA, 2, True),
            ("a", "👍", _BEN, 4, True), ("a", "👍", _BEN, 5, True), ("a", "🎉", _BEN, 5, True),
            ("a", "🎉", _ANA, 6, False), ("c", "👍", _ANA, 0, True),
        ]  # fmt: skip
        await store.commit([
            KeepReaction(post=post, emoji=emoji, person=person, at=at(hours), there=there)
            for post, emoji, person, hours, there in acts
        ])  # fmt: skip
        assert await store.reactions(["a", "b"]) == [
            ("a", "👍", _ANA), ("a", "👍", _BEN), ("b", "👀", _BEN), ("a", "🎉", _BEN),
        ]  # fmt: skip

    async def test_a_token_opens_until_it_ends(self, store: Store) -> None:
        """Its kind counts; what it grants comes with it."""
        token = KeepToken(digest="d1", kind="session", person=_ANA, until=at(8), grant={"role": "admin"})
        await store.commit([token])
        assert await store.token("d1", "session", at(7)) == (_ANA, {"role": "admin"})
        assert await store.token("d1", "invite", at()) is None
        assert await store.token("d2", "session", at()) is None
        assert await store.token("d1", "session", at(8)) is None
        await store.commit([replace(token, ended=True)])
        assert await store.token("d1", "session", at()) is None

    async def test_tokens_that_are_long_over_are_gone(self, store: Store) -> None:
        """So is what was used; what is still good stays."""
        old, good = (
            KeepToken(digest=name, kind="open", person=_ANA, until=at(hours))
            for name, hours in (("old", 1), ("good", 9))
        )
        await store.commit([old, good, ClearTokens(before=at(8))])
        assert await store.token("old", "open", at()) is None
        assert await store.token("good", "open", at()) == (_ANA, {})
