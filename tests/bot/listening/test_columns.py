"""Tables of any shape become mention JSON through a mapping that is guessed, corrected and kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import BadFile
from bot.listening.columns import Columns, read_columns, write_columns
from bot.listening.guess import are_mentions, doubts, guess
from bot.listening.intake import read_mention
from bot.model.mention import Mention

NOW = datetime(2026, 10, 5, 7, tzinfo=UTC)
REPOSITORY = Path(__file__).resolve().parents[3]


def guessed(*rows: Mapping[str, object]) -> Columns:
    return guess(rows, source="import", zone="Europe/Berlin", start=NOW)


def shaped(columns: Columns, row: Mapping[str, object], number: int = 1) -> Mention:
    found = read_mention(columns.shape(row, number), where="line 2", arrived=NOW)
    assert isinstance(found, Mention)
    return found


def test_a_help_desk_export_is_recognised() -> None:
    row = {
        "Ticket ID": "4417", "Created at": "2026-07-07 09:30:00", "Requester": "Jo", "Subject": "Charger",
        "Description": "not recognised. Cable changed, same.", "CSAT": "2", "Queue": "phones",
    }  # fmt: skip

    found = shaped(guessed(row), row)

    assert (found.source, found.source_id, found.kind, found.channel) == ("import", "4417", "service", "phones")
    assert found.at == datetime(2026, 7, 7, 7, 30, tzinfo=UTC)
    assert found.text.raw == "Charger\nnot recognised. Cable changed, same."
    assert found.author is not None
    assert (found.author.id, found.author.name.raw, found.rating) == ("Jo", "Jo", 2.0)


def test_a_german_review_export_is_recognised() -> None:
    row = {"Datum": "13.05.2026 08:15", "Bewertung": "4,5", "Kommentar": "Lädt seit dem Update langsam", "Autor": "Kai"}

    found = shaped(guessed(row), row)

    assert found.at == datetime(2026, 5, 13, 6, 15, tzinfo=UTC)
    assert (found.rating, found.text.raw) == (4.5, "Lädt seit dem Update langsam")


def test_posts_with_nested_objects_are_recognised_by_their_paths() -> None:
    row = {
        "id": 9, "created_at": "2026-07-07T09:30:00Z", "text": "lumo down",
        "user": {"id": 7, "name": "Ana", "followers": 40}, "favorite_count": 3,
    }  # fmt: skip

    found = shaped(guessed(row, {**row, "id": 10}), row)

    assert found.author is not None
    assert (found.author.id, found.author.name.raw, found.author.followers) == ("7", "Ana", 40)
    assert found.engagement.likes == 3


def test_a_table_without_telling_names_is_recognised_by_what_stands_in_it() -> None:
    rows = [
        {"a": "x1", "b": "2026-07-07T09:30:00Z", "c": "The parcel never came, third time now"},
        {"a": "x2", "b": "2026-07-08T09:30:00Z", "c": "Great"},
    ]

    assert guessed(*rows).columns == {"at": ("b",), "text": ("c",)}


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("03.05.2026", "2026-05-03T00:00"),
        ("3/25/2026 2:05 PM", "2026-03-25T14:05"),
        ("25/03/2026 14:05", "2026-03-25T14:05"),
        ("2026/03/25", "2026-03-25T00:00"),
        ("Mar 25, 2026", "2026-03-25T00:00"),
    ],
)
def test_times_as_people_write_them_are_read_in_the_zone(cell: str, moment: str) -> None:
    row = {"date": cell, "text": "late again"}

    found = shaped(guessed(row), row)

    assert found.at.astimezone(NOW.tzinfo) == datetime.fromisoformat(f"{moment}+0{_offset(moment)}:00")


def _offset(moment: str) -> int:
    return 1 if moment < "2026-03-29" else 2


def test_times_that_carry_their_offset_and_epochs_need_no_zone() -> None:
    assert guessed({"time": "2026-07-07T09:30:00+02:00", "text": "a b"}).zone is None
    epoch = guessed({"timestamp": "1783409400", "text": "a b"})
    assert (epoch.zone, epoch.format) == (None, "epoch")
    assert shaped(epoch, {"timestamp": "1783409400", "text": "a b"}).at == datetime(2026, 7, 7, 7, 30, tzinfo=UTC)
    assert guessed({"timestamp": 1783409400123, "text": "a b"}).format == "epoch_ms"


def test_a_row_without_id_is_known_by_its_content_and_one_without_time_by_its_place() -> None:
    columns = Columns(columns={"text": ("t",)}, constants={"source": "s"}, start=NOW, every=timedelta(hours=3))

    first, again, other = (shaped(columns, {"t": text}, number) for text, number in (("a", 1), ("a", 1), ("b", 3)))

    assert first == again
    assert first.source_id != other.source_id
    assert other.at == NOW + timedelta(hours=6) or other.marks == ()
    assert columns.shape({"t": "b"}, 3)["at"] == "2026-10-05T13:00:00+00:00"


def test_cells_that_say_nothing_we_read_are_kept_beside() -> None:
    columns = Columns(
        columns={"text": ("t",), "rating": ("r",), "likes": ("l",)},
        constants={"source": "s", "at": "2026-07-07T09:30:00Z"},
    )

    found = shaped(columns, {"t": "x", "r": "n/a", "l": "lots", "colour": "red", "empty": ""})

    assert (found.rating, found.engagement.likes) == (None, 0)
    assert found.rest == {"columns": {"r": "n/a", "l": "lots", "colour": "red"}}


@pytest.mark.parametrize(
    ("cell", "rating"), [("4", 4.0), ("4,5", 4.5), ("3/5", 3.0), ("5 stars", 5.0), ("★★★★", 4.0), ("-1", -1.0)]
)
def test_ratings_are_read_as_people_write_them(cell: str, rating: float) -> None:
    columns = Columns(columns={"text": ("t",), "rating": ("r",)})

    assert columns.shape({"t": "x", "r": cell}, 1)["rating"] == rating


def test_doubts_name_what_a_person_should_look_at() -> None:
    rows = [{"date": "05/03/2025", "text": "a b"}]

    said = " ".join(doubts(guessed(*rows), rows))

    assert "read as month/day" in said
    assert "read as Europe/Berlin" in said
    assert "No column names each row" in said
    assert "No column says when" in " ".join(doubts(guessed({"text": "a b"}), [{"text": "a b"}]))
    assert "name it as text" in " ".join(doubts(guessed({"n": "1"}), [{"n": "1"}]))


def test_mention_json_needs_no_columns() -> None:
    whole = {"source": "s", "id": "1", "at": "x", "text": "y"}

    assert are_mentions([whole, {"source": "s", "id": "2", "op": "delete"}])
    assert not are_mentions([whole, {"id": "1", "text": "y"}])
    assert not are_mentions([])


def test_a_mapping_written_and_read_is_the_same() -> None:
    columns = Columns(
        columns={"text": ('sub"ject', "body\u007f"), "at": ("when",)},
        constants={"source": "s", "kind": "service"},
        zone="Europe/Berlin",
        format="%d.%m.%Y",
        start=NOW,
        every=timedelta(minutes=90),
        department_column="Produkt",
        department_of={'Kredit "A"': "lending"},
    )

    assert read_columns(write_columns(columns), where="map.toml") == columns
    assert read_columns(write_columns(guessed({"text": "a b"})), where="") == guessed({"text": "a b"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns", "map.toml: "),
        ('[colums]\ntext = "a"', "unknown key 'colums'; known are columns, constants, time, departments"),
        ('[columns]\ntxt = "a"', "[columns] has the unknown key 'txt'; known are text, at"),
        ("[columns]\ntext = 3", "text names no column"),
        ('columns = "text"', "columns is not a table"),
        ('[time]\nevery = "often"', "every is 'often'; expected a span such as 3h"),
        ('[time]\nstart = "monday"', "start is 'monday'; expected a time with offset"),
        ('[time]\nstart = "2026-07-06T08:00:00"', "expected a time with offset"),
        ('[time]\nzone = "Berlin"', "Berlin"),
        ("[time]\nzone = 5", "zone is not text"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_with_a_remedy(text: str, said: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_columns(text, where="map.toml")

    assert said in str(caught.value)
    assert "See examples/complaints.toml" in str(caught.value)


def test_the_shipped_mapping_is_read_as_it_is_meant() -> None:
    columns = read_columns((REPOSITORY / "examples" / "complaints.toml").read_text("utf-8"), where="complaints.toml")

    made = columns.shape({"narrative": "They charged me twice", "product": "Credit card"}, 2)

    assert (made["source"], made["kind"], made["department"]) == ("complaints", "service", "cards")
    assert made["at"] == "2026-07-06T09:00:00+00:00"
