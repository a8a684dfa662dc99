"""A person in Teams, the stand-in's: what a client of usual width shows them, and what they press there."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.scenarios.hand import PRODUCT, Control, Customer, Opened, Part, Post, ToldList, Unfinished, Welcome, button
from tests.scenarios.world import World
from tests.stand_in.teams import posts as said_
from tests.stand_in.teams.answer import Answer
from tests.stand_in.teams.filling import inputs
from tests.stand_in.teams.posts import Dialog, actions_of
from tests.stand_in.teams.state import Conversation, Json, Tenant

EMOJI = {"👍": "like", "👎": "1f44e_thumbsdown", "👀": "1f440_eyes", "1️⃣": "0031-20e3_one"}
_JOINER = re.compile("[\u200b\u2060]")
_NARROW = ("atMost:Narrow", "VeryNarrow", "Narrow")
_PUT_RIGHT = "Please put this right."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Press:
    """A button: of a message (`post`) or of a dialog; a `choice` of its list `field` goes along."""

    post: str = ""
    action: Any = None
    field: str = ""
    choice: str = ""
    more: bool = False
    dialog: Dialog | None = None


class TeamsHand:
    """A person in Teams. Obeys `Hand`."""

    def __init__(self, world: World, name: str) -> None:
        self._world, self._name, self._key = world, name, name.lower()
        self._did: str = ""
        self._mores: dict[tuple[str, str], tuple[Json, ...]] = {}

    @property
    def name(self) -> str:
        """The person's name."""
        return self._name

    async def close(self) -> None:
        """Nothing is left open."""

    @property
    def _tenant(self) -> Tenant:
        return self._world.tenant

    @property
    def _own(self) -> Conversation:
        return self._tenant.personal(self._key)

    # --- what stands there ---

    async def welcome(self) -> Welcome:
        """Look at the first message of one's own chat, and at the help."""
        post = self._own.by_bot()[0]
        part = _part(post.seen(self._key), post=post.id)
        tries = [one.label for one in part.buttons]
        await self._pressed(button(part, "What can I ask?"))
        text = _words(self._dialog().card)
        self._shut()
        return Welcome(text=part.text, tries=tuple(tries), help=text)

    async def see(self, channel: str) -> Sequence[Post]:
        """The channel; what is for one person alone stands in their own chat."""
        place = self._tenant.where(channel)
        assert self._key in place.members
        return [await self._post(one, channel) for one in place.roots() if not one.deleted and self._sees(one)]

    async def thread(self, post: Post) -> Sequence[Post]:
        """The thread."""
        place = self._tenant.where(post.channel)
        return [
            await self._post(one, post.channel)
            for one in place.thread(post.id)[1:]
            if not one.deleted and self._sees(one)
        ]

    async def everything(self) -> Sequence[str]:
        """The ids of all messages, in whatever channel or chat."""
        return [
            f"{place.name or place.members[0]}/{one.id}"
            for place in self._tenant.conversations.values()
            for one in place.posts.values()
            if not one.deleted
        ]

    def _sees(self, post: said_.Post) -> bool:
        return post.seen_by in ("", self._key)

    # --- what they do ---

    async def say(self, channel: str, words: str, *, under: Post | None = None) -> Sequence[Post]:
        """Type a slash command, or write a message."""
        before, teams = set(await self.everything()), self._world.teams
        thread = under.id if under is not None else ""
        if words.startswith("/"):
            await self._done(await teams.slash(self._tenant, channel, self._key, words.removeprefix("/")))
        else:
            mention = words.startswith(f"@{PRODUCT}")
            text = words.removeprefix(f"@{PRODUCT}").strip()
            await self._done(
                await teams.say(self._tenant, channel, self._key, text, thread=thread, mention=mention), told=mention
            )
        return [
            await self._post(one, channel, private=place is self._own)
            for place in (self._tenant.where(channel), self._own)
            for one in place.by_bot()
            if f"{place.name or place.members[0]}/{one.id}" not in before and "sent to you privately" not in one.text
            and not _is_hint(one)
        ]  # fmt: skip

    async def press(self, part: Part, label: str, /, **filled: str) -> Post:
        """Press the button, or choose it behind "More"; fill in the dialog that opens."""
        before = {one.id for one in self._own.by_bot()}
        answer = await self._pressed(button(part, label))
        if filled and self._tenant.dialog(self._key) is not None:
            answer = await self._filled(filled)
        return await self._told_them(answer, before)

    async def _filled(self, filled: Mapping[str, str]) -> Answer:
        dialog = self._dialog()
        names = {str(one["id"]) for one in inputs(dialog.card)}
        assert set(filled) <= names, f"no field {sorted(set(filled) - names)} among {sorted(names)}"
        answer = await self._done(await self._world.teams.submit_dialog(self._tenant, self._key, filled))
        held = self._tenant.dialog(self._key)
        if held is not None and _PUT_RIGHT in _words(held.card):
            raise Unfinished(_words(held.card))
        return answer

    async def promote(self, post: Post, /, **filled: str) -> Post:
        """Choose the action in the message's menu and fill in its dialog."""
        before = {one.id for one in self._own.by_bot()}
        await self._done(await self._world.teams.menu(self._tenant, self._key, post.id, "raise"))
        answer = await self._filled(filled)
        return await self._told_them(answer, before)

    async def react(self, post: Post, emoji: str) -> None:
        """Give the emoji."""
        await self._done(await self._world.teams.react(self._tenant, self._key, post.id, EMOJI[emoji]))

    async def open(self, figure: Control, *, only: str = "") -> Opened:
        """Click on the figure, turn the dialog's pages, allow the CSV."""
        await self._pressed(figure)
        if only:
            held = _choices(self._dialog().card, "facet")
            (facet,) = [one for one in held if one.startswith(f"{only} ")]
            await self._submit({"facet": facet}, data={"d": "narrow"})
        dialog = self._dialog()
        title, text = dialog.title, _words(dialog.card)
        sheet = await self._sheet()
        rows = list(_rows(self._dialog().card))
        while await self._onward():
            text += f"\n{_words(self._dialog().card)}"
            rows += _rows(self._dialog().card)
        self._shut()
        return Opened(title=title, text=text, rows=tuple(rows), sheet=sheet)

    async def told(self, post: Post) -> ToldList:
        """The dialog of the insight."""
        await self._pressed(button(post, "Open its page"))
        sheet = await self._sheet()
        progress = next(line for line in _words(self._dialog().card).splitlines() if line.startswith("Told: "))
        customers = list(_customers(self._dialog().card))
        while await self._onward():
            customers += _customers(self._dialog().card)
        self._shut()
        return ToldList(progress=progress, customers=tuple(customers), sheet=sheet)

    async def tell(self, post: Post, customer: Customer, *, draft: str = "") -> ToldList:
        """Choose the customer, and press "Mark"."""
        await self._pressed(button(post, "Open its page"))
        while str(customer.handle) not in _values(self._dialog().card, "told"):
            assert await self._onward(), customer
        given = {"told": str(customer.handle), **({"draft": draft} if draft else {})}
        await self._submit(given, data={"d": "told"})
        self._shut()
        return await self.told(post)

    async def again(self) -> None:
        """Teams delivers what this person did last once more."""
        if self._did:
            await self._world.teams.delivery.again(self._did)
        await self._world.settled()

    # --- the client ---

    async def _done(self, answer: Answer, *, told: bool = True) -> Answer:
        """What was done was answered, and is worked off."""
        assert answer.ok or (not told and not answer.status), (answer.status, answer.reason, answer.wrong, answer.body)
        self._did = answer.id if answer.status else ""
        await self._world.settled()
        return answer

    def _dialog(self) -> Dialog:
        found = self._tenant.dialog(self._key)
        assert found is not None, f"{self._name} has no dialog open"
        return found

    def _shut(self) -> None:
        if self._tenant.dialog(self._key) is not None:
            self._world.teams.close_dialog(self._tenant, self._key)

    async def _pressed(self, control: Control) -> Answer:
        at, teams = control.handle, self._world.teams
        assert isinstance(at, _Press)
        while at.post and self._tenant.dialog(self._key) is not None:
            self._shut()
        if at.dialog is not None and not at.dialog.open:
            # It was left open in a window of its own, which comes to the front.
            self._tenant.dialogs.remove(at.dialog)
            self._tenant.dialogs.append(at.dialog)
            at.dialog.open = True
        if at.more:
            await self._done(await teams.open_dialog(self._tenant, self._key, at.post, "More"))
        if at.field:
            return await self._submit({at.field: at.choice}, data={"f": at.field})
        if not at.post:
            return await self._done(
                await teams.submit_dialog(self._tenant, self._key, named=control.label, data=at.action["data"])
            )
        title = str(at.action.get("title") or "")
        return await self._done(
            await teams.press(self._tenant, self._key, at.post, title, data=at.action["data"])
        )  # fmt: skip

    async def _submit(self, given: Mapping[str, str], *, data: Mapping[str, Any]) -> Answer:
        return await self._done(await self._world.teams.submit_dialog(self._tenant, self._key, given, data=data))

    async def _onward(self) -> bool:
        part = _part(self._dialog().card)
        onward = next((one for one in part.buttons if one.label.startswith("Next")), None)
        if onward is not None:
            await self._pressed(onward)
        return onward is not None

    async def _sheet(self) -> tuple[tuple[str, ...], ...]:
        """The CSV that the dialog offers: it is put into this person's own drive when they allow it."""
        part = _part(self._dialog().card)
        offered = next((one for one in part.buttons if one.label.startswith("CSV")), None)
        if offered is None:
            return ()
        before = {one.id for one in self._own.by_bot()}
        await self._pressed(offered)
        (asked,) = [one for one in self._own.by_bot() if one.id not in before]
        await self._done(await self._world.teams.consent(self._tenant, self._key, asked.id))
        held = self._world.teams.file_of(self._own.by_bot()[-1])
        assert held.user == self._key
        assert held.content is not None
        await self._pressed(button(_part(self._dialog().card), "Back"))
        return tuple(tuple(row) for row in csv.reader(io.StringIO(held.content.decode("utf-8-sig"))))[1:]

    async def _told_them(self, answer: Answer, before: set[str]) -> Post:
        """What was said to this person of what they did: in a dialog, in their view of the card, in their own chat."""
        dialog = self._tenant.dialog(self._key)
        if dialog is not None:
            part = _part(dialog.card, dialog=dialog)
            return Post(id="", channel="", author=PRODUCT, private=True, text=part.text, buttons=part.buttons)
        if answer.shown:
            return Post(id="", channel="", author=PRODUCT, private=True, text=answer.shown)
        body = answer.json if answer.body.strip() else {}
        if isinstance(body, dict) and isinstance(body.get("value"), dict):
            part = _part(body["value"], post=str(answer.activity["replyToId"]))
            return Post(id="", channel="", author=PRODUCT, private=True, text=part.text, buttons=part.buttons)
        new = [one for one in self._own.by_bot() if one.id not in before]
        if new:
            return await self._post(new[-1], "", private=True)
        return Post(id="", channel="", author=PRODUCT, text="", private=True)

    async def _post(self, message: said_.Post, channel: str, *, private: bool = False) -> Post:
        place = self._tenant.conversations[message.conversation]
        ours = message.by == "bot"
        author = PRODUCT if ours else self._tenant.users[message.by].name
        card = message.seen(self._key) if ours else {}
        part = _part(card, post=message.id) if card else Part(text=_plain(message.text))
        extra = await self._more(message, card) if card else ()
        replies = max(0, len([one for one in place.thread(message.id) if not one.deleted]) - 1)
        return Post(
            id=message.id, channel=channel or place.name, author=author, private=private or bool(message.seen_by),
            text=part.text, figures=part.figures, buttons=(*part.buttons, *_of_lists(message.id, extra)),
            entries=tuple(_entries(card, message.id, extra)), tables=tuple(_tables(card)), replies=replies,
        )  # fmt: skip

    async def _more(self, message: said_.Post, card: Json) -> tuple[Json, ...]:
        """The lists of acts behind "More", looked at once for each state of a card."""
        if not any(one.get("title") == "More" for one in actions_of(_seen(card))):
            return ()
        known = (message.id, json.dumps(card, sort_keys=True))
        if known not in self._mores:
            done = self._did
            await self._done(await self._world.teams.open_dialog(self._tenant, self._key, message.id, "More"))
            lists = (one for one in inputs(self._dialog().card) if str(one["id"]).startswith("a"))
            self._mores[known] = tuple(lists)
            self._shut()
            self._did = done
        return self._mores[known]


