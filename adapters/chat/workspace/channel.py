"""Channels, threads, the composer and reactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from aiohttp import web

from adapters.chat.workspace.answers import for_all
from adapters.chat.workspace.body import message_of, of_message, of_words, words_of
from adapters.chat.workspace.chat import BOT, place, post_id
from adapters.chat.workspace.site import Notice, Site, Visit
from bot.errors import NotFound
from bot.model.changes import KeepReaction, RoomPost
from bot.model.delivery import USE
from bot.model.insight import InsightId
from bot.model.message import Chart, Message
from bot.model.people import PersonId
from bot.model.signal import Act
from bot.model.views import Ask
from bot.texts import workspace as texts

_LONGEST: Final = 8000
_ASKS: Final[Mapping[str, str]] = {"/roi": "roi", "/earshot": "earshot", "@earshot": "mention"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One emoji under a message: how many gave it, who, and whether the reader did."""

    emoji: str
    count: int
    names: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as the page draws it."""

    post: RoomPost
    author: str
    bot: bool
    words: str
    message: Message | None
    reactions: tuple[Reaction, ...]
    replies: int
    drawings: Mapping[str, object]


async def show(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /c/CHANNEL: the newest messages, the composer."""
    channel = site.channel(visit.person, visit.part("channel"))
    posts = await site.store.posts(place(channel.name), person=visit.person.id)
    drawn = await shown(site, visit, posts)
    days = [
        (day, list(group)) for day, group in groupby(drawn, key=lambda one: one.post.at.astimezone(site.zone).date())
    ]
    return site.page(visit, "channel.html", channel=channel, days=days, draft=visit.word("say")[:_LONGEST])


