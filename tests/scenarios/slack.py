"""A person in Slack, the stand-in's: what a client shows them, and what they press there."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tests.scenarios.hand import PRODUCT, Control, Customer, Opened, Part, Post, ToldList, Unfinished, Welcome, button
from tests.scenarios.world import World, channel, user
from tests.stand_in.slack import blocks as kit
from tests.stand_in.slack.answer import Answer
from tests.stand_in.slack.delivery import Delivered
from tests.stand_in.slack.state import Json, Message, View

EMOJI = {"👍": "+1", "👎": "-1", "👀": "eyes", "1️⃣": "one", "2️⃣": "two"}
_OPENS = "open|"
_TOPIC = "Topic: "


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where an element stands: a message or a view, the block, its action, and the choice in a menu."""

    message: str = ""
    channel: str = ""
    view: str = ""
    block: str = ""
    action: str = ""
    value: str | None = None


class SlackHand:
    """A person in Slack. Obeys `Hand`."""

    def __init__(self, world: World, name: str) -> None:
        self._world, self._name, self._user = world, name, user(name)
        self._did: Sequence[Delivered] = ()

    @property
    def name(self) -> str:
        """The person's name."""
        return self._name

    async def close(self) -> None:
        """Nothing is left open."""

    # --- what stands there ---

    async def welcome(self) -> Welcome:
        """Open the app's Home for the first time, and its help."""
        slack, team = self._world.slack, self._world.team
        await self._done(await slack.home(team, self._user))
        home = team.homes[self._user]
        assert kit.of_view(home.body) == []
        part = _part(home.body["blocks"], view=home.id)
        tries = next(one for one in home.body["blocks"] if one.get("block_id") == "do")
        shown = await self._opens(button(part, "Get help"))
        text = _words(shown.body["blocks"])
        await self._close()
        return Welcome(text=part.text, tries=tuple(one["text"]["text"] for one in tries["elements"]), help=text)

    async def see(self, channel_: str) -> Sequence[Post]:
        """The channel, with what is shown to this person alone."""
        place = self._world.team.channels[channel(channel_)]
        assert self._user in place.members
        shown = [*place.roots(), *(one for one in place.ephemeral if one.seen_by == self._user and not one.thread_ts)]
        return [self._post(one, channel_) for one in sorted(shown, key=lambda one: one.ts)]

    async def thread(self, post: Post) -> Sequence[Post]:
        """The thread, with what is shown to this person alone."""
        place = self._world.team.channels[channel(post.channel)]
        alone = [one for one in place.ephemeral if one.seen_by == self._user and one.thread_ts == post.id]
        return [self._post(one, post.channel) for one in sorted([*place.thread(post.id)[1:], *alone], key=_at)]

    async def everything(self) -> Sequence[str]:
        """The ids of all messages, in whatever channel or conversation."""
        return [
            f"{place.id}/{one.ts}"
            for place in self._world.team.channels.values() for one in [*place.messages.values(), *place.ephemeral]
        ]  # fmt: skip

    # --- what they do ---

    async def say(self, channel_: str, words: str, *, under: Post | None = None) -> Sequence[Post]:
        """Type a command, or write a message."""
        before = set(await self.everything())
        slack, team, place = self._world.slack, self._world.team, channel(channel_)
        command, _, rest = words.partition(" ")
        if command.startswith("/"):
            await self._done(await slack.command(team, self._user, place, command, rest))
        else:
            written = words.replace(f"@{PRODUCT}", f"<@{team.bot.id}>")
            await self._done(await slack.say(team, place, self._user, written, under.id if under else None))
        return [
            self._post(one, channel_)
            for one in sorted([*team.channels[place].messages.values(), *team.channels[place].ephemeral], key=_at)
            if f"{place}/{one.ts}" not in before and one.user == team.bot.id and one.seen_by in ("", self._user)
        ]  # fmt: skip

    async def press(self, part: Part, label: str, /, **filled: str) -> Post:
        """Press the button or choose in the menu; fill in the modal that opens."""
        before = self._whispers()
        view = await self._pressed(button(part, label))
        if view is not None and view.body.get("submit"):
            await self._submit(view, filled)
        return self._told_them(before)

    async def promote(self, post: Post, /, **filled: str) -> Post:
        """Use the message shortcut and fill in its form."""
        before = self._whispers()
        await self._done(await self._world.slack.shortcut(self._world.team, self._user, "raise", post.id))
        view = self._view()
        assert view is not None
        await self._submit(view, filled)
        return self._told_them(before)

    async def react(self, post: Post, emoji: str) -> None:
        """Give the emoji."""
        await self._done(await self._world.slack.react(self._world.team, self._user, post.id, EMOJI[emoji]))

    async def open(self, figure: Control, *, only: str = "") -> Opened:
        """Choose the figure, turn the modal's pages, let the CSV be sent."""
        view = await self._opens(figure)
        if only:
            offered = _part(view.body["blocks"], view=view.id).buttons
            (facet,) = [one for one in offered if _action(one) == "facet" and one.label.startswith(f"{only} ")]
            await self._pressed(facet)
        title, text = view.body["title"]["text"], _words(view.body["blocks"])
        sheet = await self._sheet(view)
        rows = list(_rows(view.body["blocks"]))
        while (onward := _onward(view)) is not None:
            await self._pressed(onward)
            text += f"\n{_words(view.body['blocks'])}"
            rows += _rows(view.body["blocks"])
        await self._close()
        return Opened(title=title, text=text, rows=tuple(rows), sheet=sheet)

    async def told(self, post: Post) -> ToldList:
        """The modal of the insight."""
        return await self._told_list(await self._opens(button(post, "Open its page")))

    async def tell(self, post: Post, customer: Customer, *, draft: str = "") -> ToldList:
        """Press the customer's button."""
        view = await self._opens(button(post, "Open its page"))
        while not any(one.get("block_id") == customer.handle for one in view.body["blocks"]):
            onward = _onward(view)
            assert onward is not None, customer
            await self._pressed(onward)
        block = next(one for one in view.body["blocks"] if one.get("block_id") == customer.handle)
        pressed = _Place(view=view.id, block=str(customer.handle), action=block["accessory"]["action_id"])
        typed = {str(customer.handle).replace("told", "draft"): draft} if draft else {}
        await self._pressed(Control(label="", handle=pressed), typed)
        await self._close()
        return await self.told(post)

    async def _told_list(self, view: View) -> ToldList:
        sheet = await self._sheet(view)
        progress = next(line for line in _words(view.body["blocks"]).splitlines() if line.startswith("Told: "))
        customers = list(_customers(view.body["blocks"]))
        while (onward := _onward(view)) is not None:
            await self._pressed(onward)
            customers += _customers(view.body["blocks"])
        await self._close()
        return ToldList(progress=progress, customers=tuple(customers), sheet=sheet)

    async def again(self) -> None:
        """Slack delivers what this person did last once more."""
        slack, team = self._world.slack, self._world.team
        for one in list(self._did):
            if one.kind == "events_api":
                await slack.delivery.again(team, one.payload["event_id"])
            else:
                await slack.delivery.interaction(team, one.payload, kind=one.kind)
        await self._world.settled()

    # --- the client ---

    async def _done(self, answer: Answer) -> Answer:
        """What was done was acknowledged, and is worked off."""
        assert answer.status == 200, (answer.status, answer.reason, answer.body)
        log = self._world.slack.delivery.log
        self._did = [one for one in log if _who(one.payload) == self._user][-1:]
        await self._world.settled()
        return answer

    async def _pressed(self, control: Control, values: Mapping[str, str] | None = None) -> View | None:
        """Press; gives the modal that stands on top then, if it is another one."""
        slack, team, at = self._world.slack, self._world.team, control.handle
        assert isinstance(at, _Place)
        before = self._view()
        if at.view:
            done = await slack.press_in_view(
                team, self._user, at.view, at.action, at.value, block_id=at.block, values=values
            )
        else:
            done = await slack.press(
                team, self._user, at.message, at.action, at.value, channel=at.channel, block_id=at.block
            )  # fmt: skip
        await self._done(done)
        after = self._view()
        return after if after is not before else None

    async def _opens(self, control: Control) -> View:
        view = await self._pressed(control)
        assert view is not None, f"{control.label} opened nothing"
        assert kit.of_view(view.body) == []
        return view

    async def _submit(self, view: View, filled: Mapping[str, str]) -> None:
        answer = await self._world.slack.submit(self._world.team, self._user, view.id, filled)
        errors = (answer.json or {}).get("errors") if answer.body.strip() else None
        if errors:
            raise Unfinished(str(errors))
        await self._done(answer)

    async def _close(self) -> None:
        view = self._view()
        if view is not None:
            await self._world.slack.close(self._world.team, self._user, view.id, all_of_them=True)

    def _view(self) -> View | None:
        return self._world.team.top_view(self._user)

    async def _sheet(self, view: View) -> tuple[tuple[str, ...], ...]:
        """The CSV that the modal offers: it comes as a direct message."""
        offered = next((one for one in _part(view.body["blocks"], view=view.id).buttons if _action(one) == "csv"), None)
        if offered is None:
            return ()
        before = set(self._world.team.files)
        await self._pressed(offered)
        (name,) = set(self._world.team.files) - before
        held = self._world.team.files[name]
        assert held.channels == [self._world.team.dm(self._user).id] and held.content is not None
        return tuple(tuple(row) for row in csv.reader(io.StringIO(held.content.decode("utf-8-sig"))))[1:]

    def _whispers(self) -> set[str]:
        team = self._world.team
        return {one.ts for one in [*team.whispers(self._user), *team.posts(team.dm(self._user).id)]}

    def _told_them(self, before: set[str]) -> Post:
        """What was said to this person alone since."""
        team = self._world.team
        told = [*team.whispers(self._user), *team.posts(team.dm(self._user).id)]
        found = [one for one in told if one.ts not in before]
        return self._post(found[-1], "") if found else Post(id="", channel="", author=PRODUCT, text="", private=True)

    def _post(self, message: Message, channel_: str) -> Post:
        team = self._world.team
        ours = message.user == team.bot.id
        part = _part(message.blocks, message=message.ts, channel=message.channel) if message.blocks else Part(
            text=_plain(message.text)
        )  # fmt: skip
        place = team.channels[message.channel]
        author = PRODUCT if ours else team.users[message.user].real_name
        return Post(
            id=message.ts, channel=channel_ or place.name, author=author, private=message.ephemeral, text=part.text,
            figures=part.figures, buttons=part.buttons, entries=tuple(_entries(message)),
            tables=tuple(_tables(message.blocks)), replies=max(0, len(place.thread(message.ts)) - 1),
        )  # fmt: skip


