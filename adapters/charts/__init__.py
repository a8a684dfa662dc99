"""Charts: a spec becomes SVG for pages and PNG for chats."""

from adapters.charts.draw import connect as connect
from adapters.charts.draw import icon as icon
