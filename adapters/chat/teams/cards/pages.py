"""What opens, as dialogs: the rows behind a number, a topic, an insight with its told-list, a part of an answer.

Each function gives (title, card). A dialog has no memory: `state` says what is open, and every button carries it back.
Figures in a dialog open by the list of numbers below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any, Final

from adapters.chat.teams.cards import parts
from adapters.chat.teams.cards.charts import Look, chart
from adapters.chat.teams.cards.draw import ACTIONS, Pen, folded, rows_of
from adapters.chat.teams.cards.inputs import Choice, choice_input, text_input
from adapters.chat.teams.cards.more import act_lists, beside, number_list
from adapters.chat.teams.cards.parts import BYTES, Json
from bot.model.letters import clean, cut
from bot.model.mention import Untrusted
from bot.model.message import Actions, Header, Message, Span, Text
from bot.model.views import Facet, InsightPage, RowsPage, RowView, ToldRow, TopicPage
from bot.texts import drawn
from bot.texts import teams as texts
from bot.texts import workspace as words

Dialog = tuple[str, Json]
State = Mapping[str, Any]
TOLD: Final = 10
"""Customers of the told-list on one page."""
_TITLE: Final = 60
_QUOTE: Final = 700
_NAMED: Final = 60
_MOODS: Final = ("positive", "neutral", "negative", "mixed")
_STEPS: Final = 30
_CARDS: Final = 5
_QUOTES: Final = 10
_ROWS: Final = 20
_FACETS: Final = 40
_ROOM: Final = 8_000
"""Bytes kept for the head and the buttons of a dialog."""
_PLAIN: Final = Look()


def rows_card(page: RowsPage, *, state: State, narrowed: bool = False) -> Dialog:
    """The evidence drawer: exactly the rows of a figure, twenty a page, with what corrects each of them.

    `narrowed`: only a part of the figure's rows is listed, and the way back to all of them is offered.
    """
    counts = page.counts
    subtitle = page.subtitle or words.counted(counts.mentions, counts.people, counts.copies)
    body = [
        *parts.rich(parts.inline(tuple(Span(text=span.text, style="strong") for span in page.title), size="Medium")),
        *parts.rich(parts.run(subtitle), spacing="None"),
        *_facets(page.sources, counts.mentions),
        *_facets(page.moods, counts.mentions),
        *_narrow(page, state, narrowed=narrowed),
    ]
    if not page.views:
        body += parts.block(words.nothing_matches())
    first = (page.page - 1) * _ROWS + 1
    shown = [_row(view, number=first + at) for at, view in enumerate(page.views[:_ROWS])]
    foot = f"{page.note}  {words.page_of(page.page, page.pages, counts.mentions)}".strip()
    ends = [
        *parts.rich(parts.faint(foot, size="Small"), separator=True, spacing="Medium"),
        *_correction(page, first, state),
        *parts.acts(*_turns(page.page, page.pages, state), _csv(counts.mentions, state), spacing="Medium"),
    ]
    room = BYTES - _ROOM - sum(map(parts.size, body))
    title = cut(words.exactly(counts.mentions).partition(" ·")[0], _TITLE)
    return title, parts.card([*body, *folded(shown, ends, room=room, look=_PLAIN)])


def topic_card(page: TopicPage, *, zone: tzinfo, state: State, look: Look = _PLAIN) -> Dialog:
    """A topic: what is said of it, by week, what was done, its insights and quotes."""
    body = [] if page.now else parts.block(words.past_view(words.day(page.as_of.astimezone(zone))), isSubtle=True)
    body += parts.heading(page.name or page.label)
    body += parts.rich(parts.inline(page.summary), spacing="Small")
    groups = [chart(page.weekly, look)] if page.weekly is not None else []
    pen = Pen(key="", look=look)
    for _, message in page.insights[:_CARDS]:
        shown = [one for at, block in enumerate(message.blocks) for one in pen.block(at, block)]
        groups.append(parts.box(shown, separator=True, spacing="Medium"))
    groups.append(_left(drawn.more_insights(len(page.insights) - _CARDS), len(page.insights) - _CARDS))
    done = [f"{words.moment(change.at.astimezone(zone))}: {told}" for change, told in page.history]
    groups.append(_steps(words.WORDS["history"], done))
    happened = [f"{words.moment(event.at.astimezone(zone))}: {told}" for event, told in page.events]
    groups.append(_steps(words.WORDS["events"], happened))
    if page.service is not None:
        groups.append(parts.heading(page.service.summary, size="Medium"))
        groups += [parts.box(list(pen.block(at, block))) for at, block in enumerate(page.service.blocks)]
    if page.quotes:
        groups.append(parts.heading(words.WORDS["quotes"], size="Medium"))
        groups += [_row(view) for view in page.quotes[:_QUOTES]]
        groups.append(_left(drawn.more_quotes(len(page.quotes) - _QUOTES), len(page.quotes) - _QUOTES))
    ends = [*_insights(page, state), *number_list(topic_message(page), state)]
    room = BYTES - _ROOM - sum(map(parts.size, body))
    return drawn.topic_title(), parts.card([*body, *folded(groups, ends, room=room, look=look)])


def topic_message(page: TopicPage) -> Message:
    """What the numbers in a topic's dialog count on: its own line, then its insights."""
    cards = [block for _, message in page.insights[:_CARDS] for block in message.blocks]
    said = (block for block in cards if not isinstance(block, Actions))
    service = page.service.blocks if page.service is not None else ()
    return Message(blocks=(Text(line=page.summary), *said, *service), summary="")


