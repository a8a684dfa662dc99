"""Messages that together use every block, span and style there is."""

from __future__ import annotations

from bot.model.insight import InsightId
from bot.model.mention import Untrusted
from bot.model.message import Actions, Button, Chart, Entry, Header, Message, Quote, Span, Spark, Table, Text
from bot.model.rows import Rows
from bot.testing.samples import at

_FIGURE = Span(
    text="164", style="strong", opens=Rows(theme=7, since=at(), until=at(3), copies="originals", text="log in")
)
_LINE = (
    _FIGURE, Span(text=Untrusted('<b>"hé"\n\\u0000</b> 🙂')), Span(text="topic", style="faint", topic=7),
    Span(text="page", style="good", href="/topics/7"), Span(text="", style="bad"),
)  # fmt: skip
_QUOTE = Quote(text=Untrusted("cant log in since 7"), origin=_LINE[:2])
_ACTIONS = Actions(
    insight=InsightId(3), buttons=(Button(label="Take it on", act="take", primary=True),),
    menu=(Button(label="Tag", act="open:tag", value="7"),), saw="in_work",
)  # fmt: skip
_SPARK = Spark(values=(1.0, None, 0.0, 2.5), alt="up, then down")
_CHART = Chart(
    kind="stacked", title="Topics", alt="sign-in rose", x=("Mon", "Tue"),
    series=(("a", (1.0, None)), ("b", (0.0, 2.0))), unit="mentions", band=("a", "b"), mark=("Tue", "fixed"),
)  # fmt: skip
_ENTRY = Entry(
    number=1, insight=InsightId(3), badge="SUDDEN RISE", tone="bad", title=_LINE, figures=_LINE[:1], spark=_SPARK,
    quote=_QUOTE, why=(Span(text="because"),), actions=_ACTIONS,
)  # fmt: skip

MESSAGES: tuple[Message, ...] = (
    Message(blocks=(), summary=""),
    Message(blocks=(Header(text="Support digest"), Text(line=_LINE, faint=True), Text(line=())), summary="Digest"),
    Message(blocks=(_QUOTE, _ACTIONS, Actions(insight=None, buttons=())), summary="Card", insight=InsightId(3)),
    Message(blocks=(_SPARK, _CHART, Table(head=("a", "b"), rows=((_LINE, ()), ((), _LINE)))), summary="Figures"),
    Message(
        blocks=(_ENTRY, Entry(number=2, insight=InsightId(4), badge="", tone="calm", title=(), figures=())),
        summary="Two", numbered={1: InsightId(3), 2: InsightId(4)}, private=True,
    ),
)  # fmt: skip
"""None of them is like another."""
