"""A person at the local workspace, in a browser without scripts: pages, links and forms over HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import aiohttp

from tests.scenarios.hand import PRODUCT, Control, Customer, Opened, Part, Post, ToldList, Unfinished, Welcome, button
from tests.scenarios.html import Node, read
from tests.scenarios.world import World

_FREE = ("value", "text")


@dataclass(frozen=True, slots=True)
class _Form:
    """A form that can be sent: where to, and what it holds."""

    path: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Link:
    """Something that is followed."""

    path: str


class WorkspaceHand:
    """A person in a browser window of their own. Obeys `Hand`."""

    def __init__(self, world: World, name: str) -> None:
        self._world, self._name = world, name
        self._browser = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._last: _Form | None = None
        self._came = False

    @property
    def name(self) -> str:
        """The person's name."""
        return self._name

    async def close(self) -> None:
        """Close the browser."""
        await self._browser.close()

    # --- the browser ---

    async def _ask(self, method: str, path: str, data: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        url = path if path.startswith("http") else f"{self._world.url}{path}"
        async with self._browser.request(method, url, data=data) as said:
            return said.status, await said.read()

    async def _page(self, path: str) -> Node:
        if not self._came:
            self._came = True
            await self._ask("GET", await self._world.invite(self._name))
        status, body = await self._ask("GET", path)
        assert status in (200, 404), (path, status, body)
        return read(body.decode())

    async def _send(self, form: _Form) -> Node:
        self._last = form
        status, body = await self._ask("POST", form.path, form.fields)
        page = read(body.decode())
        await self._world.settled()
        if status == 400:
            raise Unfinished(page.one("main").text)
        assert status in (200, 403), (status, body)
        return page

    async def _sheet(self, path: str) -> tuple[tuple[str, ...], ...]:
        status, body = await self._ask("GET", path)
        assert status == 200, (path, status)
        return tuple(tuple(row) for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))))[1:]

    # --- what stands there ---

    async def welcome(self) -> Welcome:
        """Open the one-time link, then the workspace."""
        self._came = True
        status, door = await self._ask("GET", await self._world.invite(self._name))
        assert status == 200
        onward = next(one for one in read(door.decode()).all("a") if one["href"] == "/")
        page = (await self._page(onward["href"])).one("main")
        tries = page.one("ol", "tries").all("h2")
        help_ = next(one for one in page.all("a") if one.text == "Help")
        shown = (await self._page(help_["href"])).one("main").text
        return Welcome(text=page.text, tries=tuple(one.text for one in tries), help=shown)

    async def see(self, channel: str) -> Sequence[Post]:
        """The channel's page."""
        page = await self._page(f"/c/{channel}")
        return [_post(one, channel) for one in page.all("article", "post")]

    async def thread(self, post: Post) -> Sequence[Post]:
        """The thread's page."""
        page = await self._page(f"/c/{post.channel}/t/{post.id}")
        return [_post(one, post.channel) for one in page.one("div", "thread-replies").all("article", "post")]

    async def everything(self) -> Sequence[str]:
        """The ids of all messages of the channels that this person sees."""
        page = await self._page("/help")
        paths = {one["href"] for one in page.all("a") if one["href"].startswith("/c/") and "?" not in one["href"]}
        found: list[str] = []
        for path in sorted(paths):
            for post in await self.see(path.removeprefix("/c/")):
                found += [post.id, *(one.id for one in (await self.thread(post) if post.replies else ()))]
        return found

    # --- what they do ---

    async def say(self, channel: str, words: str, *, under: Post | None = None) -> Sequence[Post]:
        """Send the composer; what Earshot answers stands in the channel or in a thread."""
        before = {one.id for one in await self._around(channel, under)}
        path = f"/c/{channel}/t/{under.id}" if under is not None else f"/c/{channel}"
        composer = next(one for one in (await self._page(path)).all("form", "composer"))
        page = await self._send(_Form("/say", {**_hidden(composer), "text": words}))
        if page.first("form", "composer") is None:
            # What is refused is said on a page of its own.
            return [_said(page)]
        return [
            one for one in await self._around(channel, under)
            if one.id not in before and one.author == PRODUCT
        ]  # fmt: skip

    async def _around(self, channel: str, under: Post | None) -> Sequence[Post]:
        """What an answer may stand among: the thread, or the channel and the threads under its newest message."""
        if under is not None:
            return await self.thread(under)
        roots = await self.see(channel)
        asked = [one for one in roots if one.author != PRODUCT and one.replies][-1:]
        return [*roots, *(await self.thread(asked[0]) if asked else ())]

    async def press(self, part: Part, label: str, /, **filled: str) -> Post:
        """Send the button's form, or follow it to the form that it opens."""
        handle = button(part, label).handle
        if isinstance(handle, _Form):
            page = await self._send(handle)
        else:
            assert isinstance(handle, _Link)
            page = await self._page(handle.path)
        form = page.first("form", "fields")
        if form is not None:
            page = await self._send(_filled(form, filled))
        wrong = page.first("p", role="alert")
        if wrong is not None:
            raise Unfinished(wrong.text)
        return _said(page)

    async def open(self, figure: Control, *, only: str = "") -> Opened:
        """Follow the figure, and its pages to the last."""
        assert isinstance(figure.handle, _Link)
        page = (await self._page(figure.handle.path)).one("main")
        if only:
            (facet,) = [one for one in page.all("a", "facet") if one.text.startswith(f"{only} ")]
            page = (await self._page(facet["href"])).one("main")
        title, text, rows = page.one("h1").text, page.text, [one.text for one in page.all("li", "row")]
        sheet = next((one["href"] for one in page.all("a") if "download" in one.attrs), "")
        while (onward := _onward(page)) is not None:
            page = (await self._page(onward)).one("main")
            text += f" {page.text}"
            rows += [one.text for one in page.all("li", "row")]
        return Opened(title=title, text=text, rows=tuple(rows), sheet=await self._sheet(sheet) if sheet else ())

    async def react(self, post: Post, emoji: str) -> None:
        """Choose from the palette."""
        form = (await self._article(post)).one("form", action="/react")
        chosen = next(one["value"] for one in form.all("button") if one["value"].startswith(emoji))
        await self._send(_Form("/react", {**_hidden(form), "emoji": chosen}))

    async def promote(self, post: Post, /, **filled: str) -> Post:
        """Turn the message into an insight."""
        link = next(one for one in (await self._article(post)).all("a") if one.text == "Turn into an insight")
        form = (await self._page(link["href"])).one("form", "fields")
        return _said(await self._send(_filled(form, filled)))

    async def _article(self, post: Post) -> Node:
        page = await self._page(f"/c/{post.channel}/t/{post.id}")
        return next(one for one in page.all("article", "post") if one["id"] == post.id)

    async def told(self, post: Post) -> ToldList:
        """The page of the insight."""
        link = button(post, "Open its page").handle
        assert isinstance(link, _Link)
        return await self._told_list(await self._page(link.path))

    async def _told_list(self, page: Node) -> ToldList:
        told = page.one("section", id="told")
        hidden = _hidden(told.one("form"))
        customers = [_customer(one, told.one("form")["action"], hidden) for one in told.all("li")]
        sheet = next(one["href"] for one in told.all("a") if "download" in one.attrs)
        return ToldList(
            progress=told.one("b").text, customers=tuple(customers), sheet=await self._sheet(sheet)
        )  # fmt: skip

    async def tell(self, post: Post, customer: Customer, *, draft: str = "") -> ToldList:
        """Tick the customer and mark them as told."""
        form = customer.handle
        assert isinstance(form, _Form)
        drafted = {name: draft for name in form.fields if name.startswith("draft.") and draft}
        return await self._told_list(await self._send(replace(form, fields={**form.fields, **drafted})))

    async def again(self) -> None:
        """Send the last form again, as a browser does whose page is loaded anew."""
        assert self._last is not None
        await self._send(self._last)