# --- reading blocks ---


def _who(payload: Json) -> str:
    """The person that a delivery is of."""
    user_ = payload.get("event", payload).get("user") or payload.get("user_id", "")
    return str(user_["id"] if isinstance(user_, dict) else user_)


def _at(message: Message) -> str:
    return message.ts


def _plain(text: str) -> str:
    return html.unescape(text).replace("\u2060", "").replace("\u200b", "")


def _words(blocks: Sequence[Json]) -> str:
    """What a client shows of blocks, a line for each part."""
    return "\n".join(line for block in blocks for line in _lines(block) if line.strip())


def _lines(block: Json) -> Iterator[str]:
    match block["type"]:
        case "header" | "section":
            yield _plain(block["text"]["text"])
            accessory = block.get("accessory") or {}
            if "url" in accessory:
                yield accessory["url"]
        case "context":
            yield " ".join(_shown(one) for one in block["elements"])
        case "rich_text":
            for part in block["elements"]:
                yield from _run(part).split("\n")
        case "data_table":
            for row in block["rows"]:
                yield " · ".join(_cell(one) for one in row)
        case "data_visualization":
            yield block["title"]
        case "input":
            yield _plain(block["label"]["text"])
            yield str(block["element"].get("initial_value", ""))
        case "image":
            yield block["alt_text"]
        case _:
            return


