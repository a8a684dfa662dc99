"""What was taken back stands in no line of a digest, wherever that was posted."""

from __future__ import annotations

from bot.flow.unsaid import unsaid
from bot.model.changes import Enqueue, MarkPost, Reword
from bot.model.delivery import Outgoing
from bot.model.mention import Untrusted
from bot.model.message import Message, Span, Text
from tests.bot.flow.rig import MORNING, QUALITY
from tests.bot.flow.small import Small

SAID = "Honestly, my mother cannot reach her nurse since Tuesday and nobody answers."
NAMED = "my mother cannot reach her nurse"


def _digest(key: str, name: str) -> Outgoing:
    line = (Span(text="Elsewhere  Support took on "), Span(text=Untrusted(name), topic=7))
    message = Message(blocks=(Text(line=line),), summary=f"Elsewhere Support took on {name}")
    return Outgoing(key=key, kind="digest", place=QUALITY, message=message, due=MORNING)


async def test_a_topic_named_by_one_person_s_words_loses_its_name_in_posted_digests(world: Small) -> None:
    store = world.app.store
    await store.commit([Enqueue(post=_digest("digest:1", NAMED)), Enqueue(post=_digest("digest:2", "no answer"))])
    rows = await store.outbox(("new",))
    await store.commit([MarkPost(id=row.id, state="done", tries=1, sent_id=f"m{row.id}") for row in rows])
    changes = await unsaid([SAID], tools=world.app.tools)
    (reworded,) = [one for one in changes if isinstance(one, Reword)]
    (edit,) = [one.post for one in changes if isinstance(one, Enqueue)]
    assert (reworded.key, edit.edits, edit.kind) == ("digest:1", "digest:1", "edit")
    assert NAMED not in str(edit.message)
    assert "Taken back by those who said it" in edit.message.summary
    await store.commit(changes)
    assert not any(NAMED in str(row.post.message) for row in await store.outbox(("new", "done")))


async def test_a_name_that_many_say_stays(world: Small) -> None:
    await world.app.store.commit([Enqueue(post=_digest("digest:1", "nobody answers"))])
    assert await unsaid([SAID], tools=world.app.tools) == []