def insight_card(page: InsightPage, *, state: State, at: int = 1, look: Look = _PLAIN) -> Dialog:
    """An insight: its card with its acts, its history, and page `at` of the customers to tell with their drafts."""
    pen = Pen(key="", look=look)
    body = [one for number, block in enumerate(page.card.blocks) for one in pen.block(number, block)]
    body += [*act_lists(page.card, state, folded=True), *number_list(page.card, state)]
    groups = [_steps(words.WORDS["history"], list(page.history))]
    ends: list[Json] = []
    if page.told:
        pages = -(-len(page.told) // TOLD)
        at = min(max(at, 1), pages)
        shown = page.told[(at - 1) * TOLD : at * TOLD]
        groups += [_told_head(page), *(_told_row(row) for row in shown)]
        turns = [*_turns(at, pages, state), _csv(len(page.told), state)]
        mark = parts.submit(texts.mark(), {**state, "d": "told"})
        ends = [*_marking(shown), *parts.acts(mark, *turns, spacing="Medium")]
    room = BYTES - _ROOM - sum(map(parts.size, body))
    return drawn.insight_title(), parts.card([*body, *folded(groups, ends, room=room, look=look)])


def answer_card(message: Message, *, key: str, look: Look = _PLAIN) -> Dialog:
    """An opened part of an answer: its figures open further under the key of the message that holds them."""
    title = next((block.text for block in message.blocks if isinstance(block, Header)), "")
    pen, state = Pen(key=key, look=look), {"k": key}
    short = clean(title).strip()
    fits = bool(short) and cut(short, _TITLE) == short
    # A title that is whole in the head of the dialog need not stand below it again.
    blocks = [one for one in message.blocks if not (fits and isinstance(one, Header) and one.text == title)]
    groups = pen.blocks(replace(message, blocks=tuple(blocks)), room=BYTES - _ROOM)
    about = any(row.insight is not None for row in rows_of(message))
    acts = act_lists(message, state) if about else _buttons(message, key)
    ends = [*acts, *number_list(message, state)]
    body = folded(groups, ends, room=BYTES - _ROOM, look=look)
    return (short if fits else drawn.answer_title()), parts.card(body or parts.block("–"))


def _buttons(message: Message, key: str) -> list[Json]:
    """The buttons of an answer, a list of them where they leave no room for that of its numbers."""
    found = [(one, row) for row in rows_of(message) for one in (*row.buttons, *row.menu)]
    if len(found) >= ACTIONS:
        return act_lists(message, {"k": key})
    return parts.acts(*(parts.act(one, row, key=key, dialog=True) for one, row in found), spacing="Medium")


# --- rows -----------------------------------------------------------------------------------------------------------


def _facets(facets: Sequence[Facet], together: int) -> list[Json]:
    if not facets:
        return []
    named = [f"{clean(facet.name)} {words.number(facet.count)}" for facet in facets]
    told = " · ".join([*named, words.together(together)])
    return parts.rich(parts.faint(Untrusted(told), size="Small"), spacing="Small")


def _narrow(page: RowsPage, state: State, *, narrowed: bool) -> list[Json]:
    """The list that narrows to a source or a mood; each set is a part of the one that is open."""
    choices: list[Choice] = [(words.WORDS["all"], "all")] if narrowed else []
    for name, facets in (("source", page.sources), ("sentiment", page.moods)):
        choices += [
            (f"{facet.name} {facet.count:,}", f"{name}={value}")
            for facet in facets[:_FACETS]
            if (value := getattr(facet.rows, name))
        ]
    if not choices:
        return []
    field = choice_input("facet", drawn.narrow(), choices, hint=words.WORDS["all"])
    return beside(field, parts.submit(words.WORDS["show"], {**state, "d": "narrow"}))


def _turns(page: int, pages: int, state: State) -> list[Json]:
    def to(words_: str, at: int) -> Json:
        return parts.turn(words_, {**state, "d": "page", "p": at})

    back = [to(drawn.back_to(page - 1), page - 1)] if page > 1 else []
    return back + ([to(drawn.on_to(page + 1), page + 1)] if page < pages else [])


def _csv(count: int, state: State) -> Json:
    return parts.turn(words.csv_label(count), {**state, "d": "csv"})


def _row(view: RowView, *, number: int = 0) -> list[Json]:
    """Who said it, what was said, and why it was matched."""
    row, gone = view.row, view.row.state != "live"
    who = words.WORDS["removed"] if gone else words.WORDS["no_author"] if view.author is None else clean(view.author)
    repeated = words.reposts(row.copies) if row.copies else ""
    head = _joined(str(number) if number else "", view.when, view.source, who, view.mood, repeated)
    items = parts.rich(parts.faint(Untrusted(head), size="Small"))
    if gone:
        items += parts.rich(parts.run(Untrusted(row.reason or "–")), spacing="None")
        return parts.box(items, separator=True, spacing="Small")
    matched = f"{words.WORDS['matched']}: {view.reason}" if view.reason else ""
    hidden = words.hidden(view.redacted) if view.redacted else ""
    foot = _joined(matched, view.department, hidden)
    items += parts.rich(parts.run(Untrusted(f"“{cut(clean(view.text), _QUOTE)}”")), spacing="None")
    items += parts.rich(parts.faint(Untrusted(foot), size="Small"), spacing="None")
    return parts.box(items, separator=True, spacing="Small")


def _correction(page: RowsPage, first: int, state: State) -> list[Json]:
    """Which row is read wrongly, and how: the mood that its person saw goes along."""
    live = [(first + at, view) for at, view in enumerate(page.views[:_ROWS]) if view.row.state == "live"]
    if not live:
        return []
    rows = [(f"{at}  {cut(clean(view.text), _NAMED)}", str(view.row.id)) for at, view in live]
    wrong = [(words.WORDS["not_about_us"], "not_about_us|")]
    wrong += [(texts.it_is(words.WORDS[f"mood_{mood}"]), f"wrong_mood|{mood}") for mood in _MOODS]
    wrong += [(drawn.take_back(), "undo|")]
    moods = {str(view.row.id): view.row.sentiment for _, view in live}
    which = choice_input("row", texts.which_row(), rows, hint=texts.choose_row())
    what = choice_input("wrong", texts.what_is_wrong(), wrong, hint=texts.what_is_wrong())
    return [which, *beside(what, parts.submit(texts.correct_it(), {**state, "d": "correct", "m": moods}))]


def _joined(*said: str) -> str:
    return " · ".join(clean(one).strip() for one in said if clean(one).strip())


# --- topics and insights --------------------------------------------------------------------------------------------


def _steps(title: str, told: Sequence[str]) -> list[Json]:
    """A history under its title, the newest steps if not all fit."""
    if not told:
        return []
    lines = [one for what in told[-_STEPS:] for one in parts.rich(parts.run(Untrusted(what)), spacing="Small")]
    left = _left(drawn.more_steps(len(told) - _STEPS), len(told) - _STEPS)
    return parts.box([*parts.heading(title, size="Medium"), *lines, *left], separator=True, spacing="Medium")


def _left(said: str, count: int) -> list[Json]:
    return parts.rich(parts.faint(said, size="Small")) if count > 0 else []


def _insights(page: TopicPage, state: State) -> list[Json]:
    if not page.insights:
        return []
    choices = [(_named(message) or clean(one.label), str(one.id)) for one, message in page.insights]
    field = choice_input("insight", texts.which_insight(), choices, value=choices[0][1])
    return beside(field, parts.submit(drawn.open_insight(), {**state, "d": "insight"}))


def _named(message: Message) -> str:
    """An insight as its card begins: `SUDDEN RISE, again: login failure Saturday 19:24`."""
    head = next((block.text for block in message.blocks if isinstance(block, Header)), "")
    line = next((parts.words(block.line) for block in message.blocks if isinstance(block, Text)), "")
    return ": ".join(one for one in (head, line) if one.strip())


def _told_head(page: InsightPage) -> list[Json]:
    progress = words.told_progress(page.told_count, len(page.told))
    items = [
        *parts.heading(words.WORDS["told_list"], size="Medium"),
        *parts.rich(parts.strong(progress), parts.run(f"  {words.told_note()}"), spacing="Small"),
    ]
    return parts.box(items, separator=True, spacing="Medium")


def _told_row(row: ToldRow) -> list[Json]:
    view = row.view
    state = _joined(words.WORDS["told"], row.by).replace(" · ", " ") if row.told else ""
    items = parts.rich(parts.faint(Untrusted(_joined(view.when, view.source, _who(view), state)), size="Small"))
    items += parts.rich(parts.run(Untrusted(f"“{cut(clean(view.text), _QUOTE)}”")), spacing="None")
    draft = parts.rich(parts.run(Untrusted(row.draft)))
    items += parts.box(draft, style="emphasis", spacing="Small")
    return parts.box(items, separator=True, spacing="Small")


def _who(view: RowView) -> str:
    return words.WORDS["no_author"] if view.author is None else clean(view.author)


def _marking(shown: Sequence[ToldRow]) -> list[Json]:
    """Which customer was told, and in which words if not those of the draft."""
    choices = [
        (
            f"{cut(_joined(row.view.when, row.view.source, _who(row.view)), _NAMED)}: {texts.will_be(bool(row.told))}",
            f"{row.view.row.id}|{'no' if row.told else 'yes'}",
        )
        for row in shown
    ]
    which = choice_input("told", texts.which_customer(), choices, hint=texts.choose_customer())
    said = text_input("draft", texts.own_words(), lines=True)
    return [which, said]