# --- reading cards ---


def _is_hint(post: said_.Post) -> bool:
    return "sent to you privately" in str(post.activity.get("summary"))


def _plain(text: str) -> str:
    return _JOINER.sub("", text)


def _seen(value: Any) -> Any:
    """A card as it is drawn at usual width: without fallbacks, and without what is for narrow windows."""
    if isinstance(value, list):
        return [
            _seen(one) for one in value if not (isinstance(one, dict) and one.get("targetWidth") in _NARROW)
        ]  # fmt: skip
    if isinstance(value, dict):
        return {name: _seen(one) for name, one in value.items() if name not in ("fallback", "refresh")}
    return value


def _words(card: Any) -> str:
    """What a client shows of a card, a line for each part."""
    return "\n".join(line for line in _lines(_seen(card)) if line.strip())


def _lines(one: Any) -> Iterator[str]:
    """The lines of an element and of all that stands in it."""
    if isinstance(one, list):
        for each in one:
            yield from _lines(each)
        return
    if not isinstance(one, dict):
        return
    kind = str(one.get("type", ""))
    if kind == "TextBlock":
        yield _plain(one["text"])
    elif kind == "RichTextBlock":
        yield "".join(_plain(run["text"]) for run in one["inlines"])
    elif kind == "ColumnSet":
        yield " ".join(line for column in one["columns"] for line in _lines(column["items"]))
    elif kind == "TableRow":
        yield " · ".join(" ".join(_lines(cell["items"])) for cell in one["cells"])
    elif kind == "Badge":
        yield _plain(one["text"])
    elif kind.startswith("Chart."):
        yield str(one.get("title", ""))
    elif kind.startswith("Input."):
        yield str(one.get("label", ""))
    else:
        for name in ("body", "items", "rows"):
            yield from _lines(one.get(name))