def _shown(one: Json) -> str:
    text = _plain(one.get("text") or one.get("alt_text", ""))
    return text.replace("*", "") if one["type"] == "mrkdwn" else text


def _run(part: Json) -> str:
    if part["type"] == "rich_text_list":
        return "\n".join(_run(one) for one in part["elements"])
    return "".join(_inline(one) for one in part["elements"])


def _inline(one: Json) -> str:
    assert one["type"] in ("text", "emoji", "link", "raw_text"), f"{one['type']} acts on somebody"
    return f":{one['name']}:" if one["type"] == "emoji" else str(one.get("text") or one.get("url"))


def _cell(one: Json) -> str:
    if one["type"] == "rich_text":
        return "".join(_run(part) for part in one["elements"])
    return str(one.get("text", one.get("value", "")))


def _part(blocks: Sequence[Json], *, message: str = "", channel: str = "", view: str = "") -> Part:
    choices = list(_choices(blocks, message=message, channel=channel, view=view))
    figures = [one for one in choices if _value(one).startswith(_OPENS) and not one.label.startswith(_TOPIC)]
    buttons = [one for one in choices if not _value(one).startswith(_OPENS)]
    return Part(text=_words(blocks), figures=tuple(figures), buttons=tuple(buttons))


def _choices(blocks: Sequence[Json], *, message: str = "", channel: str = "", view: str = "") -> Iterator[Control]:
    """Every button, and every choice of a menu."""
    for at, block in enumerate(blocks):
        for one in kit.inside(block):
            where = _Place(
                message=message, channel=channel, view=view, block=block.get("block_id", f"b{at}"),
                action=one.get("action_id", ""),
            )  # fmt: skip
            if one["type"] == "button":
                yield Control(label=one["text"]["text"], handle=where)
            groups = one.get("option_groups", ())
            for option in [*one.get("options", ()), *(each for group in groups for each in group["options"])]:
                yield Control(label=option["text"]["text"], handle=replace(where, value=option["value"]))


