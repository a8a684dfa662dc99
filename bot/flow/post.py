"""Posting: the outbox, one row at a time and in order for each place. Nothing is said twice."""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.delivery.plan import digest_day
from bot.errors import Closed, Refused, RemoteError, TryLater, WrongCredential
from bot.flow.closing import Closing
from bot.flow.tools import Tools
from bot.model.changes import Change, MarkPost
from bot.model.delivery import Delivery, OutboxState, Outgoing, Waiting
from bot.model.message import Message, Text
from bot.ports.world import Chat
from bot.texts import posting as words

GIVE_UP = timedelta(hours=24)
ENOUGH = 8
"""Tries that a post has before it is given up on, however long ago it was due."""
LONGEST_WAIT = timedelta(minutes=15)
SETTLING = timedelta(seconds=2)
"""What may have arrived is not looked for sooner: the platform may still be at it."""
ONCE = ("answer", "notice")
"""Kinds that are not sent again when it is unknown whether they arrived."""
SECOND = timedelta(seconds=1)
ADDRESS = "http"
"""How `via` begins where it is an address that the platform gave: such answers go beside the channel."""


async def post_waiting(chats: Mapping[str, Chat], *, tools: Tools, limit: int = 50) -> int:
    """Work off what is due in the outbox; gives how many rows came to an end (posted, dropped or dead)."""
    outbox = Outbox(chats, tools=tools)
    return sum([await outbox.send(row) for row in await outbox.due(limit=limit)])


def lane(post: Outgoing) -> str:
    """What must not be sent beside each other has the same lane: a place, or an address for answers."""
    return post.via if post.via.startswith(ADDRESS) else str(post.place)


def _workspace(post: Outgoing) -> tuple[str, str]:
    return post.place.platform, post.place.workspace


Owns = Callable[[Outgoing], Sequence[Change]]
"""What proves, in each commit about a post, that it is this process's to send; raises LeaseLost where it is not."""


def _everything(post: Outgoing) -> Sequence[Change]:
    """Nobody else sends."""
    return ()


