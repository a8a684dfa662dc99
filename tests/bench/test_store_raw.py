"""The yardstick of the write measurement writes exactly what the store writes."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.store_raw import open_same, write_same
from bench.store_stream import stream
from store.sqlite import connect


def _tables(path: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as file:
        names = [name for (name,) in file.execute("select name from sqlite_master where type = 'table' order by name")]
        found = {name: sorted(file.execute(" ".join(("select * from", name))), key=repr) for name in names}
        schema = file.execute("select name, sql from sqlite_master order by name").fetchall()
    return {**found, "the schema": schema, "meta": []}


def test_the_script_by_hand_writes_the_same_rows_indices_and_rollups(tmp_path: Path) -> None:
    mentions = list(stream(300, days=2))
    batches = [mentions[:100], mentions[100:300]]
    with closing(connect(tmp_path / "ours.db", zone="UTC", token=lambda: "key")) as store:
        for batch in batches:
            asyncio.run(store.commit(batch))
    with closing(open_same(tmp_path / "same.db")) as connection:
        voices: dict[str, int] = {}
        for batch in batches:
            write_same(connection, batch, voices)
    ours, same = _tables(tmp_path / "ours.db"), _tables(tmp_path / "same.db")
    assert len(ours["mention"]) == 300
    for one in (ours, same):  # which number a voice has is a matter of order
        names = dict(one.pop("voice"))
        one["mention"] = [(*row[:11], names[row[11]], *row[12:]) for row in one["mention"]]
    assert {name: rows for name, rows in ours.items() if rows != same[name]} == {}
