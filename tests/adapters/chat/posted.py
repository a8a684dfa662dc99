"""What chats draw: what the demo posted, and messages of any content."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from hypothesis import strategies as st

from adapters.chat.workspace.body import message_of
from bot.model.changes import RoomPost
from bot.model.insight import InsightId
from bot.model.mention import Untrusted
from bot.model.message import Actions, Button, Chart, Entry, Header, Message, Quote, Span, Spark, Table, Text
from bot.model.rows import Rows
from bot.testing import lumo


def _real() -> dict[str, Message]:
    """What the demo posted: a digest, an alert, answers to /roi."""
    found: dict[str, Message] = {}
    for name, body in json.loads((Path(__file__).parent / "slack" / "real.json").read_text("utf-8")).items():
        message = message_of(cast(RoomPost, SimpleNamespace(id=name, body={"message": body})))
        assert message is not None
        found[name] = message
    return found


REAL = {**_real(), "sample digest": lumo.digest(), "sample roi": lumo.roi()}


def messages(words: st.SearchStrategy[str]) -> st.SearchStrategy[Message]:
    """Messages of every kind of block whose texts are these words."""
    texts = st.one_of(words, words.map(Untrusted))
    spans = st.builds(
        lambda text, style, more: Span(text=text, style=style, **more),
        texts,
        st.sampled_from(["plain", "strong", "faint", "good", "bad"]),
        st.sampled_from(
            [{}, {"opens": Rows(theme=1)}, {"topic": 3}, {"href": "/answer?q=x&part=cash"}, {"href": "<x>"}]
        ),
    )  # fmt: skip
    lines = st.lists(spans, max_size=4).map(tuple)
    quotes = st.builds(Quote, text=words.map(Untrusted), origin=lines)
    buttons = st.builds(Button, label=words, act=st.sampled_from(["take", "open:fixed", "not_ours"]), value=words)
    acts = st.builds(
        Actions, insight=st.sampled_from([None, InsightId(4)]), saw=st.just("new"),
        buttons=st.lists(buttons, max_size=3).map(tuple), menu=st.lists(buttons, max_size=3).map(tuple),
    )  # fmt: skip
    values = st.lists(st.one_of(st.none(), st.floats(0, 1e6)), max_size=5).map(tuple)
    sparks = st.builds(Spark, values=values, alt=words)
    charts = st.builds(
        Chart, kind=st.sampled_from(["line", "bar", "stacked"]), title=words, alt=words,
        x=st.lists(words, max_size=5).map(tuple), unit=words,
        series=st.lists(st.tuples(words, values), max_size=3).map(tuple),
    )  # fmt: skip
    tables = st.integers(1, 3).flatmap(
        lambda wide: st.builds(
            Table,
            head=st.tuples(*[words] * wide),
            rows=st.lists(st.tuples(*[lines] * wide), max_size=3).map(tuple),
        )
    )
    entries = st.builds(
        Entry, number=st.integers(0, 5), insight=st.just(InsightId(2)), badge=words, title=lines, figures=lines,
        tone=st.sampled_from(["bad", "warn", "good", "calm"]), why=lines, spark=st.none() | sparks,
        quote=st.none() | quotes, actions=st.none() | acts,
    )  # fmt: skip
    blocks = st.one_of(
        st.builds(Header, text=words), st.builds(Text, line=lines, faint=st.booleans()), quotes, acts, sparks, charts,
        tables, entries,
    )  # fmt: skip
    return st.builds(Message, blocks=st.lists(blocks, max_size=6).map(tuple), summary=words)