# --- reading pages ---


def _hidden(form: Node) -> dict[str, str]:
    return {one["name"]: one["value"] for one in form.all("input", type="hidden")}


def _filled(form: Node, filled: Mapping[str, str]) -> _Form:
    """The form as somebody fills it in: what stands there, changed by `filled`."""
    fields = _hidden(form)
    for one in [*form.all("input"), *form.all("textarea")]:
        if one["type"] != "hidden" and one["name"]:
            fields[one["name"]] = one["value"]
    for one in form.all("select"):
        chosen = next((each for each in one.all("option") if "selected" in each.attrs), None)
        # What is sent is the value of a choice; one without a value sends its words.
        fields[one["name"]] = chosen.attrs.get("value", chosen.text) if chosen is not None else ""
    for name, value in filled.items():
        called = name if name in _FREE else f"f.{name}"
        assert called in fields, f"no field {called} among {sorted(fields)}"
        fields[called] = value
    return _Form(form["action"], fields)


def _onward(page: Node) -> str | None:
    pager = page.first("nav", "pager")
    return next((one["href"] for one in pager.all("a") if one.text == "Next"), None) if pager is not None else None


def _said(page: Node) -> Post:
    """What the page says to this person of what they did."""
    notes = page.all("div", "said")
    text = notes[-1].one("p").text if notes else page.one("main").text
    part = _part(notes[-1]) if notes else Part(text=text)
    return Post(id="", channel="", author=PRODUCT, private=True, text=text, buttons=part.buttons)


