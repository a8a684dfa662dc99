"""Rich text, tables and charts.

Sources: docs.slack.dev/reference/block-kit/blocks/rich-text-block; .../table-block (100 rows, 20 cells, raw_text or
rich_text, one table a message, 10,000 characters in all); .../data-table-block (2-101 rows with the header, at most
20 columns, every row as long as the first, no rich text in the header, caption required, page_size 1-100, 10,000
characters in all: newer library documentation says 201 rows and 20,000, so the smaller numbers are held here);
.../data-visualization-block (title 50, 1-6 segments or series; labels 20, axis labels 50, 20 categories: the validators
of the public libraries slack-messaging and slackblocks; a newer page allows 12, so the smaller number is held here).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.stand_in.slack.shapes import Check, Json, flag, items, kinds, number, one_of, shape, text, web, wrong

TABLE_CHARACTERS = 10_000
_STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "unlink",
                                  "client_highlight"), flag))  # fmt: skip
_STYLED: dict[str, Check] = {"style": _STYLE}
_NAME = text(255)
_BORDER = one_of(0, 1)
_INLINE: dict[str, Check] = {
    "text": shape({"text": text(40_000)}, _STYLED),
    "link": shape({"url": web()}, {"text": text(40_000), "unsafe": flag, **_STYLED}),
    "emoji": shape({"name": _NAME}, {"unicode": _NAME, "skin_tone": number(1, 6), **_STYLED}),
    "user": shape({"user_id": _NAME}, _STYLED),
    "usergroup": shape({"usergroup_id": _NAME}, _STYLED),
    "channel": shape({"channel_id": _NAME}, _STYLED),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}, _STYLED),
    "color": shape({"value": _NAME}, _STYLED),
    "date": shape({"timestamp": number(0), "format": _NAME}, {"url": web(), "fallback": _NAME, **_STYLED}),
}
_ANY_INLINE = items(kinds(_INLINE), 10_000, 0)
_VERBATIM = items(kinds({name: _INLINE[name] for name in ("text", "link")}), 10_000, 0)
_SECTION = shape({"elements": _ANY_INLINE})
_RICH_PARTS = kinds(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": shape(
            {"elements": items(kinds({"rich_text_section": _SECTION}), 1_000), "style": one_of("bullet", "ordered")},
            {"indent": number(0, 8), "offset": number(0), "border": _BORDER},
        ),
        "rich_text_preformatted": shape({"elements": _VERBATIM}, {"border": _BORDER, "language": _NAME}),
        "rich_text_quote": shape({"elements": _ANY_INLINE}, {"border": _BORDER}),
    }
)
RICH_TEXT = shape({"elements": items(_RICH_PARTS, 1_000)}, {"block_id": text(255)})

_RAW: dict[str, Check] = {"raw_text": shape({"text": text(TABLE_CHARACTERS)})}
_CELL = kinds({**_RAW, "rich_text": RICH_TEXT})
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})


def said(value: Any) -> int:
    """How many characters people read in this: every text of it."""
    if isinstance(value, list):
        return sum(map(said, value))
    if isinstance(value, dict):
        return sum(
            len(part) if name == "text" and isinstance(part, str) else said(part) for name, part in value.items()
        )
    return 0


def _short_enough(value: Any, at: str) -> Iterator[str]:
    if said(value["rows"]) > TABLE_CHARACTERS:
        yield wrong(f"table must have no more than {TABLE_CHARACTERS} characters", f"{at}/rows")


TABLE = shape(
    {"rows": items(items(_CELL, 20), 100)},
    {"block_id": text(255), "column_settings": items(_COLUMN, 20, 0)},
    also=(_short_enough,),
)  # fmt: skip


def _even(value: Json, at: str) -> Iterator[str]:
    rows = value["rows"]
    if len({len(row) for row in rows}) > 1:
        yield wrong("all rows must have the same number of cells", f"{at}/rows")
    if any(cell["type"] == "rich_text" for cell in rows[0]):
        yield wrong("header cells cannot be rich_text", f"{at}/rows/0")
    if value.get("row_header_column_index", 0) >= len(rows[0]):
        yield wrong("row_header_column_index is out of range", f"{at}/row_header_column_index")


_DATA_CELL = kinds(
    {**_RAW, "rich_text": RICH_TEXT, "raw_number": shape({"value": number(whole=False)}, {"text": text(255)})}
)
DATA_TABLE = shape(
    {"rows": items(items(_DATA_CELL, 20), 101, 2), "caption": text(3000)},
    {"block_id": text(255), "page_size": number(1, 100), "row_header_column_index": number(0)},
    also=(_even, _short_enough),
)  # fmt: skip

_LABEL = text(20)
_POINT = shape({"label": _LABEL, "value": number(whole=False)})
_AXES = shape({"categories": items(_LABEL, 20)}, {"x_label": text(50), "y_label": text(50)})
_SEGMENT = shape({"label": _LABEL, "value": number(0, whole=False, above=True)})
_SERIES = shape({"name": _LABEL, "data": items(_POINT, 20)})


def _matched(value: Json, at: str) -> Iterator[str]:
    categories = value["axis_config"]["categories"]
    names = [one["name"] for one in value["series"]]
    if len(set(names)) < len(names):
        yield wrong("series names must be unique", f"{at}/series")
    if len(set(categories)) < len(categories):
        yield wrong("categories must be unique", f"{at}/axis_config/categories")
    for n, one in enumerate(value["series"]):
        if sorted(point["label"] for point in one["data"]) != sorted(categories):
            yield wrong("data labels must match the axis categories", f"{at}/series/{n}/data")


_PLOT = shape({"series": items(_SERIES, 6), "axis_config": _AXES}, also=(_matched,))
_CHART = kinds({"pie": shape({"segments": items(_SEGMENT, 6)}), "bar": _PLOT, "area": _PLOT, "line": _PLOT})
DATA_VISUALIZATION = shape({"title": text(50), "chart": _CHART}, {"block_id": text(255)})
