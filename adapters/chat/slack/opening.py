"""Opening what is behind a number: a modal at once, filled when it is looked up; turned, narrowed, taken as CSV."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from adapters.chat.slack import files, opened
from adapters.chat.slack.acts import listener
from adapters.chat.slack.blocks import parts
from adapters.chat.slack.blocks.pages import DRAFT
from adapters.chat.slack.came import Came, spot_of
from adapters.chat.slack.commands import around, ask
from adapters.chat.slack.opened import KEY
from adapters.chat.slack.room import Room
from adapters.chat.slack.visit import TOLD, Visit, welcome
from bot.errors import NotFound, Refused, RemoteError
from bot.model.changes import KeepToken
from bot.model.clicked import on_mention
from bot.model.insight import InsightId
from bot.model.mention import MentionId
from bot.model.message import Message
from bot.model.signal import Act, ActName
from bot.model.views import InsightPage, OpenInsight
from bot.texts import slack as texts
from bot.texts.windows import SHEET, What, answered, figure, narrowed, path_of, rows_of

Json = dict[str, Any]
_NUMBER: Final = re.compile(r"open\|([0-9]{1,4})")
_PAGES: Final = "rows|topic|insight|roi|ask|share|setting|board|import|settings|help"
PAGES: Final = re.compile(rf"open:({_PAGES})(?::[0-9]+)?")
"""The action ids of buttons that open a page, ask again or share."""
TURNS: Final = re.compile(r"(page|csv|facet|row|told|link)(?::[0-9]+)?")
"""The action ids within a modal that shows something."""
OF_INSIGHT: Final = f"{KEY}:insight:"
"""Before the number of an insight, in block ids of cards that stand on App Home."""
_ID: Final = re.compile(r"[0-9]{1,15}")
_CORRECTIONS: Final[Mapping[str, ActName]] = {
    "wrong_mood": "wrong_mood", "not_about_us": "not_about_us", "undo": "undo",
}  # fmt: skip
"""What is said of a row; `undo` takes back the last that was, though its modal was closed since."""
LASTS: Final = timedelta(minutes=5)
"""How long a link into the browser is good."""
_GONE: Final = frozenset(("not_found", "hash_conflict"))
"""Slack's words for a modal that was closed or turned on meanwhile: whoever looks sees what they want."""


class Forgotten(NotFound):
    """{words}"""


def register(app: AsyncApp, room: Room) -> None:
    """The listeners of everything that opens."""

    async def a_number(body: Mapping[str, Any]) -> bool:
        return _NUMBER.fullmatch(_chosen(body)) is not None

    async def a_page(body: Mapping[str, Any]) -> bool:
        return PAGES.fullmatch(_chosen(body).partition("|")[0]) is not None

    app.action("menu", matchers=[a_number])(listener(room, number))
    app.action("menu", matchers=[a_page])(listener(room, page))
    app.action(re.compile(rf"^{PAGES.pattern}$"))(listener(room, page))
    app.action(re.compile(rf"^{TURNS.pattern}$"))(listener(room, turned))


