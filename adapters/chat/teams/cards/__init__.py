"""Messages and dialogs as Adaptive Cards. Pure: values in, JSON out.

`draw` makes what is posted, `rows_card` and its like what a dialog shows, `more_card` what stands behind "More",
`form_card` with the inputs what is filled in; `escape` is the one way of outsiders' text into anything but a TextRun.

What buttons send. Posted cards: Action.Execute with verb `act` and {k: outbox key, a: act, i: insight, s: the status
its person saw, v: value}, verb `refresh` with {k}; to open a dialog {k, d: "more"}, {k, d: "open", n: number} and
{k, d: "form", a, i, s, v} for acts that need a form or open a page. Dialogs: `d` says what to do, `f` in which field
it stands; `state` comes back with everything.
"""

from adapters.chat.teams.cards.charts import Look
from adapters.chat.teams.cards.draw import Drawn, draw
from adapters.chat.teams.cards.escape import escape, unescape
from adapters.chat.teams.cards.inputs import (
    choice_input,
    date_input,
    form_card,
    number_input,
    sentence_card,
    text_input,
    toggle_input,
)
from adapters.chat.teams.cards.more import more_card
from adapters.chat.teams.cards.pages import answer_card, insight_card, rows_card, topic_card, topic_message
from adapters.chat.teams.cards.parts import fetch, submit, turn

__all__ = [
    "Drawn",
    "Look",
    "answer_card",
    "choice_input",
    "date_input",
    "draw",
    "escape",
    "fetch",
    "form_card",
    "insight_card",
    "more_card",
    "number_input",
    "rows_card",
    "sentence_card",
    "submit",
    "text_input",
    "toggle_input",
    "topic_card",
    "topic_message",
    "turn",
    "unescape",
]
