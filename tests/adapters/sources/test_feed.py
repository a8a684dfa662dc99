"""Feeds of the kinds that people have, and the contract on a feed of our own."""

from __future__ import annotations

import json
from datetime import timedelta
from xml.sax.saxutils import escape

import pytest
from aiohttp import web

from adapters.sources import feed
from bot.compose.clock import StoryClock
from bot.errors import Refused
from bot.listening.strict_json import read_json
from bot.ports.sources import NOTHING, Account, Answer, Outside, Socket
from bot.ports.world import Poll
from bot.testing.source_contract import NOON, Counterpart, SourceContract


class Blog(Counterpart):
    """An Atom feed with `ETag`, newest first; taken back entries are simply not in it."""

    def routes(self) -> list[web.AbstractRouteDef]:
        """One feed."""
        return [web.get("/feed", self._feed)]

    async def _feed(self, request: web.Request) -> web.Response:
        entries = "".join(self._entry(one.id) for one in reversed(self.said.values()) if not one.gone)
        bad = "<entry><id>bad</id><updated>2026-10-05T10:00:00Z</updated></entry>" if self.bad else ""
        body = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>B</title>{bad}{entries}</feed>'
        mark = f'"{hash(body)}"'
        if request.headers.get("If-None-Match") == mark:
            return web.Response(status=304)
        return web.Response(text=body, content_type="application/atom+xml", headers={"ETag": mark})

    def _entry(self, id_: str) -> str:
        one = self.said[id_]
        return (
            f"<entry><id>{one.id}</id><published>{one.at.isoformat()}</published>"
            f"<updated>{(one.edited or one.at).isoformat()}</updated><author><name>{one.author}</name></author>"
            f'<content type="html">{escape("<p>" + escape(one.text) + "</p>")}</content></entry>'
        )


class TestFeed(SourceContract):
    about, place, connect = feed.ABOUT, Blog, staticmethod(feed.connect)
    deletes = False

    def account(self, there: Counterpart) -> Account:
        return Account(name="place", since=NOON - timedelta(days=30), url=f"{there.base}/feed")


class Told:
    """A client that gives what it is told, and remembers the headers it was asked with."""

    def __init__(self, *bodies: str | bytes) -> None:
        self.bodies = list(bodies)
        self.asked: list[dict[str, str]] = []

    async def ask(self, url: str, *, method: str = "GET", headers: object = NOTHING, body: bytes = b"") -> Answer:
        assert isinstance(headers, dict)
        self.asked.append(headers)
        said = self.bodies.pop(0)
        if not said:
            return Answer(status=304, headers={}, body=b"")
        raw = said.encode() if isinstance(said, str) else said
        return Answer(status=200, headers={"etag": '"1"', "content-type": "text/xml"}, body=raw)

    async def open(self, url: str, *, headers: object = NOTHING, protocols: object = ()) -> Socket:
        raise NotImplementedError


async def _polled(*bodies: str | bytes, cursor: str = "") -> tuple[Poll, Told]:
    from adapters.html import plain

    told, clock = Told(*bodies), StoryClock(NOON)
    outside = Outside(http=told, clock=clock, read=read_json, plain=plain)
    account = Account(name="news", since=NOON - timedelta(days=30), url="https://x.example/f")
    source = feed.connect(account, outside=outside)
    poll = await source.poll(cursor)
    for _ in bodies[1:]:
        clock.set(clock.now() + timedelta(minutes=15))
        poll = await source.poll(poll.cursor)
    return poll, told


ALERT = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Google Alert</title>
<entry><id>tag:google.com,2013:googlealerts/feed:1</id>
<title type="html">The &lt;b&gt;Lumo&lt;/b&gt; phone, reviewed</title>
<link href="https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://news.example/lumo?a=1&amp;ct=ga"/>
<published>2026-10-05T09:00:00Z</published><updated>2026-10-05T09:00:00Z</updated>
<content type="html">It is &lt;b&gt;fine&lt;/b&gt; &amp;amp; cheap&lt;script&gt;alert(1)&lt;/script&gt;</content>
<author><name></name></author></entry></feed>"""

REVIEWS = """<?xml version="1.0"?><feed xmlns:im="http://itunes.apple.com/rss" xmlns="http://www.w3.org/2005/Atom">
<entry><id>1</id><title>Lumo</title><im:name>Lumo</im:name><im:artist>Lumo Ltd</im:artist></entry>
<entry><updated>2026-10-04T02:25:54-07:00</updated><id>77</id><title>Crashes</title>
<content type="text">Since the update it crashes.</content><content type="html">&lt;table&gt;x&lt;/table&gt;</content>
<im:rating>1</im:rating><author><name>kim</name><uri>https://itunes.example/kim</uri></author></entry></feed>"""

VIDEO = """<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"
xmlns="http://www.w3.org/2005/Atom"><entry><id>yt:video:abc</id><yt:videoId>abc</yt:videoId><title>Lumo unboxed</title>
<link rel="alternate" href="https://www.youtube.com/watch?v=abc"/><author><name>Tester</name></author>
<published>2026-10-01T10:00:00+00:00</published><updated>2026-10-02T10:00:00+00:00</updated>
<media:group><media:description>We open it.</media:description></media:group></entry></feed>"""