async def thread(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /c/CHANNEL/t/POST: a message and its replies, as a page or in the drawer."""
    channel = site.channel(visit.person, visit.part("channel"))
    posts = await site.store.thread(visit.part("post"), person=visit.person.id)
    if not posts or posts[0].place != place(channel.name):
        raise NotFound(what="thread", id=visit.part("post"))
    drawn = await shown(site, visit, posts)
    return site.page(visit, "thread.html", channel=channel, root=drawn[0], replies=drawn[1:])


async def one(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /m/POST: one message alone, as the live stream asks for it."""
    post = await seen(site, visit, visit.part("post"))
    drawn = await shown(site, visit, [post])
    return site.page(visit, "one.html", one=drawn[0], threaded=bool(post.root))


async def seen(site: Site, visit: Visit, post: str) -> RoomPost:
    """The message, if this person may see it.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = await site.store.room_post(post=post)
    if found is None or (found.to is not None and found.to != visit.person.id):
        raise NotFound(what="message", id=post)
    site.channel(visit.person, found.place.channel)
    return found


async def shown(site: Site, visit: Visit, posts: Sequence[RoomPost]) -> list[Shown]:
    """Messages with all that is drawn around them."""
    ids = [post.id for post in posts]
    given = await site.store.reactions(ids)
    replies = await site.store.reply_counts(ids)
    made = []
    for post in posts:
        message = message_of(post)
        charts = [block for block in message.blocks if isinstance(block, Chart)] if message else []
        made.append(Shown(
            post=post, author=texts.WORDS["product"] if post.author == BOT else site.name_of(post.author),
            bot=post.author == BOT, words=words_of(post), message=message,
            reactions=_reactions(site, visit, [(emoji, who) for at, emoji, who in given if at == post.id]),
            replies=replies.get(post.id, 0),
            drawings={chart.title: await site.drawings(chart) for chart in charts},
        ))  # fmt: skip
    return made


def _reactions(site: Site, visit: Visit, given: list[tuple[str, PersonId]]) -> tuple[Reaction, ...]:
    people: dict[str, list[PersonId]] = {}
    for emoji, who in given:
        people.setdefault(emoji, []).append(who)
    return tuple(
        Reaction(
            emoji=emoji, count=len(who), names=", ".join(site.name_of(one) for one in who), mine=visit.person.id in who
        )
        for emoji, who in people.items()
    )


async def say(site: Site, visit: Visit) -> web.StreamResponse:
    """POST /say: a message, a command or a question."""
    channel = site.channel(visit.person, visit.form.get("channel", ""))
    words = visit.form.get("text", "").strip()[:_LONGEST]
    root = visit.form.get("root", "")
    back = f"/c/{channel.name}/t/{root}" if root else f"/c/{channel.name}"
    if not words:
        return await site.posted(visit, Notice(words=texts.empty_message(), moved=False), back)
    top = await seen(site, visit, root) if root else None
    if top is not None and (top.root or top.place != place(channel.name)):
        raise NotFound(what="thread", id=root)
    key = f"{visit.session}:{visit.form.get('key') or site.secrets.token()}"
    command, _, rest = words.partition(" ")
    kind = _ASKS.get(command.lower())
    if kind is None or kind == "mention":
        await _speak(site, visit, top, words=words, channel=channel.name, key=key)
    if kind is not None:
        await _ask(site, visit, top, kind=kind, text=rest.strip(), channel=channel.name, key=key)
    if visit.htmx:
        return web.Response(status=204)
    raise web.HTTPSeeOther(back)


async def _speak(site: Site, visit: Visit, top: RoomPost | None, *, words: str, channel: str, key: str) -> None:
    """Keep a colleague's words; a reply to an insight is also an act on it."""
    post = RoomPost(
        id=post_id(key), key=key, place=place(channel), author=visit.person.id, at=site.clock.now(),
        body=of_words(words), root=top.id if top else None, to=top.to if top else None,
    )  # fmt: skip
    await site.chat.keep(post)
    message = message_of(top) if top is not None else None
    if top is not None and message is not None and (message.insight is not None or top.key.startswith(USE)):
        await site.desk.act(Act(
            name="reply", key=f"reply:{post.id}", person=visit.person.id, at=post.at, insight=message.insight,
            text=words, place=post.place, message=top.id,
        ))  # fmt: skip


async def _ask(site: Site, visit: Visit, top: RoomPost | None, *, kind: str, text: str, channel: str, key: str) -> None:
    """Put a question to the desk and keep the answer: to the asker alone if the desk says so."""
    about = message_of(top) if top is not None else None
    answer = await site.desk.ask(Ask(
        command=kind,  # type: ignore[arg-type]
        text=text, person=visit.person.id, place=place(channel), thread=top.id if top else None,
        insight=about.insight if about else None,
    ))  # fmt: skip
    private = answer.private or (top is not None and top.to is not None)
    # A question in the channel is answered for all in its own thread; a command, and what is for one alone, in place.
    root = top.id if top is not None else post_id(key) if kind == "mention" and not private else None
    await site.chat.keep(RoomPost(
        id=post_id(f"{key}:answer"), key=f"{key}:answer", place=place(channel), author=BOT, at=site.clock.now(),
        body=of_message(answer), root=root, to=visit.person.id if private else None,
    ))  # fmt: skip


async def share(site: Site, visit: Visit) -> web.StreamResponse:
    """POST /share: show an answer that was private to the whole channel."""
    post = await seen(site, visit, visit.form.get("message", ""))
    message = message_of(post)
    if message is None or post.to is None:
        raise NotFound(what="private answer", id=post.id)
    # Only what the desk draws again for everyone is shared: it leaves out what is the asker's alone, and checks rights.
    for_everyone = await for_all(site, visit, message)
    await site.chat.keep(RoomPost(
        id=post_id(f"share:{post.id}"), key=f"share:{post.id}", place=post.place, author=BOT, at=site.clock.now(),
        body=of_message(for_everyone), root=post.root,
    ))  # fmt: skip
    return await site.posted(visit, Notice(words=texts.is_shared(post.place.channel)), f"/c/{post.place.channel}")


async def react(site: Site, visit: Visit) -> web.StreamResponse:
    """POST /react: give a reaction, or take one's own away: as the button says, so that sent twice it does the same."""
    post = await seen(site, visit, visit.form.get("message", ""))
    emoji, _, wish = visit.form.get("emoji", "").partition("|")
    allowed = {sign for sign, _ in (*texts.EMOJI, *texts.NUMBERED)}
    if emoji not in allowed:
        raise NotFound(what="reaction", id=emoji[:20])
    given = await site.store.reactions([post.id])
    there = wish == "on" if wish else (post.id, emoji, visit.person.id) not in given
    now = site.clock.now()
    await site.store.commit([KeepReaction(post=post.id, person=visit.person.id, emoji=emoji, at=now, there=there)])
    site.chat.reacted(post, visit.person.id)
    message = message_of(post)
    insight = _meant(message, emoji)
    words = ""
    if insight is not None:
        receipt = await site.desk.act(Act(
            name="react" if there else "unreact", key=f"{visit.form.get('key', '')}:{post.id}:{emoji}:{there}",
            person=visit.person.id, at=now, insight=insight, value=emoji, place=post.place, message=post.id,
        ))  # fmt: skip
        words = receipt.words
    if not visit.htmx:
        if words:
            site.say(visit.session, Notice(words=words))
        raise web.HTTPSeeOther(f"/c/{post.place.channel}#{post.id}")
    drawn = await shown(site, visit, [post])
    return site.page(visit, "reactions.html", one=drawn[0], said=[Notice(words=words)] if words else [])


def _meant(message: Message | None, emoji: str) -> InsightId | None:
    """The insight a reaction is about: a number on a digest names one, else the message's own."""
    if message is None:
        return None
    for at, (sign, _) in enumerate(texts.NUMBERED, start=1):
        if sign == emoji:
            return message.numbered.get(at)
    return message.insight