def _action(body: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (body.get("actions") or [{}])[0]
    return found


def _chosen(body: Mapping[str, Any]) -> str:
    """The value of what was chosen or clicked."""
    action = _action(body)
    option = action.get("selected_option")
    return str((option if isinstance(option, Mapping) else action).get("value") or "")


async def number(room: Room, one: Came) -> None:
    """A figure was chosen in a menu: it opens.

    Raises:
        NotFound: Earshot offered no such figure.
    """
    found = _NUMBER.fullmatch(_chosen(one.body))
    here = await welcome(room, one, spot_of(one.body))
    if here is None:
        return
    if found is None:
        raise NotFound(what="figure", id="")
    try:
        what = figure(await _message(here), int(found[1]))
        if what.kind == "answer" and what.part == SHEET:
            await here.tell(await files.plan(here, what))
            return
    except TOLD as wrong:
        await here.tell(str(wrong))
        return
    await show(here, what)


async def _message(here: Visit) -> Message:
    """The message in which something was clicked: an open modal's, a card's on App Home, or one that was posted.

    Raises:
        NotFound: it is not held any more.
    """
    body, room = here.one.body, here.room
    key = str(_action(body).get("block_id") or "").partition("|")[2]
    view = body.get("view") or {}
    shown = opened.unpacked(str(view.get("private_metadata") or ""))
    if shown is not None:
        return (await opened.read(room, here.person, shown, key=here.one.id)).message
    if key.startswith(OF_INSIGHT) and _ID.fullmatch(key.removeprefix(OF_INSIGHT)):
        asked = OpenInsight(person=here.person.id, insight=InsightId(int(key.removeprefix(OF_INSIGHT))))
        found = await room.desk.open(asked)
        if isinstance(found, InsightPage):
            return found.card
    row = await room.store.planned(key) if key else None
    if row is None:
        raise Forgotten(words=texts.not_held())
    return row.post.message


async def show(here: Visit, what: What) -> None:
    """Open a modal at once, over the one that is open, and fill it; the trigger holds for three seconds."""
    client, over = here.room.clients[here.one.team], here.spot.modal
    metadata = opened.packed(replace(here.spot, modal=False), what)
    waiting = opened.modal(texts.window(), [opened.sentence(texts.one_moment())], metadata=metadata)
    try:
        held = await client.call(
            "views.push" if over else "views.open", trigger_id=here.one.trigger or None, view=waiting
        )
        target = held["view"]
    except Refused as wrong:
        if not over or wrong.data.get("code") != "push_limit_reached":
            await here.tell(texts.opens_too_late())
            return
        target = here.one.body["view"]
    except RemoteError:
        await here.tell(texts.opens_too_late())
        return
    await fill(here, what, target)


async def fill(here: Visit, what: What, view: Mapping[str, Any], *, first: Sequence[Json] = ()) -> None:
    """Put what is open into a modal that stands; `first` goes before it.

    Raises:
        RemoteError: Slack did not take it.
    """
    metadata = opened.packed(replace(here.spot, modal=False), what)
    try:
        page = await opened.read(here.room, here.person, what, key=here.one.id)
        title, blocks = page.title, list(page.blocks)
    except (*TOLD, RemoteError) as wrong:
        title, blocks = texts.window(), [opened.sentence(str(wrong))]
    else:
        blocks += opened.in_browser(what) if here.room.url else []
    blocks = [*first, *blocks][: opened.MOST]
    drawn = opened.modal(title, blocks, metadata=metadata)
    try:
        await here.room.clients[here.one.team].call(
            "views.update", view_id=view["id"], hash=view.get("hash") or None, view=drawn
        )
    except Refused as wrong:
        if wrong.data.get("code") not in _GONE:
            raise


async def turned(room: Room, one: Came) -> None:
    """Within a modal: another page, a narrower list, a CSV, a correction of a row, a customer who was told.

    Raises:
        NotFound: nothing that Earshot offered.
    """
    here = await welcome(room, one, spot_of(one.body))
    if here is None:
        return
    view = one.body.get("view") or {}
    what = opened.unpacked(str(view.get("private_metadata") or ""))
    name = TURNS.fullmatch(str(_action(one.body).get("action_id") or ""))
    if what is None or name is None:
        raise NotFound(what="page", id="")
    value = _chosen(one.body)
    first: list[Json] = []
    try:
        if name[1] == "page":
            what = replace(what, page=int(value) if _ID.fullmatch(value) else 1)
        elif name[1] == "facet":
            what = narrowed(what, value)
        elif name[1] == "csv":
            first = [opened.sentence(await files.plan(here, what))]
        elif name[1] == "link":
            first = await _link(here, what)
        else:
            first = [await _corrected(here, what, value)]
    except TOLD as wrong:
        first = [opened.sentence(str(wrong))]
    await fill(here, what, view, first=first)


async def _link(here: Visit, what: What) -> list[Json]:
    """A link to the same in a browser: good once, for five minutes, for this person."""
    token, path = here.room.secrets.token(), path_of(what)
    if not here.room.url or not path:
        raise NotFound(what="page", id="")
    kept = KeepToken(
        digest=hashlib.sha256(token.encode()).hexdigest(), kind="open", person=here.person.id, until=here.now + LASTS,
        grant={"path": path},
    )  # fmt: skip
    await here.room.store.commit([kept])
    link = parts.link(f"{here.room.url.rstrip('/')}/once/{token}", texts.your_browser())
    return parts.rich(parts.part("section", [link, *parts.said(texts.link_lasts(round(LASTS / timedelta(minutes=1))))]))


async def _corrected(here: Visit, what: What, value: str) -> Json:
    """Do what was chosen beside a row; gives what is said of it, with what takes it back."""
    name, _, rest = value.partition("|")
    first, _, rest = rest.partition("|")
    second, _, chosen = rest.partition("|")
    told = name == "told_customer"
    mention = second if told else first
    if not _ID.fullmatch(mention) or not (told or name in _CORRECTIONS):
        raise NotFound(what="act", id=name[:40])
    of_row = what.set.insight if what.kind == "rows" and name != "undo" else None
    insight = what.number if told else of_row
    act = Act(
        name="told_customer" if told else _CORRECTIONS[name], key=f"{here.one.id}:act", person=here.person.id,
        at=here.now, insight=None if insight is None else InsightId(insight), mention=MentionId(int(mention)),
        value=chosen[:200], text=_drafted(here.one.body, mention) if told else "",
        place=here.place if here.spot.channel else None,
    )  # fmt: skip
    receipt = await here.room.desk.act(act)
    undo = f"undo|||{on_mention(int(mention), act.key)}" if receipt.moved and not told else ""
    return opened.sentence(receipt.words, undo=undo)


def _drafted(body: Mapping[str, Any], mention: str) -> str:
    """The draft for a customer, as it stands in the modal."""
    values = ((body.get("view") or {}).get("state") or {}).get("values") or {}
    return str((values.get(f"{DRAFT}|{mention}") or {}).get(DRAFT, {}).get("value") or "")


async def page(room: Room, one: Came) -> None:
    """A button that opens a page, asks again or shares."""
    here = await welcome(room, one, spot_of(one.body))
    if here is None:
        return
    name, value = _of_page(one.body)
    try:
        await _page(here, name, value)
    except TOLD as wrong:
        await here.tell(str(wrong))


def _of_page(body: Mapping[str, Any]) -> tuple[str, str]:
    """The name of the page and what it is of; a button about an insight carries that, too."""
    action, value = _action(body), _chosen(body)
    name = str(action.get("action_id") or "")
    if value.startswith("open:"):
        name, _, rest = value.partition("|")
        insight, _, rest = rest.partition("|")
        value = rest.partition("|")[2] or insight
    found = PAGES.fullmatch(name)
    if found is None:
        raise NotFound(what="page", id=name[:40])
    return found[1], value


async def _page(here: Visit, name: str, value: str) -> None:
    """Open it.

    Raises:
        NotAllowed, NotFound, BadInput: as the desk says.
    """
    match name:
        case "rows":
            await show(here, What(kind="rows", rows=rows_of(value)))
        case "topic" | "insight" if _ID.fullmatch(value):
            await show(here, What(kind="topic" if name == "topic" else "insight", number=int(value)))
        case "ask":
            command, _, text = value.partition(" ")
            await show(here, What(kind="asked", part=command, question=text))
        case "help" | "settings":
            await show(here, What(kind="asked", part="earshot", question=name))
        case "roi":
            await _again(here, value)
        case "share":
            await _share(here)
        case "setting":
            await here.tell(texts.set_in_file(value))
        case "board" | "import":
            link = f"{here.room.url.rstrip('/')}/{name}" if here.room.url else ""
            await here.tell(texts.only_here(texts.pages(name), link))
        case _:
            raise NotFound(what="page", id=name)


async def _again(here: Visit, text: str) -> None:
    """Ask `/roi` again: in a window if the button stands in one or on App Home, else beside the answer."""
    if here.one.body.get("view"):
        await show(here, What(kind="asked", part="roi", question=text))
        return
    await ask(here, "roi", text)


async def _share(here: Visit) -> None:
    """Show the answer in which the button stands to the whole channel.

    Raises:
        NotFound: there is none here.
        NotAllowed: it is not theirs to share, or not to be shared here.
    """
    what = answered(await _message(here))
    if what is None or not here.spot.channel:
        await here.tell(texts.nothing_to_share())
        return
    info = await around(here, money=True)
    message = await here.room.answers.share_answer(
        what.question, as_of=what.moment, person=here.person.id, outside=info.outside
    )
    # Where Earshot is no member, the address that came with the click reaches the channel all the same.
    via = "" if info.member else here.spot.via
    await here.room.answer(
        here.one.id, message, place=here.place, person=None, thread=here.spot.thread, via=via, part="share"
    )