def _part(card: Any, *, post: str = "", dialog: Dialog | None = None) -> Part:
    found = _seen(card)
    figures = []
    for text, action in _clicked(found):
        # Names of topics open too, and count nothing: they are titles, or have no figure.
        if (action.get("data") or {}).get("d") == "open" and re.search(r"\d", text):
            figures.append(Control(label=_plain(text), handle=_Press(post=post, action=action)))
    buttons = [
        Control(label=str(action["title"]), handle=_Press(post=post, action=action, dialog=dialog))
        for action in actions_of(found)
        if action.get("title")
    ]
    return Part(text=_words(found), figures=tuple(figures), buttons=tuple(buttons))


def _clicked(value: Any) -> Iterator[tuple[str, Json]]:
    """Every run of words that does something when it is clicked."""
    if isinstance(value, list):
        for one in value:
            yield from _clicked(one)
    elif isinstance(value, dict):
        if value.get("type") == "TextRun" and value.get("selectAction") and value.get("size") != "Medium":
            yield value["text"], value["selectAction"]
        for one in value.values():
            yield from _clicked(one)


def _of_lists(post: str, lists: Sequence[Json]) -> Iterator[Control]:
    """Every choice of the lists behind "More"."""
    for field in lists:
        for one in field["choices"]:
            pressed = _Press(post=post, field=str(field["id"]), choice=str(one["value"]), more=True)
            yield Control(label=str(one["title"]), handle=pressed)


