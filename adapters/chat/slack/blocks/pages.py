"""What opens, as modals: the rows behind a figure, a topic, an insight with its told-list, a part of an answer.

A modal holds 100 blocks and neither tables nor charts. Each function gives (title, blocks).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Final
from urllib.parse import urlencode

from adapters.chat.slack.blocks import parts
from adapters.chat.slack.blocks.charts import Look, chart
from adapters.chat.slack.blocks.draw import acts_alone, card, draw
from adapters.chat.slack.blocks.parts import Json
from bot.model.letters import clean, cut
from bot.model.message import Actions, Header, Line, Message, Span
from bot.model.views import Facet, InsightPage, RowsPage, RowView, ToldRow, TopicPage
from bot.texts import drawn as texts
from bot.texts import workspace as words

Modal = tuple[str, list[Json]]
MOST: Final = 100
TOLD: Final = 20
"""Customers of the told-list on one page."""
DRAFT: Final = "draft"
"""The field that holds the draft for a customer: `draft|ID` is its block."""
_TITLE: Final = 24
_QUOTE: Final = 700
_MOODS: Final = ("positive", "neutral", "negative", "mixed")
_STEPS: Final = 30
_CARDS: Final = 5
_QUOTES: Final = 10
_ROWS: Final = 20
_PLAIN: Final = Look(charts="text", tables=False, most=MOST)


def rows_blocks(page: RowsPage) -> Modal:
    """The evidence drawer: exactly the rows of a figure, twenty a page, with what corrects each of them."""
    counts = page.counts
    subtitle = page.subtitle or words.counted(counts.mentions, counts.people, counts.copies)
    head = [Span(text=span.text, style="strong") for span in page.title]
    blocks = [
        *parts.rich(parts.stacked(parts.inline(tuple(head)), parts.said(subtitle))),
        *_facets(page.sources, counts.mentions),
        *_facets(page.moods, counts.mentions),
        *parts.actions("top", [*_turns(page.page, page.pages), _csv(counts.mentions, urlencode(page.rows.code()))]),
    ]
    for view in page.views[:_ROWS]:
        blocks += [parts.divider(), *_row(view)]
    if not page.views:
        blocks += parts.rich(parts.part("section", parts.said(words.nothing_matches())))
    foot = f"{page.note}  {words.page_of(page.page, page.pages, counts.mentions)}".strip()
    blocks += [parts.divider(), *parts.context(parts.plain(foot, parts.SECTION))]
    blocks += parts.actions("bottom", _turns(page.page, page.pages))
    return cut(words.exactly(counts.mentions).partition(" ·")[0], _TITLE), blocks


def topic_blocks(page: TopicPage, *, zone: tzinfo, look: Look = _PLAIN) -> Modal:
    """A topic: what is said of it, by week, what was done, its insights and quotes."""
    named = page.name or page.label
    blocks = parts.rich(parts.stacked(parts.said(named, bold=True), parts.inline(page.summary)))
    if not page.now:
        blocks = [
            *parts.context(parts.plain(words.past_view(words.day(page.as_of.astimezone(zone))), parts.SECTION)),
            *blocks,
        ]
    if page.weekly is not None:
        blocks += chart(page.weekly, replace(look, charts="image" if look.images else "text"), native=False)
    for insight, message in page.insights[:_CARDS]:
        blocks += [parts.divider(), *card(message, replace(_PLAIN, images=look.images))]
        opening = parts.button(texts.open_insight(), "open:insight", str(insight.id), about=clean(insight.label))
        blocks += parts.actions(f"insight|{insight.id}", [opening])
    blocks += _left(texts.more_insights(len(page.insights) - _CARDS), len(page.insights) - _CARDS)
    done = [(f"{words.moment(change.at.astimezone(zone))}: ", told) for change, told in page.history]
    blocks += _steps(words.WORDS["history"], done)
    blocks += _steps(
        words.WORDS["events"], [(f"{words.moment(event.at.astimezone(zone))}: ", told) for event, told in page.events]
    )
    if page.service is not None:
        blocks += [parts.header(page.service.summary), *card(page.service, _PLAIN)]
    quotes: list[Json] = []
    for view in page.quotes[:_QUOTES]:
        quotes += [parts.divider(), *_row(view)]
    if quotes:
        blocks += [parts.header(words.WORDS["quotes"]), *quotes]
        blocks += _left(texts.more_quotes(len(page.quotes) - _QUOTES), len(page.quotes) - _QUOTES)
    return texts.topic_title(), blocks[:MOST]


def insight_blocks(page: InsightPage, *, at: int = 1) -> Modal:
    """An insight: its card with its acts, its history, and page `at` of the customers to tell with their drafts."""
    blocks = card(page.card, _PLAIN)
    acts = [block for block in page.card.blocks if isinstance(block, Actions)]
    for number, block in enumerate(acts):
        blocks += acts_alone(block, number=number)
    blocks += _steps(words.WORDS["history"], [("", told) for told in page.history])
    if page.told:
        blocks += _told_list(page, at)
    return texts.insight_title(), blocks[:MOST]


def answer_blocks(message: Message, *, key: str) -> Modal:
    """An opened part of an answer: its figures open further under the key of the message that holds them."""
    title = next((block.text for block in message.blocks if isinstance(block, Header)), "")
    drawn = draw(message, key=key, look=_PLAIN)
    short = clean(title).strip()
    # A title that is whole in the head of the modal need not stand below it again.
    blocks = [dict(block) for block in drawn.blocks]
    if short and cut(short, _TITLE) == short and blocks[0]["type"] == "header":
        return short, blocks[1:] or blocks
    return texts.answer_title(), blocks


def _facets(facets: Sequence[Facet], together: int) -> list[Json]:
    if not facets:
        return []
    named = [f"{clean(facet.name)} {words.number(facet.count)}" for facet in facets]
    return parts.context(parts.plain(" · ".join([*named, words.together(together)]), parts.SECTION))


def _turns(page: int, pages: int) -> list[Json]:
    turns = [parts.button(texts.back_to(page - 1), "page", str(page - 1))] if page > 1 else []
    return turns + ([parts.button(texts.on_to(page + 1), "page", str(page + 1))] if page < pages else [])


def _csv(count: int, value: str) -> Json:
    return parts.button(words.csv_label(count), "csv", value if len(value) <= parts.VALUE else "")


def _row(view: RowView) -> list[Json]:
    """Who said it, what was said with what corrects it, and why it was matched."""
    row, gone = view.row, view.row.state != "live"
    who = words.WORDS["removed"] if gone else words.WORDS["no_author"] if view.author is None else clean(view.author)
    repeated = words.reposts(row.copies) if row.copies else ""
    head = _joined(view.when, view.source, who, view.mood, repeated)
    matched = f"{words.WORDS['matched']}: {view.reason}" if view.reason else ""
    hidden = words.hidden(view.redacted) if view.redacted else ""
    said: Json = {"type": "section", "block_id": f"row|{row.id}"}
    if gone:
        return [
            *parts.context(parts.plain(head, parts.SECTION)),
            *parts.context(parts.label(row.reason, parts.SECTION)),
        ]
    said["text"] = parts.label(f"“{cut(clean(view.text), _QUOTE)}”", parts.SECTION)
    said["accessory"] = _corrections(view)
    foot = _joined(matched, view.department, hidden)
    return [*parts.context(parts.plain(head, parts.SECTION)), said, *parts.context(parts.plain(foot, parts.SECTION))]


def _corrections(view: RowView) -> Json:
    """What can be said of a row: three dots, or a menu where its mood is none of these and the dots hold too few."""
    row = view.row
    moods = [mood for mood in _MOODS if mood != row.sentiment]
    options = [
        parts.option(words.WORDS["not_about_us"], f"not_about_us|{row.id}||"),
        *(
            parts.option(texts.wrong_mood(words.WORDS[f"mood_{mood}"]), f"wrong_mood|{row.id}|{row.sentiment}|{mood}")
            for mood in moods
        ),
        parts.option(texts.take_back(), f"undo|{row.id}||"),
    ]
    if len(options) <= parts.OVERFLOW:
        return {"type": "overflow", "action_id": "row", "options": options}
    return {**parts.menu(texts.which_correction(), [("", options)]), "action_id": "row"}


def _joined(*said: str) -> str:
    return " · ".join(clean(one).strip() for one in said if clean(one).strip())


def _steps(title: str, told: Sequence[tuple[str, str]]) -> list[Json]:
    """A history under its title, the newest steps if not all fit."""
    if not told:
        return []
    lines: list[Line] = [(Span(text=when, style="faint"), Span(text=what)) for when, what in told[-_STEPS:]]
    head = parts.part("section", parts.said(title, bold=True))
    return [
        parts.divider(),
        *parts.rich(head, parts.bullets(lines)),
        *_left(texts.more_steps(len(told) - _STEPS), len(told) - _STEPS),
    ]


def _left(said: str, count: int) -> list[Json]:
    return parts.context(parts.plain(said, parts.SECTION)) if count > 0 else []


def _told_list(page: InsightPage, at: int) -> list[Json]:
    pages = -(-len(page.told) // TOLD)
    shown = page.told[(at - 1) * TOLD : at * TOLD]
    progress = words.told_progress(page.told_count, len(page.told))
    csv = _csv(len(page.told), f"told|{page.insight.id}")
    blocks = [
        parts.header(words.WORDS["told_list"]),
        *parts.rich(parts.part("section", [*parts.said(progress, bold=True), *parts.said(f"  {words.told_note()}")])),
        *parts.actions("told", [*_turns(at, pages), csv]),
    ]
    for row in shown:
        blocks += _told_row(page, row)
    return blocks


def _told_row(page: InsightPage, row: ToldRow) -> list[Json]:
    view = row.view
    who = words.WORDS["no_author"] if view.author is None else clean(view.author)
    state = _joined(words.WORDS["told"], row.by).replace(" · ", " ") if row.told else ""
    head = _joined(view.when, view.source, who, state)
    label, value = (words.WORDS["mark_not_told"], "no") if row.told else (words.WORDS["mark_told"], "yes")
    code = f"told_customer|{page.insight.id}|{view.row.id}|{value}"
    said = {
        "type": "section",
        "block_id": f"told|{view.row.id}",
        "text": parts.label(f"“{cut(clean(view.text), _QUOTE)}”", parts.SECTION),
        "accessory": parts.button(label, "told", code, about=who),
    }
    return [*parts.context(parts.plain(head, parts.SECTION)), said, *_draft(row)]


def _draft(row: ToldRow) -> list[Json]:
    """The draft of an answer, which may be put in one's own words before the customer is marked as told."""
    text = clean(row.draft)[: parts.SECTION]
    if row.told:
        return parts.rich(parts.part("preformatted", parts.said(text)))
    box: Json = {"type": "plain_text_input", "action_id": DRAFT, "multiline": True, "max_length": parts.SECTION}
    return [
        {
            "type": "input",
            "block_id": f"{DRAFT}|{row.view.row.id}",
            "optional": True,
            "label": parts.label(words.WORDS["draft"]),
            "element": {**box, "initial_value": text} if text else box,
        }
    ]