class Outbox:
    """What waits to be posted, and how it is sent. Rows of different lanes may be sent beside each other.

    `owns`: where several processes send, whose each post is; `senders`: how many of them there are now.
    """

    def __init__(
        self, chats: Mapping[str, Chat], *, tools: Tools, owns: Owns = _everything,
        senders: Callable[[], int] = lambda: 1,
    ) -> None:  # fmt: skip
        self._chats, self._senders = chats, senders
        self._tools = tools
        self._owns = owns
        self._closing = Closing(tools=tools)
        self._begun: defaultdict[tuple[str, str], deque[datetime]] = defaultdict(deque)

    async def due(self, *, limit: int = 50, mine: Callable[[str], bool] = lambda name: True) -> Sequence[Waiting]:
        """The row of each of our lanes that is next, where its time has come; of a workspace no more than it takes."""
        await self._closing.look()
        found: dict[str, Waiting] = {}
        taken: Counter[tuple[str, str]] = Counter()
        for row in await self._tools.store.waiting(self._tools.clock.now(), limit=limit):
            where, name = _workspace(row.post), lane(row.post)
            if name not in found and mine(name) and taken[where] < self._room(where):
                found[name] = row
                taken[where] += 1
        return tuple(found.values())

    def _room(self, where: tuple[str, str]) -> float:
        """How many rows may begin now in a workspace."""
        begun, since = self._begun[where], self._tools.clock.now() - SECOND
        while begun and begun[0] <= since:
            begun.popleft()
        chat = self._chats.get(where[0])
        if chat is None or not chat.rate:
            return math.inf
        return max(1, chat.rate // self._senders()) - len(begun)

    async def send(self, row: Waiting) -> bool:
        """Send one row, after a look whether an earlier try arrived; True when it came to an end.

        Raises:
            LeaseLost: another process sends what goes there; it looks whether this try arrived.
        """
        chat = self._chats.get(row.post.place.platform)
        now = self._tools.clock.now()
        if chat is None:
            return await self._end(row, "dead", words.no_chat(row.post.place.platform))
        if row.post.kind == "answer" and now - row.post.due > GIVE_UP:
            return await self._end(row, "dropped", words.too_late())
        self._begun[_workspace(row.post)].append(now)
        # The time of the next try is set before this one, so that a row that fails in a way nobody foresaw lets others
        # go; after a crash it is also the time of the look whether it arrived.
        next_at = now + max(SETTLING, self._wait(row))
        begun = MarkPost(id=row.id, state="sending", tries=row.tries + 1, error=row.error, next_at=next_at)
        await self._commit(row, chat, begun)
        return await self._try(row, chat)

    async def _try(self, row: Waiting, chat: Chat) -> bool:
        try:
            thread = await self._thread(row.post)
            again = False
            if row.state == "sending" and row.post.edits is None:
                found, again = await self._arrived(row, chat, thread)
                if found is not None:
                    await self._commit(row, chat, self._done(row, found, thread))
                    return True
                if again and row.post.kind in ONCE:
                    return await self._end(row, "dropped", words.may_have_arrived())
            self._tools.fp("before_post")
            self._owns(row.post)  # asked as late as can be: who stood still meanwhile sends nothing
            sent = await self._send(row.post, chat, thread, again=again)
            self._tools.fp("after_post")
            over = self._closing.over(row.post.place, rest=self._rest(row.post, chat))
            await self._commit(row, chat, self._done(row, sent, thread), *over)
            self._closing.opened(row.post.place)
            self._tools.fp("after_done")
            return True
        except (TryLater, WrongCredential, Refused) as wrong:
            return await self._failed(row, chat, wrong)

    async def _arrived(self, row: Waiting, chat: Chat, thread: str | None) -> tuple[str | None, bool]:
        """The id of a post whose try was broken off, if it is there, and whether that cannot be known."""
        if not chat.can_find:
            return None, True
        try:
            return await chat.find(row.post, thread=thread), False
        except Refused:
            return None, True

    async def _thread(self, post: Outgoing) -> str | None:
        """The message id of the thread this goes to, None where it stands by itself.

        Raises:
            Refused: it says something about a message that was never posted.
        """
        root = await self._tools.store.delivery(post.thread) if post.thread is not None else None
        if root is None and post.thread is not None and post.kind in ("update", "reply"):
            raise Refused(where=str(post.place), what=words.never_posted("answer"))
        return root.message_id if root is not None else None

    async def _send(self, post: Outgoing, chat: Chat, thread: str | None, *, again: bool) -> str:
        if post.edits is not None:
            delivery = await self._tools.store.delivery(post.edits)
            if delivery is None:
                raise Refused(where=str(post.place), what=words.never_posted("edit"))
            await chat.edit(post, message_id=delivery.message_id)
            return delivery.message_id
        return await chat.post(replace(post, message=_again(post.message)) if again else post, thread=thread)

    def _done(self, row: Waiting, sent: str, thread: str | None) -> MarkPost:
        delivery = None if row.post.edits is not None else self._delivery(row.post, sent, thread)
        return MarkPost(id=row.id, state="done", tries=row.tries + 1, sent_id=sent, delivery=delivery)

    def _delivery(self, post: Outgoing, sent: str, thread: str | None) -> Delivery:
        digest = post.key if post.kind == "digest" else post.thread if thread is not None else None
        return Delivery(
            key=post.key, kind=post.kind, place=post.place, message_id=sent, at=self._tools.clock.now(),
            insight=post.insight, day=digest_day(digest) if digest is not None else "",
        )  # fmt: skip

    async def _failed(self, row: Waiting, chat: Chat, wrong: RemoteError) -> bool:
        """What becomes of a row that was not posted: it waits with its route, for its next try, or not at all."""
        if isinstance(wrong, WrongCredential) or (isinstance(wrong, Closed) and row.post.kind != "answer"):
            mark = MarkPost(id=row.id, state=_since(row, accepted=False), tries=0, error=str(wrong))
            await self._tools.store.commit([*self._owns(row.post), mark, *self._closing.begin(row.post.place, wrong)])
            return False
        if isinstance(wrong, Refused):
            return await self._dead(row, wrong, unsent=row.state == "new")
        return await self._later(row, chat, wrong)

    async def _later(self, row: Waiting, chat: Chat, wrong: RemoteError) -> bool:
        """Try again when the platform says so, else after a wait that grows; after a day it is dead (True)."""
        now = self._tools.clock.now()
        if now - row.post.due > GIVE_UP and row.tries >= ENOUGH:
            unsent = row.state == "new" and wrong.data.get("accepted") is False
            return await self._dead(row, wrong, unsent=unsent)
        refused = wrong.data.get("accepted") is False
        asked = timedelta(seconds=float(str(wrong.data.get("seconds", 0) or 0)))
        wait = max(asked, self._wait(row), timedelta() if refused else SETTLING)
        state = _since(row, accepted=not refused)
        mark = MarkPost(id=row.id, state=state, tries=row.tries + 1, error=str(wrong), next_at=now + wait)
        await self._commit(row, chat, mark)
        return False

    async def _dead(self, row: Waiting, wrong: RemoteError, *, unsent: bool) -> bool:
        """Give it up. What was certainly never taken counts no tries: if it is sent after all, it is the first time."""
        row = replace(row, tries=0) if unsent else row
        return await self._end(row, "dead", str(wrong), *self._closing.given_up(row.post, wrong))

    async def _end(self, row: Waiting, state: OutboxState, why: str, *more: Change) -> bool:
        mark = MarkPost(id=row.id, state=state, tries=row.tries, error=why)
        await self._tools.store.commit([*self._owns(row.post), mark, *more])
        return True

    async def _commit(self, row: Waiting, chat: Chat, mark: MarkPost, *more: Change) -> None:
        """Write a mark of a try; the place rests from now on as long as the platform wants."""
        await self._tools.store.commit([*self._owns(row.post), replace(mark, rest=self._rest(row.post, chat)), *more])

    def _rest(self, post: Outgoing, chat: Chat) -> datetime | None:
        if not chat.pace or post.via.startswith(ADDRESS):
            return None
        return self._tools.clock.now() + chat.pace

    def _wait(self, row: Waiting) -> timedelta:
        """Up to twice as long at each try, at random: who failed at the same time does not come back at the same time.

        The chance is drawn from the key, so that the same row waits as long in every run.
        """
        chance = int(self._tools.secrets.keyed_hash(f"wait:{row.post.key}:{row.tries}")[:8], 16) / 0xFFFFFFFF
        return min(LONGEST_WAIT, timedelta(seconds=2 ** min(row.tries, 10))) * chance


def _since(row: Waiting, *, accepted: bool) -> OutboxState:
    """Unless the platform said that it took nothing, a try may have arrived: it is looked up before the next one."""
    return "sending" if accepted or row.state == "sending" else "new"


def _again(message: Message) -> Message:
    mark = Text(line=words.sent_again(), faint=True)
    return replace(message, blocks=(mark, *message.blocks), summary=f"{words.sent_again()[0].text} {message.summary}")