UNDATED = '<rss version="2.0"><channel><title>t</title><item><guid>1</guid><title>{}</title></item></channel></rss>'


async def test_an_alert_names_the_page_it_is_about_and_runs_nothing() -> None:
    poll, _ = await _polled(ALERT)
    assert poll.items[0].mention == {
        "source": "news", "id": "tag:google.com,2013:googlealerts/feed:1", "at": "2026-10-05T09:00:00+00:00",
        "text": "The Lumo phone, reviewed\nIt is fine & cheap", "url": "https://news.example/lumo?a=1",
    }  # fmt: skip


async def test_a_review_has_its_stars_and_the_app_itself_is_none() -> None:
    poll, _ = await _polled(REVIEWS)
    assert [one.mention for one in poll.items] == [
        {
            "source": "news", "id": "77", "at": "2026-10-04T09:25:54+00:00", "rating": 1,
            "text": "Crashes\nSince the update it crashes.", "author": {"id": "kim", "name": "kim"},
        }
    ]  # fmt: skip


async def test_a_video_has_its_description_and_its_last_change() -> None:
    poll, _ = await _polled(VIDEO)
    mention = poll.items[0].mention
    assert mention is not None
    assert (mention["text"], mention["edited"]) == ("Lumo unboxed\nWe open it.", "2026-10-02T10:00:00+00:00")


async def test_an_unchanged_feed_costs_nothing() -> None:
    poll, told = await _polled(ALERT, "")
    assert poll.items == ()
    assert told.asked[1]["If-None-Match"] == '"1"'
    assert json.loads(poll.cursor)["etag"] == '"1"'


async def test_an_entry_without_a_date_has_the_time_at_which_it_was_first_seen_and_no_other() -> None:
    once, _ = await _polled(UNDATED.format("The lumo"))
    assert once.items[0].mention is not None and once.items[0].mention["at"] == NOON.isoformat()
    again, _ = await _polled(UNDATED.format("The lumo"), UNDATED.format("The lumo"))
    assert again.items == ()
    changed, _ = await _polled(UNDATED.format("The lumo"), UNDATED.format("The lumo phone"))
    mention = changed.items[0].mention
    assert mention is not None
    assert (mention["at"], mention["edited"]) == (NOON.isoformat(), (NOON + timedelta(minutes=15)).isoformat())


@pytest.mark.parametrize("body", ["<html><body>Sign in</body></html>", "{}", "x", "\x00"])
async def test_what_is_no_feed_is_refused(body: str) -> None:
    with pytest.raises(Refused):
        await _polled(body)


async def test_entities_are_not_expanded_without_end_and_no_file_is_read() -> None:
    bomb = '<!DOCTYPE f [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    bomb += '<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    bomb += UNDATED.format("&b;&b;&x;")
    try:
        poll, _ = await _polled(bomb)
    except Refused:
        return
    assert all("root:" not in str(one.mention) for one in poll.items)


def _feed(*numbers: int) -> str:
    """A feed of these entries, each of its own hour, as they stand."""
    entries = "".join(
        f"<entry><id>e{one}</id><title>Entry {one}</title><updated>2026-10-05T0{one}:00:00Z</updated></entry>"
        for one in numbers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{entries}</feed>'


def _taken_back(poll: Poll) -> list[str]:
    return [str(one.mention["id"]) for one in poll.items if one.mention is not None and one.mention.get("op")]


@pytest.mark.parametrize("again", [_feed(4, 2, 1), ""])
async def test_an_entry_that_is_missing_while_an_older_one_stands_was_taken_back(again: str) -> None:
    poll, _ = await _polled(_feed(4, 3, 2, 1), _feed(4, 2, 1), again)
    assert _taken_back(poll) == []
    poll, _ = await _polled(_feed(4, 3, 2, 1), _feed(4, 2, 1), again, again)
    assert _taken_back(poll) == ["e3"]
    poll, _ = await _polled(again or _feed(4, 2, 1), cursor=poll.cursor)
    assert _taken_back(poll) == []


@pytest.mark.parametrize(
    "pages",
    [
        [_feed(3, 2, 1), _feed(4, 3, 2), "", "", "", ""],  # it made room for a newer one
        [_feed(4, 3, 2, 1), *[_feed(1, 4, 2)] * 5],  # not in the order of their times: a choice
        [_feed(4, 3, 2, 1), _feed(4, 2, 1), "", _feed(4, 3, 2, 1), "", ""],  # it came back
        [_feed(4, 3, 2, 1), *[_feed()] * 5],  # nothing stands
    ],
)
async def test_whatever_else_is_missing_was_not_taken_back(pages: list[str]) -> None:
    cursor, gone = "", []
    for page in pages:
        poll, _ = await _polled(page, cursor=cursor)
        cursor = poll.cursor
        gone += _taken_back(poll)
    assert gone == []