def _value(one: Control) -> str:
    return one.handle.value or "" if isinstance(one.handle, _Place) else ""


def _action(one: Control) -> str:
    return one.handle.action if isinstance(one.handle, _Place) else ""


def _entries(message: Message) -> Iterator[Part]:
    """The insights of a digest: what stands between two lines and can be acted on."""
    groups: list[list[Json]] = [[]]
    for block in message.blocks:
        if block["type"] == "divider":
            groups.append([])
        else:
            groups[-1].append(block)
    for group in groups[1:]:
        part = _part(group, message=message.ts, channel=message.channel)
        if any(one["type"] == "actions" for one in group) and part.buttons:
            yield part


def _tables(blocks: Sequence[Json]) -> Iterator[tuple[tuple[str, ...], ...]]:
    for block in blocks:
        if block["type"] == "data_table":
            yield tuple(tuple(_cell(one) for one in row) for row in block["rows"][1:])


def _onward(view: View) -> Control | None:
    part = _part(view.body["blocks"], view=view.id)
    return next((one for one in part.buttons if _action(one).startswith("page") and one.label.startswith("Next")), None)


def _rows(blocks: Sequence[Json]) -> Iterator[str]:
    """Each row: who, what was said, why it was matched."""
    for at, block in enumerate(blocks):
        if str(block.get("block_id", "")).startswith("row|"):
            yield _words(blocks[at - 1 : at + 2])


def _customers(blocks: Sequence[Json]) -> Iterator[Customer]:
    for at, block in enumerate(blocks):
        name = str(block.get("block_id", ""))
        if name.startswith("told|"):
            told = "Told" in _words(blocks[at - 1 : at])
            words = _plain(block["text"]["text"]).strip("“”")
            yield Customer(words=words, draft=_words(blocks[at + 1 : at + 2]), told=told, handle=name)