def _entries(card: Json, post: str, lists: Sequence[Json]) -> Iterator[Part]:
    """The insights of a digest, each with its acts behind "More"."""
    found = [one for one in _seen(card).get("body") or [] if one.get("type") == "Container" and _numbered(one)]
    for at, one in enumerate(found, start=1):
        part = _part(one, post=post)
        own = [field for field in lists if str(field.get("label", "")).startswith(f"{at} ")]
        yield replace(part, buttons=(*part.buttons, *_of_lists(post, own)))


def _numbered(container: Json) -> bool:
    return re.match(r"\d [A-Z]", "\n".join(_badges(container))) is not None


def _badges(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _badges(one)
    elif isinstance(value, dict):
        if value.get("type") == "Badge":
            yield str(value["text"])
        for one in value.values():
            yield from _badges(one)


def _tables(card: Json) -> Iterator[tuple[tuple[str, ...], ...]]:
    for one in _every(_seen(card), "Table"):
        yield tuple(tuple(" ".join(_lines(cell["items"])) for cell in row["cells"]) for row in one["rows"][1:])


def _every(value: Any, kind: str) -> Iterator[Json]:
    if isinstance(value, list):
        for one in value:
            yield from _every(one, kind)
    elif isinstance(value, dict):
        if value.get("type") == kind:
            yield value
        for one in value.values():
            yield from _every(one, kind)


def _rows(card: Json) -> Iterator[str]:
    """Each row: who, what was said, why it was matched."""
    for one in _seen(card).get("body") or []:
        text = "\n".join(_lines(one))
        if one.get("type") == "Container" and re.match(r"\d+ · ", text):
            yield text


def _choices(card: Json, field: str) -> list[str]:
    return [str(one["title"]) for each in inputs(card) if each.get("id") == field for one in each["choices"]]


def _values(card: Json, field: str) -> list[str]:
    return [str(one["value"]) for each in inputs(card) if each.get("id") == field for one in each["choices"]]


def _customers(card: Json) -> Iterator[Customer]:
    """Each customer: what they said, and the draft in its box; in the order of the list that marks them."""
    named = iter(_values(card, "told"))
    for one in _seen(card).get("body") or []:
        boxes = [each for each in one.get("items") or [] if each.get("style") == "emphasis"]
        if one.get("type") == "Container" and boxes:
            head, words = list(_lines([each for each in one["items"] if each not in boxes]))[:2]
            told = re.search(r" · Told\b", head) is not None
            yield Customer(words=words.strip("“”"), draft="\n".join(_lines(boxes)), told=told, handle=next(named))
