"""The condition of a set of rows, from a fixed table of fragments with parameters.

The same condition counts, lists and splits the set: that is why every figure opens to as many rows as it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime

from bot.model.rows import Rows
from bot.ports.memory import Visible
from store.columns import as_list, micros

COUNTED = "m.state <> 'deleted'"
VISIBLE = "m.visibility in (select value from json_each(:visible))"

# A plus keeps SQLite from reading by that index: the time index serves these better, as pages are in order of time.
FRAGMENTS: Mapping[str, str] = {
    "theme": "m.theme = :theme",
    "insight": "m.id in (select e.mention from evidence e where e.insight = :insight)",
    "department": "m.department = :department",
    "concerns": """(m.department = :concerns or exists (
    select 1 from evidence e where e.mention = m.id and e.insight in (
      select i.id from insight i, json_each(i.body, '$.departments') d
      where json_extract(d.value, '$.department') = :concerns and coalesce(json_extract(d.value, '$.active'), 1))))""",
    "group": "exists (select 1 from mention_group g where g.name = :group and g.mention = m.id)",
    "source": "+m.source = :source",
    "kind": "m.kind = :kind",
    "sentiment": "m.sentiment = :sentiment",
    "language": "m.language = :language",
    "voice": "m.voice = (select v.id from voice v where v.name = :voice)",
    "author": """(m.voice = (select v.id from voice v where v.name = :author) or (
    m.voice in (select v.id from voice v where v.name >= '#link:' and v.name < '#link;')
    and m.source || ':' || m.author = :author))""",
    "conversation": "m.conversation = :conversation",
    "text": "m.id in (select t.rowid from mention_text t where t.mention_text match :text)",
    "since": "m.at >= :since",
    "until": "m.at < :until",
}
COPIES: Mapping[str, str] = {"originals": "m.copy_of is null", "copies": "m.copy_of is not null"}


def condition(rows: Rows, visible: Visible) -> tuple[str, dict[str, object]]:
    """The condition as SQL over `mention m`, and the values of its parameters (`text` as people wrote it)."""
    parts, values = [COUNTED], dict[str, object]()
    for spec in fields(rows):
        value = getattr(rows, spec.name)
        if spec.name in FRAGMENTS and value is not None:
            parts.append(FRAGMENTS[spec.name])
            values[spec.name] = micros(value) if isinstance(value, datetime) else value
    if rows.copies in COPIES:
        parts.append(COPIES[rows.copies])
    if visible is not None:
        parts.append(VISIBLE)
        values["visible"] = as_list(sorted(visible))
    return "\n  and ".join(parts), values
