"""Messages and pages as Block Kit. Pure: values in, JSON out.

`draw` makes what is posted (`open|K` in its menus is number K of `bot.texts.numbered`), `rows_blocks` and its like make
what a modal shows, `escape` is the one way of outsiders' text into mrkdwn.
"""

from adapters.chat.slack.blocks.charts import Look
from adapters.chat.slack.blocks.draw import Drawn, draw
from adapters.chat.slack.blocks.escape import escape, unescape
from adapters.chat.slack.blocks.pages import answer_blocks, insight_blocks, rows_blocks, topic_blocks

__all__ = [
    "Drawn",
    "Look",
    "answer_blocks",
    "draw",
    "escape",
    "insight_blocks",
    "rows_blocks",
    "topic_blocks",
    "unescape",
]
