"""The terminal as a chat: messages are drawn as plain text, as wide as it is.

`draw` makes the text of a message, `connect` a chat that writes what is posted.
"""

from adapters.chat.terminal.chat import connect
from adapters.chat.terminal.draw import draw

__all__ = ["connect", "draw"]