def _post(article: Node, channel: str) -> Post:
    bot = "bot" in article.classes
    card = article.one("div", "card") if bot else article.one("p", "words")
    part = _part(card)
    replies = article.first("a", "replies")
    return Post(
        id=article["id"], channel=channel, author=article.one("b").text, private="private" in article.classes,
        text=part.text, figures=part.figures, buttons=part.buttons,
        entries=tuple(_part(one) for one in card.all("section", "entry")),
        tables=tuple(_table(one) for one in card.all("table")),
        replies=int(replies.text.split()[0].replace(",", "")) if replies is not None else 0,
    )  # fmt: skip


def _table(table: Node) -> tuple[tuple[str, ...], ...]:
    rows = (one for body in table.all("tbody") for one in body.all("tr"))
    return tuple(tuple(cell.text for cell in row.below() if cell.tag in ("th", "td")) for row in rows)


def _part(node: Node) -> Part:
    figures = [Control(label=one.text, handle=_Link(one["href"])) for one in node.all("a", "fig")]
    buttons: list[Control] = []
    for acts in [one for one in node.below() if "acts" in one.classes or one.tag == "form"]:
        buttons += [one for one in _pressed(acts) if one.handle not in [each.handle for each in buttons]]
    return Part(text=_words(node), figures=tuple(figures), buttons=tuple(buttons))


def _words(node: Node) -> str:
    """What it says, and what its pictures say to somebody who does not see them."""
    drawn = [one["aria-label"] for one in node.all("svg") if one["aria-label"]]
    return " ".join([node.text, *drawn])


def _pressed(acts: Node) -> Sequence[Control]:
    forms = [acts] if acts.tag == "form" else acts.all("form")
    found = []
    for form in forms:
        for one in form.all("button"):
            named = {one["name"]: one["value"]} if one["name"] else {}
            found.append(Control(label=one.text, handle=_Form(form["action"], {**_hidden(form), **named})))
    links = acts.all("a", "btn") + acts.all("a", "item")
    return [*found, *(Control(label=one.text, handle=_Link(one["href"])) for one in links)]


def _customer(line: Node, action: str, hidden: Mapping[str, str]) -> Customer:
    box, draft = line.one("input", type="checkbox"), line.one("textarea")
    words = draft.text
    form = _Form(action, {**hidden, box["name"]: "1", draft["name"]: words, "told": "1"})
    return Customer(
        words=line.one("blockquote").text.strip("“”"), draft=words, told="done" in line.classes, handle=form
    )  # fmt: skip


__all__ = ["WorkspaceHand"]
