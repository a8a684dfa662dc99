"""A mailbox in one file: mails as people send them, and as machines and enemies do."""

from __future__ import annotations

from datetime import UTC, datetime

from adapters import html
from adapters.sources import file
from bot.listening.intake import read_mention
from bot.listening.strict_json import read_json
from bot.model.mention import Mention
from bot.ports.world import Item

BOX = b"""From jo@example.org Mon Oct  5 09:00:00 2026
From: Jo Smith <Jo@Example.org>
To: support@lumo.example
Subject: Parcel
Date: Mon, 5 Oct 2026 11:00:00 +0200
Message-ID: <one@example.org>

My parcel never came.
>From the tracking page I learn nothing.

From support@lumo.example Mon Oct  5 10:00:00 2026
From: Robot <noreply@lumo.example>
Date: Mon, 5 Oct 2026 11:00:05 +0200
Message-ID: <auto@lumo.example>
Auto-Submitted: auto-replied

We have got your mail.

From jo@example.org Mon Oct  5 12:00:00 2026
From: =?utf-8?q?J=C3=B6?= <jo@example.org>
Date: Mon, 5 Oct 2026 14:00:00 +0200
Message-ID: <two@example.org>
In-Reply-To: <answer@lumo.example>
References: <one@example.org> <answer@lumo.example>
Content-Type: text/html; charset=utf-8

<p>Still <b>nothing</b>.</p><script>x()</script>

From broken Mon Oct  5 13:00:00 2026
From: x@example.org
Date: yesterday

No date.

From latin@example.org Mon Oct  5 14:00:00 2026
From: latin@example.org
Date: Mon, 5 Oct 2026 15:00:00 +0000
Message-ID: <three@example.org>
In-Reply-To: <one@example.org>
Content-Type: text/plain; charset=iso-8859-1

Sch\xf6n, danke.

On Mon, 5 Oct 2026 somebody wrote:
> My parcel never came.
"""


async def _items(data: bytes, cursor: str = "") -> tuple[Item, ...]:
    poll = await file.connect(data, read=read_json, name="box.mbox", plain=html.connect()).poll(cursor)
    return poll.items


def _read(item: Item) -> Mention:
    found = read_mention(item.mention, where=item.position, arrived=datetime(2026, 10, 6, tzinfo=UTC))
    assert isinstance(found, Mention)
    return found


async def test_each_mail_of_a_person_is_a_turn_of_its_conversation() -> None:
    items = await _items(BOX)
    mentions = [_read(item) for item in items if item.error is None]
    assert [(one.source_id, one.conversation, one.text.raw) for one in mentions] == [
        ("one@example.org", "one@example.org",
         "Parcel\nMy parcel never came.\nFrom the tracking page I learn nothing."),
        ("two@example.org", "one@example.org", "Still nothing."),
        ("three@example.org", "one@example.org", "Schön, danke."),
    ]  # fmt: skip
    assert mentions[0].at == datetime(2026, 10, 5, 9, tzinfo=UTC)
    assert {(one.kind, one.visibility, one.channel) for one in mentions} == {("service", "internal", "email")}
    first = mentions[0].author
    assert first is not None and (first.id, first.name.raw) == ("jo@example.org", "Jo Smith")


async def test_a_mail_that_cannot_be_read_is_named_with_its_line_and_the_rest_comes() -> None:
    (bad,) = [item for item in await _items(BOX) if item.error is not None]
    assert bad.position == "line 29"


async def test_broken_boxes_give_items_and_never_fail() -> None:
    for cut in range(len(BOX) - 400, len(BOX), 7):
        assert len(await _items(BOX[:cut])) >= 2
    head = b"From a@b.c Mon Oct  5 09:00:00 2026\nDate: Mon, 5 Oct 2026 11:00:00 +0200\n"
    for rest in (b"", b"\n", b"Content-Type: text/plain; charset=nonsense\n\nx", b"Content-Type: multipart/mixed\n\nx",
                 b"Content-Transfer-Encoding: base64\n\n!!!", b"From: \xff\xfe <\n\nx", b"\x00" * 50):  # fmt: skip
        assert len(await _items(head + rest)) == 1
